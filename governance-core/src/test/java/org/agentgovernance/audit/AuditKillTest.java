package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.agentgovernance.checkpoint.Keys;
import org.agentgovernance.decision.GovernanceException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes killed with SIGKILL while they write. */
class AuditKillTest {
  @TempDir private Path temp;

  private Process start(Path directory, String run) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            KilledWriter.class.getName(),
            directory.toString(),
            run,
            temp.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void noAcknowledgedRecordIsLostWhenTheWriterIsKilled() throws Exception {
    Path dir = temp.resolve("audit");
    int kills = Boolean.getBoolean("soak") ? 200 : 10;
    long seed = System.nanoTime();
    System.out.println("kills: " + kills + ", seed: " + seed);
    Random random = new Random(seed);
    HeldEvidence held = HeldEvidence.none().withKey(Keys.key());
    Set<String> acknowledged = new HashSet<>();
    for (int kill = 0; kill < kills; kill++) {
      Process process = start(dir, "run" + kill);
      try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
        assertThat(out.readLine()).isEqualTo("locked");
        int before = random.nextInt(150);
        String id = out.readLine();
        while (id != null) {
          acknowledged.add(id);
          if (before-- == 0) {
            process.toHandle().destroyForcibly(); // leaves the pipe open
          }
          id = out.readLine();
        }
      }
      assertThat(process.waitFor()).isEqualTo(128 + 9);
      AuditLog.open(dir, KilledWriter.options(temp)).close();
      AuditReport report = AuditVerifier.verify(dir, held);
      assertThat(report.problem()).as("after kill %d of seed %d", kill, seed).isNull();
      assertThat(report.unclean()).isEqualTo(kill + 1);
      assertThat(report.signed()).isEqualTo(report.head().seq());
      held = held.withCheckpoint(Objects.requireNonNull(CheckpointFiles.last(dir)));
      if ((kill + 1) % 10 == 0) {
        System.out.println(
            (kill + 1)
                + " kills, "
                + report.records()
                + " records, "
                + acknowledged.size()
                + " acknowledged");
      }
    }
    Set<Long> personal = new HashSet<>(); // records whose values must stand beside the log
    Set<String> intents = new HashSet<>();
    Set<String> outcomes = new HashSet<>();
    for (Map<String, @Nullable Object> record : Samples.records(dir)) {
      String call = String.valueOf(record.get("call"));
      if ("intent".equals(record.get("kind"))) {
        intents.add(call);
        if (KilledWriter.isPersonal(call) && acknowledged.contains(call)) {
          personal.add((Long) record.get("seq"));
        }
      } else if ("outcome".equals(record.get("kind"))) {
        assertThat(outcomes.add(call)).as("one outcome of %s", call).isTrue();
      }
    }
    assertThat(acknowledged).hasSizeGreaterThan(kills);
    assertThat(intents).containsAll(withoutCutEnds(acknowledged, intents));
    assertThat(without(intents, outcomes)).as("intents without an outcome").isEmpty();
    assertThat(without(outcomes, intents)).as("outcomes without an intent").isEmpty();
    assertThat(personal).isNotEmpty();
    assertThat(PersonalFile.present(dir, List.copyOf(personal))).containsAll(personal);
  }

  private static Set<String> without(Set<String> all, Set<String> some) {
    Set<String> rest = new HashSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  /**
   * The kill may cut the last line that a process printed; a cut id is the start of a whole one.
   */
  private static Set<String> withoutCutEnds(Set<String> acknowledged, Set<String> intents) {
    Set<String> whole = new HashSet<>(acknowledged);
    whole.removeIf(
        id -> !id.matches("run\\d+-\\d-\\d+") && intents.stream().anyMatch(i -> i.startsWith(id)));
    return whole;
  }

  @Test
  void refusesAWriterInAnotherProcessEvenAfterThatProcessRefusedASecondOne() throws Exception {
    Path dir = temp.resolve("audit");
    Process process = start(dir, "other");
    try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
      assertThat(out.readLine()).isEqualTo("locked");
      assertThatThrownBy(() -> AuditLog.open(dir, Samples.options()))
          .isInstanceOf(GovernanceException.class)
          .hasMessageContaining("another process is writing");
    } finally {
      process.destroyForcibly().waitFor();
    }
    AuditLog.open(dir, Samples.options()).close();
    assertThat(AuditVerifier.verify(dir).problem()).isNull();
  }
}
