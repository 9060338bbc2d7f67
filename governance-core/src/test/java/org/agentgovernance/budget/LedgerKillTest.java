package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.agentgovernance.decision.GovernanceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes killed with SIGKILL between reserve and settle. */
class LedgerKillTest {
  private static final int THREADS = 2;

  @TempDir private Path temp;

  private static Process start(Path directory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            KilledLedger.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void neverForgetsWhatRanAndLosesNothingThatNeverStarted() throws Exception {
    int kills = Boolean.getBoolean("soak") ? 200 : 8;
    long seed = System.nanoTime();
    System.out.println("kills: " + kills + ", seed: " + seed);
    Random random = new Random(seed);
    long ran = 0;
    for (int kill = 1; kill <= kills; kill++) {
      Process process = start(temp);
      try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
        assertThat(out.readLine()).isEqualTo("locked");
        int before = random.nextInt(400);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          // The kill may cut the last line; a run that was said by half is a run.
          ran += line.isEmpty() ? 0 : 1;
          if (before-- == 0) {
            process.toHandle().destroyForcibly(); // leaves the pipe open
          }
        }
      }
      assertThat(process.waitFor()).isEqualTo(128 + 9);
      try (FileBudgetStore store = FileBudgetStore.open(temp)) {
        long used = store.account(KilledLedger.KEY).used(KilledLedger.NOW);
        assertThat(used)
            .as("what ran is booked, and at most one call of each thread that had only started")
            .isBetween(ran * 3, (ran + (long) THREADS * kill) * 3);
      }
    }
    assertThat(ran).isGreaterThan(kills);
  }

  @Test
  void isRefusedWhileAnotherProcessHasIt() throws Exception {
    Process process = start(temp);
    try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
      assertThat(out.readLine()).isEqualTo("locked");
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> FileBudgetStore.open(temp))
            .isInstanceOf(GovernanceException.class)
            .hasMessageContaining("in use by another process");
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    FileBudgetStore.open(temp).close();
  }
}
