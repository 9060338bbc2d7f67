package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.agentgovernance.call.ToolCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the quick reader takes, the strict one takes as well, and reads the same in it. */
class LineScanTest {
  private static final List<String> PIECES =
      List.of(
          ",\"v\":1",
          ",\"seq\":9",
          ",\"prev\":\"x\"",
          ",\"at\":null",
          ",\"kind\":\"x\"",
          ",\"call\":\"again\"",
          ",\"x\":{\"a\":1,\"a\":2}",
          ",\"x\":{\"a\":1,\"\\u0061\":2}",
          ",\"x\":{\"a\":{\"a\":{}},\"b\":[{\"a\":1},{\"a\":1}]}",
          ",\"x\":1e5,\"y\":-0,\"z\":0.5",
          ",\"x\":01",
          ",\"x\":1.",
          ",\"x\":.5",
          ",\"x\":-",
          ",\"x\":9007199254740993",
          ",\"x\":123456789012345678901234567890",
          ",\"x\":0.1234567890123456789",
          ",\"x\":\"\\ud800\"",
          ",\"x\":\"\\ud83d\\ude00\"",
          ",\"x\":\"\\x\"",
          ",\"x\":\"\\u12\"",
          ",\"x\":[1,]",
          ",\"x\":[,1]",
          ",\"x\":{,}",
          ",\"x\":nul",
          ",\"x\":truefalse",
          ",\"x\":\"\u0001\"",
          ",\"x\" : 1",
          ",\"x\":1 ",
          ",,\"x\":1",
          "}{",
          "}",
          ",\"x\":" + "[".repeat(70) + "]".repeat(70),
          ",\"x\":" + "{\"a\":".repeat(40) + "1" + "}".repeat(40));

  private static byte[] line(String text) {
    InMemoryAuditTrail trail = AuditLog.inMemory(Samples.CLOCK);
    trail.append(Samples.denied("call-" + text.length(), Samples.call(text)));
    return trail.lines().get(1).getBytes(StandardCharsets.UTF_8);
  }

  /** Reads it both ways; gives whether the quick reader took it. */
  private static boolean agree(byte[] line) {
    StoredLine quick = new LineScan().read(line);
    if (quick == null) {
      return false;
    }
    try {
      StoredLine strict = StoredLine.read(line);
      assertThat(quick.seq()).isEqualTo(strict.seq());
      assertThat(quick.prev()).isEqualTo(strict.prev());
      assertThat(quick.at()).isEqualTo(strict.at());
      assertThat(quick.kind()).isEqualTo(strict.kind());
      assertThat(quick.fields()).isEqualTo(strict.fields());
      if (!quick.sealed()) {
        assertThat(strict.fields().toString()).doesNotContain("hmac=");
      }
      return true;
    } catch (StoredLine.NotARecord e) {
      throw new AssertionError(
          "taken though it is none: " + new String(line, StandardCharsets.UTF_8), e);
    }
  }

  @Property(tries = 2000)
  void readsEveryLineOfOurOwnAsTheStrictReaderDoes(@ForAll @StringLength(max = 60) String text) {
    byte[] line = line(text);
    boolean taken = agree(line);
    if (text.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
      assertThat(taken).as("the quick reader is used at all").isTrue();
    }
  }

  @Property(tries = 6000)
  void takesNothingThatTheStrictReaderRefuses(
      @ForAll @IntRange(min = 1, max = 3) int changes, @ForAll long seed) {
    Random random = new Random(seed);
    byte[] line = line(random.nextBoolean() ? "A-1" : "\u00e9\u4e2d\ud83d\ude00");
    for (int i = 0; i < changes; i++) {
      line = changed(line, random);
    }
    agree(line);
  }

  private static byte[] changed(byte[] line, Random random) {
    int at = random.nextInt(line.length + 1);
    switch (random.nextInt(4)) {
      case 0 -> {
        byte[] copy = line.clone();
        copy[Math.min(at, line.length - 1)] = (byte) random.nextInt(256);
        return copy;
      }
      case 1 -> {
        return joined(line, at, new byte[0], Math.min(line.length, at + 1 + random.nextInt(8)));
      }
      case 2 -> {
        String piece = PIECES.get(random.nextInt(PIECES.size()));
        int end = new String(line, StandardCharsets.ISO_8859_1).lastIndexOf(Chain.CRC);
        int where = end < 0 || random.nextInt(4) == 0 ? at : end;
        return joined(line, where, piece.getBytes(StandardCharsets.UTF_8), where);
      }
      default -> {
        int from = random.nextInt(line.length);
        byte[] part =
            java.util.Arrays.copyOfRange(
                line, from, Math.min(line.length, from + random.nextInt(30)));
        return joined(line, at, part, at);
      }
    }
  }

  private static byte[] joined(byte[] line, int upTo, byte[] middle, int from) {
    byte[] joined = new byte[upTo + middle.length + line.length - from];
    System.arraycopy(line, 0, joined, 0, upTo);
    System.arraycopy(middle, 0, joined, upTo, middle.length);
    System.arraycopy(line, from, joined, upTo + middle.length, line.length - from);
    return joined;
  }

  @Test
  void everyPieceInPlaceIsJudgedAsByTheStrictReader() {
    byte[] line = line("A-1");
    int end = new String(line, StandardCharsets.US_ASCII).lastIndexOf(Chain.CRC);
    List<String> taken = new ArrayList<>();
    for (String piece : PIECES) {
      if (agree(joined(line, end, piece.getBytes(StandardCharsets.UTF_8), end))) {
        taken.add(piece);
      }
    }
    assertThat(taken).containsExactly(",\"x\":{\"a\":{\"a\":{}},\"b\":[{\"a\":1},{\"a\":1}]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-30T10:00:00.000Z",
        "2026-13-01T10:00:00.000Z",
        "2026-11-20T24:00:00.000Z",
        "2026-11-20T10:60:00.000Z",
        "2026-11-20T10:00:60.000Z",
        "2026-11-20T10:00:00,000Z",
        "2026-11-20T10:00:00.00aZ"
      })
  void leavesTimesThatAreNoneToTheStrictReader(String time) {
    String line = new String(line("A-1"), StandardCharsets.US_ASCII);
    byte[] changed =
        line.replace("2026-11-20T10:00:00.000Z", time).getBytes(StandardCharsets.US_ASCII);
    assertThat(new LineScan().read(changed)).isNull();
  }

  @Test
  void marksLinesThatVouchForAValueBesideTheLog() {
    InMemoryAuditTrail trail = AuditLog.inMemory(Samples.CLOCK);
    AuditedTool personal = AuditedTool.unknown(null, Map.of(), ArgumentsMode.PERSONAL);
    ToolCall call = Samples.call("A-1");
    trail.append(
        Samples.of(AuditKind.DECISION, Samples.NOW, "c", call, personal)
            .decision(Samples.DENY)
            .build());
    StoredLine read = new LineScan().read(trail.lines().get(1).getBytes(StandardCharsets.UTF_8));
    assertThat(read).isNotNull();
    assertThat(read.sealed()).isTrue();
    assertThat(new LineScan().read(line("A-1")).sealed()).isFalse();
  }
}
