package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.file.PrivateFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writes and forces that really fail, on devices of the system. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AuditFailureTest {
  @TempDir private Path temp;

  /** The first segment is a file; the next is a device. */
  private AuditLog failingAfterOneSegment(String device) {
    assumeTrue(Files.exists(Path.of(device)), () -> "no " + device + " on this system");
    AtomicBoolean first = new AtomicBoolean(true);
    SegmentWriter.Opener opener =
        file ->
            first.getAndSet(false)
                ? PrivateFiles.openForWriting(file)
                : FileChannel.open(Path.of(device), StandardOpenOption.WRITE);
    return AuditLog.open(temp.resolve("audit"), Samples.options().withSegmentBytes(2048), opener);
  }

  @Test
  void aFullDiskEndsTheLogAndSaysWhy() {
    endsTheLog("/dev/full", "space");
  }

  @Test
  void aFailedForceEndsTheLogAndSaysWhy() throws IOException {
    assumeTrue(forceFails(), "a force to /dev/null succeeds on this system");
    endsTheLog("/dev/null", "IOException");
  }

  private static boolean forceFails() throws IOException {
    Path device = Path.of("/dev/null");
    if (!Files.exists(device)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(device, StandardOpenOption.WRITE)) {
      channel.force(false);
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private void endsTheLog(String device, String why) {
    AuditLog log = failingAfterOneSegment(device);
    int acknowledged = 0;
    GovernanceException failure = null;
    while (failure == null) {
      try {
        log.appendAndWait(Samples.intent("call-" + acknowledged));
        acknowledged++;
      } catch (GovernanceException e) {
        failure = e;
      }
      assertThat(acknowledged).isLessThan(10);
    }
    assertThat(failure).hasMessageContaining(why);
    assertThat(failure.code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
    assertThat(log.append(Samples.denied("later"))).isEqualTo(Acceptance.FAILED);
    assertThatThrownBy(() -> log.appendAndWait(Samples.denied("later"))).hasMessageContaining(why);
    assertThatThrownBy(log::flush).hasMessageContaining(why);
    assertThat(log.status().failure()).contains(why);
    assertThatThrownBy(log::close).hasMessageContaining(why);

    AuditReport report = AuditVerifier.verify(temp.resolve("audit"));
    assertThat(report.problem()).isNull();
    assertThat(report.records()).isEqualTo(1 + acknowledged);
    Samples.write(temp.resolve("audit"), 1, Samples.options());
    assertThat(AuditVerifier.verify(temp.resolve("audit")).problem()).isNull();
  }

  @Test
  void everyoneWaitingFailsWhenTheLogFails() throws Exception {
    AuditLog log = failingAfterOneSegment("/dev/full");
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    log.appendDurable(
        Samples.denied("blocks"),
        task -> {
          entered.countDown();
          try {
            release.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          task.run();
        });
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    CompletableFuture<?>[] waiting = new CompletableFuture<?>[20];
    for (int i = 0; i < waiting.length; i++) {
      waiting[i] = log.appendDurable(Samples.denied("w" + i), Runnable::run).toCompletableFuture();
    }
    release.countDown();
    int failed = 0;
    for (CompletableFuture<?> future : waiting) {
      try {
        future.get(30, TimeUnit.SECONDS);
      } catch (java.util.concurrent.ExecutionException e) {
        failed++;
        assertThat(e).hasCauseInstanceOf(GovernanceException.class);
      }
    }
    assertThat(failed).isPositive();
    assertThat(log.status().lost()).isPositive();
    assertThatThrownBy(log::close).isInstanceOf(GovernanceException.class);
  }

  @Test
  void openingOnAFullDiskIsRefusedAndTheLockIsFree() {
    assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full on this system");
    Path dir = temp.resolve("audit");
    SegmentWriter.Opener full =
        file -> FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
    assertThatThrownBy(() -> AuditLog.open(dir, Samples.options(), full))
        .isInstanceOf(GovernanceException.class)
        .hasMessageContaining("cannot be opened as an audit log");
    Samples.write(dir, 1, Samples.options());
    assertThat(AuditVerifier.verify(dir).problem()).isNull();
  }

  @Test
  void aWaitThatFailedKeepsItsReason() {
    AuditLog log = AuditLog.open(temp.resolve("audit"), Samples.options());
    log.close();
    assertThatThrownBy(
            () ->
                log.appendDurable(Samples.denied("a"), Runnable::run).toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(GovernanceException.class);
  }
}
