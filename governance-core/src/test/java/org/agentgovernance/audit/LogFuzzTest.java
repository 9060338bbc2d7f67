package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.agentgovernance.audit.AuditProblem.Kind;
import org.agentgovernance.checkpoint.Keys;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.junit.jupiter.api.Test;

/**
 * Whatever stands in the files of a log, the verifier and the recovery name it and never fail in
 * another way. {@link LogSeeds} makes the inputs that the fuzzer begins with.
 */
class LogFuzzTest {
  /** Damage that opening does not look for: it is beside the lines, or in earlier checkpoints. */
  private static final Set<Kind> BESIDE =
      EnumSet.of(
          Kind.PERSONAL,
          Kind.CHECKPOINT,
          Kind.FORK,
          Kind.FORGED,
          Kind.UNSIGNED,
          Kind.MISSING_SEGMENT);

  @FuzzTest(maxDuration = "60s")
  void damageIsNamedAndWhatOpensVerifies(FuzzedDataProvider data) throws IOException {
    Path temp = Files.createTempDirectory("log-fuzz");
    try {
      Path dir = temp.resolve("audit");
      LogFiles.unpack(data.consumeRemainingAsBytes(), dir);
      Map<String, byte[]> before = LogFiles.read(dir);
      AuditReport report = verify(dir);
      assertThat(LogFiles.read(dir))
          .as("verifying changes nothing")
          .containsExactlyEntriesOf(before);
      if (open(dir)) {
        AuditReport after = Objects.requireNonNull(verify(dir), "it opened, so it can be read");
        assertThat(after.problem() == null || BESIDE.contains(after.problem().kind()))
            .as(String.valueOf(after))
            .isTrue();
        before.forEach((name, bytes) -> staysThere(dir, name, bytes));
      } else if (report != null && report.problem() == null) {
        throw new AssertionError("it verifies and does not open: " + report);
      }
    } finally {
      LogFiles.delete(temp);
    }
  }

  /** Every line that was whole is still there, byte for byte. */
  private static void staysThere(Path dir, String name, byte[] before) {
    if (name.endsWith(".jsonl")) {
      int whole = before.length;
      while (whole > 0 && before[whole - 1] != '\n') {
        whole--;
      }
      try {
        byte[] now = Files.readAllBytes(dir.resolve(name));
        assertThat(now.length).isGreaterThanOrEqualTo(whole);
        assertThat(Arrays.equals(before, 0, whole, now, 0, whole)).isTrue();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static AuditReport verify(Path dir) {
    try {
      return AuditVerifier.verify(dir, HeldEvidence.none().withKey(Keys.key()));
    } catch (GovernanceException e) {
      assertThat(e.code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
      return null;
    }
  }

  private static boolean open(Path dir) {
    try {
      AuditLog.open(dir, Samples.options()).close();
      return true;
    } catch (GovernanceException e) {
      assertThat(e.code()).isIn(ReasonCode.AUDIT_TAMPERED, ReasonCode.AUDIT_UNAVAILABLE);
      return false;
    }
  }

  @FuzzTest(maxDuration = "30s")
  void theQuickReaderTakesNothingThatTheStrictOneRefuses(FuzzedDataProvider data) {
    byte[] line = data.consumeRemainingAsBytes();
    StoredLine quick = new LineScan().read(line);
    if (quick != null) {
      try {
        StoredLine strict = StoredLine.read(line);
        assertThat(quick.seq()).isEqualTo(strict.seq());
        assertThat(quick.prev()).isEqualTo(strict.prev());
        assertThat(quick.at()).isEqualTo(strict.at());
        assertThat(quick.kind()).isEqualTo(strict.kind());
      } catch (StoredLine.NotARecord e) {
        throw new AssertionError("taken though it is none", e);
      }
    }
  }

  @Test
  void theSeedsAreWhatTheirNamesSay() throws IOException, URISyntaxException {
    Path seeds =
        Path.of(
            Objects.requireNonNull(
                    LogFuzzTest.class.getResource(
                        "LogFuzzTestInputs/damageIsNamedAndWhatOpensVerifies"))
                .toURI());
    try (Stream<Path> files = Files.list(seeds)) {
      for (Path seed : files.toList()) {
        Path temp = Files.createTempDirectory("log-seed");
        try {
          LogFiles.unpack(Files.readAllBytes(seed), temp.resolve("audit"));
          AuditReport report = AuditVerifier.verify(temp.resolve("audit"));
          String name = String.valueOf(seed.getFileName());
          assertThat(report.problem() == null)
              .as("%s: %s", name, report)
              .isEqualTo(name.startsWith("good"));
        } finally {
          LogFiles.delete(temp);
        }
      }
    }
  }
}
