package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Any change of the stored bytes is found; only whole lines cut from the end need a held head. */
class AuditMutationTest {
  private enum Mutation {
    FLIP,
    OVERWRITE,
    DROP_BYTES,
    INSERT_BYTES,
    TRUNCATE,
    DROP_LINE,
    DOUBLE_LINE,
    SWAP_LINES
  }

  private static InMemoryAuditTrail log(int records, Random random) {
    InMemoryAuditTrail trail = AuditLog.inMemory(Samples.CLOCK);
    for (int i = 0; i < records; i++) {
      String id = "call-" + random.nextInt(1000);
      switch (random.nextInt(3)) {
        case 0 -> trail.append(Samples.intent(id));
        case 1 -> trail.append(Samples.outcome(id));
        default -> trail.append(Samples.denied(id, Samples.call("é\u202e" + random.nextInt())));
      }
    }
    trail.close();
    return trail;
  }

  private static byte[] bytes(List<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static AuditReport verify(byte[] stored, AuditHead head) throws Exception {
    LogSource source =
        new LogSource("log", true, () -> new LineReader(new java.io.ByteArrayInputStream(stored)));
    return new Verification(Verification.Input.of(source, true), HeldEvidence.none().withHead(head))
        .run();
  }

  @Property(tries = 3000)
  void everyMutationIsFound(
      @ForAll @IntRange(min = 1, max = 12) int records,
      @ForAll Mutation mutation,
      @ForAll long seed)
      throws Exception {
    Random random = new Random(seed);
    InMemoryAuditTrail trail = log(records, random);
    byte[] stored = bytes(trail.lines());
    byte[] mutated = mutate(trail.lines(), stored, mutation, random);
    AuditHead head = trail.status().head();
    assertThat(verify(stored, head).ok()).isTrue();
    if (Arrays.equals(stored, mutated)) {
      return;
    }
    AuditReport held = verify(mutated, head);
    assertThat(held.ok()).as("with a head: %s", mutation).isFalse();
    AuditReport free = verify(mutated, null);
    if (free.ok()) {
      assertThat(new String(stored, StandardCharsets.ISO_8859_1))
          .as("only whole lines cut from the end go unseen without a head")
          .startsWith(new String(mutated, StandardCharsets.ISO_8859_1));
      assertThat(mutated[mutated.length - 1]).isEqualTo((byte) '\n');
      assertThat(free.closed()).isFalse();
    }
  }

  private static byte[] mutate(
      List<String> lines, byte[] stored, Mutation mutation, Random random) {
    List<String> changed = new ArrayList<>(lines);
    int at = random.nextInt(stored.length);
    int end = Math.min(stored.length, at + 1 + random.nextInt(40));
    int line = random.nextInt(lines.size());
    return switch (mutation) {
      case FLIP -> {
        byte[] copy = stored.clone();
        copy[at] ^= (byte) (1 << random.nextInt(8));
        yield copy;
      }
      case OVERWRITE -> {
        byte[] copy = stored.clone();
        for (int i = at; i < end; i++) {
          copy[i] = (byte) random.nextInt(256);
        }
        yield copy;
      }
      case DROP_BYTES -> join(stored, at, new byte[0], end);
      case INSERT_BYTES -> {
        byte[] more = new byte[end - at];
        random.nextBytes(more);
        yield join(stored, at, more, at);
      }
      case TRUNCATE -> Arrays.copyOf(stored, at);
      case DROP_LINE -> {
        changed.remove(line);
        yield bytes(changed);
      }
      case DOUBLE_LINE -> {
        changed.add(random.nextInt(lines.size() + 1), lines.get(line));
        yield bytes(changed);
      }
      case SWAP_LINES -> {
        changed.set(line, lines.get(0));
        changed.set(0, lines.get(line));
        yield bytes(changed);
      }
    };
  }

  private static byte[] join(byte[] stored, int upTo, byte[] middle, int from) {
    byte[] joined = new byte[upTo + middle.length + stored.length - from];
    System.arraycopy(stored, 0, joined, 0, upTo);
    System.arraycopy(middle, 0, joined, upTo, middle.length);
    System.arraycopy(stored, from, joined, upTo + middle.length, stored.length - from);
    return joined;
  }

  @Test
  void everyBitOfEveryByteMatters() throws Exception {
    InMemoryAuditTrail trail = log(2, new Random(1));
    byte[] stored = bytes(trail.lines());
    for (int i = 0; i < stored.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        stored[i] ^= (byte) (1 << bit);
        assertThat(verify(stored, null).ok()).as("bit %d of byte %d", bit, i).isFalse();
        stored[i] ^= (byte) (1 << bit);
      }
    }
  }

  @Test
  void everyBytePositionOfAnEndIsFoundWithAHeldHead() throws Exception {
    InMemoryAuditTrail trail = log(4, new Random(2));
    byte[] stored = bytes(trail.lines());
    AuditHead head = trail.status().head();
    for (int length = 0; length < stored.length; length++) {
      byte[] cut = Arrays.copyOf(stored, length);
      assertThat(verify(cut, head).ok()).as("cut to %d bytes", length).isFalse();
      boolean boundary = length > 0 && cut[length - 1] == '\n';
      assertThat(verify(cut, null).ok()).as("cut to %d bytes", length).isEqualTo(boundary);
    }
  }
}
