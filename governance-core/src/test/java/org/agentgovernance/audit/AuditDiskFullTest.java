package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.decision.GovernanceException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a small file system in memory, where the test may mount one. */
class AuditDiskFullTest {
  @TempDir private Path temp;

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  @Test
  void aFullDiskRefusesAndLosesNothingThatWasAcknowledged() throws Exception {
    Path disk = Files.createDirectory(temp.resolve("disk"));
    boolean mounted = false;
    try {
      mounted = run("mount", "-t", "tmpfs", "-o", "size=512k,mode=0700", "tmpfs", disk.toString());
    } catch (IOException e) {
      mounted = false; // there is no such command here
    }
    if (!mounted) {
      String reason = "skipped: this user may not mount a tmpfs, so no disk is filled";
      System.out.println(reason);
      Assumptions.abort(reason);
    }
    try {
      Path dir = disk.resolve("audit");
      Set<String> acknowledged = new HashSet<>();
      AuditLog log = AuditLog.open(dir, Samples.options().withSegmentBytes(64 << 10));
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 5_000; i++) {
                  log.appendAndWait(Samples.denied("call-" + i));
                  acknowledged.add("call-" + i);
                }
              })
          .isInstanceOf(GovernanceException.class)
          .hasMessageContaining("could not be written");
      assertThat(log.append(Samples.denied("late"))).isEqualTo(Acceptance.FAILED);
      assertThatThrownBy(log::close).isInstanceOf(GovernanceException.class);
      assertThat(acknowledged).isNotEmpty();
      assertThat(run("mount", "-o", "remount,size=4m", disk.toString())).isTrue();
      AuditLog.open(dir, Samples.options()).close();
      assertThat(AuditVerifier.verify(dir).problem()).isNull();
      Set<String> stored = new HashSet<>();
      Samples.records(dir).forEach(r -> stored.add(String.valueOf(r.get("call"))));
      assertThat(stored).containsAll(acknowledged);
    } finally {
      run("umount", disk.toString());
    }
  }
}
