package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.agentgovernance.checkpoint.Keys;
import org.agentgovernance.checkpoint.SignedCheckpoint;

/**
 * Any change of any file of a signed log of several segments is found with key and checkpoint. Of
 * the checkpoints, only what the last signature of a file says is verified, so those are left out
 * here: no change of theirs can make a changed record pass.
 */
class AuditDirectoryMutationTest {
  @Property(tries = 60)
  void everyChangeOfAnyFileIsFound(
      @ForAll @IntRange(min = 1, max = 12) int calls, @ForAll long seed) throws Exception {
    Random random = new Random(seed);
    Path temp = Files.createTempDirectory("audit-mutation");
    try {
      Path dir = temp.resolve("audit");
      AuditOptions options = Samples.options().withSegmentBytes(2048).withSigner(Keys.signer(temp));
      Samples.write(dir, calls, options);
      SignedCheckpoint held = Objects.requireNonNull(CheckpointFiles.last(dir));
      HeldEvidence evidence = HeldEvidence.none().withKey(Keys.key()).withCheckpoint(held);
      assertThat(AuditVerifier.verify(dir, evidence).problem()).isNull();
      List<Path> files = files(dir);
      for (int i = 0; i < 12; i++) {
        Path file = files.get(random.nextInt(files.size()));
        byte[] before = Files.readAllBytes(file);
        String what = mutate(file, before, random);
        AuditReport report = AuditVerifier.verify(dir, evidence);
        if (!what.equals("nothing")) {
          assertThat(report.ok()).as("%s of %s", what, file.getFileName()).isFalse();
        }
        Files.write(file, before);
      }
      assertThat(AuditVerifier.verify(dir, evidence).problem()).isNull();
    } finally {
      try (Stream<Path> all = Files.walk(temp)) {
        for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static List<Path> files(Path dir) throws IOException {
    try (Stream<Path> all = Files.walk(dir)) {
      return new ArrayList<>(
          all.filter(
                  f ->
                      Files.isRegularFile(f)
                          && !f.endsWith(AuditDirectory.LOCK)
                          && !f.toString().endsWith(".checkpoints"))
              .sorted()
              .toList());
    }
  }

  private static String mutate(Path file, byte[] before, Random random) throws IOException {
    if (before.length == 0) {
      return "nothing";
    }
    int at = random.nextInt(before.length);
    switch (random.nextInt(3)) {
      case 0 -> {
        byte[] changed = before.clone();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, changed);
        return "flip";
      }
      case 1 -> {
        Files.write(file, Arrays.copyOf(before, at));
        return "cut";
      }
      default -> {
        byte[] changed = Arrays.copyOf(before, before.length + 1);
        System.arraycopy(before, at, changed, at + 1, before.length - at);
        changed[at] = (byte) random.nextInt(256);
        Files.write(file, changed);
        return "insert";
      }
    }
  }
}
