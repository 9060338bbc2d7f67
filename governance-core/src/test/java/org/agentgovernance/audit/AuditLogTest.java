package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AuditLogTest {
  @TempDir private Path temp;
  private Path dir;

  @BeforeEach
  void chooseADirectory() {
    dir = temp.resolve("audit");
  }

  private void verified() {
    assertThat(AuditVerifier.verify(dir).problem()).isNull();
  }

  private static Executor blocking(CountDownLatch entered, CountDownLatch release) {
    return task -> {
      entered.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      task.run();
    };
  }

  @Test
  void writesWhatWasAcceptedBetweenOpenedAndClosed() throws IOException {
    try (AuditLog log = AuditLog.open(dir, Samples.options())) {
      assertThat(log.append(Samples.denied("a"))).isEqualTo(Acceptance.ACCEPTED);
      assertThat(log.append(Samples.intent("b"))).isEqualTo(Acceptance.ACCEPTED);
      assertThat(log.append(Samples.outcome("b"))).isEqualTo(Acceptance.ACCEPTED);
    }
    assertThat(Samples.kinds(dir))
        .containsExactly("log.opened", "decision", "intent", "outcome", "log.closed");
    verified();
  }

  @Test
  void writesTheSameLinesAsTheTrailInMemory() throws IOException {
    InMemoryAuditTrail memory = AuditLog.inMemory(Samples.CLOCK);
    try (AuditLog log = AuditLog.open(dir, Samples.options())) {
      for (AuditTrail trail : List.of(log, memory)) {
        trail.appendAndWait(Samples.intent("a"));
        assertThat(trail.append(Samples.outcome("a"))).isEqualTo(Acceptance.ACCEPTED);
        trail.flush();
      }
      assertThat(Samples.lines(dir).stream().map(AuditLogTest::content))
          .containsExactlyElementsOf(memory.lines().stream().map(AuditLogTest::content).toList());
    }
    memory.close();
    assertThat(memory.verify().closed()).isTrue();
    assertThat(memory.append(Samples.denied("x"))).isEqualTo(Acceptance.CLOSED);
    assertThatThrownBy(() -> memory.appendAndWait(Samples.denied("x")))
        .isInstanceOf(GovernanceException.class)
        .hasMessageContaining("closed");
  }

  /** The first line names its segment, so it and with it the hashes differ. */
  private static String content(String line) {
    return line.substring(line.indexOf("\"at\""), line.lastIndexOf(",\"crc\""))
        .replace("audit-00000001.jsonl", "memory");
  }

  @Test
  void makesADurableRecordReadableBeforeItSaysSo() throws IOException {
    try (AuditLog log = AuditLog.open(dir, Samples.options())) {
      for (int i = 0; i < 20; i++) {
        log.appendAndWait(Samples.intent("call-" + i));
        assertThat(Samples.lines(dir).get(i + 1)).contains("call-" + i);
        assertThat(log.status().head().seq()).isEqualTo(i + 2);
      }
    }
  }

  @Test
  void completesADurableRecordOnTheExecutorOfTheCaller() throws Exception {
    ExecutorService executor = Executors.newSingleThreadExecutor(r -> new Thread(r, "mine"));
    try (AuditLog log = AuditLog.open(dir, Samples.options())) {
      CountDownLatch dependent = new CountDownLatch(1);
      CompletableFuture<String> name =
          log.appendDurable(Samples.intent("a"), blockingUntil(dependent, executor))
              .thenApply(done -> Thread.currentThread().getName())
              .toCompletableFuture();
      dependent.countDown();
      assertThat(name.get(10, TimeUnit.SECONDS)).isEqualTo("mine");
    } finally {
      executor.shutdown();
    }
  }

  private static Executor blockingUntil(CountDownLatch latch, Executor executor) {
    return task ->
        executor.execute(
            () -> {
              try {
                latch.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              task.run();
            });
  }

  @Test
  void failsTheWaitOfACallWhoseExecutorRefusesAndGoesOn() {
    try (AuditLog log = AuditLog.open(dir, Samples.options())) {
      CompletableFuture<Void> future =
          log.appendDurable(
                  Samples.intent("a"),
                  task -> {
                    throw new IllegalStateException("shut down");
                  })
              .toCompletableFuture();
      assertThatThrownBy(future::join)
          .isInstanceOf(CompletionException.class)
          .hasMessageContaining("refused to go on");
      log.appendAndWait(Samples.intent("b"));
    }
    verified();
  }

  @Test
  void continuesTheChainOverRestartsAndSegments() throws IOException {
    AuditOptions small = Samples.options().withSegmentBytes(2048);
    for (int i = 0; i < 3; i++) {
      Samples.write(dir, 5, small);
    }
    AuditReport report = AuditVerifier.verify(dir);
    assertThat(report.problem()).isNull();
    assertThat(report.records()).isEqualTo(36);
    assertThat(report.segments()).isGreaterThan(5);
    assertThat(report.unclean()).isZero();
    for (Path segment : AuditDirectory.segments(dir).values()) {
      assertThat(Files.size(segment)).as("longer by a batch at most").isLessThan(2048 + 2048);
    }
  }

  @Test
  void losesNothingOnClose() throws IOException {
    AuditLog log = AuditLog.open(dir, Samples.options());
    int accepted = 0;
    for (int i = 0; i < 5000; i++) {
      accepted += log.append(Samples.denied("c" + i)) == Acceptance.ACCEPTED ? 1 : 0;
    }
    log.close();
    log.close();
    assertThat(AuditVerifier.verify(dir).records()).isEqualTo(accepted + 2L);
    assertThat(log.status().queued()).isZero();
    assertThat(log.status().lost()).isZero();
    assertThat(log.append(Samples.denied("late"))).isEqualTo(Acceptance.CLOSED);
    assertThatThrownBy(() -> log.appendAndWait(Samples.denied("late")))
        .isInstanceOf(GovernanceException.class)
        .hasMessageContaining("the log is closed");
  }

  @Test
  void losesNothingThatWasAcceptedWhileItCloses() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 40; round++) {
        Path directory = temp.resolve("round-" + round);
        AuditLog log = AuditLog.open(directory, Samples.options());
        AuditRecord record = Samples.denied("a");
        List<Future<Long>> running = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
          running.add(executor.submit(() -> untilRefused(log, record)));
        }
        log.flush();
        log.close();
        long accepted = 0;
        for (Future<Long> done : running) {
          accepted += done.get();
        }
        assertThat(AuditVerifier.verify(directory).records()).isEqualTo(accepted + 2);
      }
    } finally {
      executor.shutdown();
    }
  }

  private static long untilRefused(AuditLog log, AuditRecord record) {
    long accepted = 0;
    while (true) {
      switch (log.append(record)) {
        case ACCEPTED -> accepted++;
        case FULL -> Thread.onSpinWait();
        default -> {
          return accepted;
        }
      }
    }
  }

  @Test
  void keepsTheOrderOfEachThreadAndLeavesNoGap() throws Exception {
    int threads = 8;
    int each = 2000;
    List<Integer> accepted = new ArrayList<>();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try (AuditLog log =
        AuditLog.open(dir, Samples.options().withSegmentBytes(200_000).withQueueCapacity(512))) {
      List<Future<Integer>> running = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int thread = t;
        running.add(executor.submit(() -> writeAs(log, thread, each)));
      }
      for (Future<Integer> done : running) {
        accepted.add(done.get());
      }
    } finally {
      executor.shutdown();
    }
    Map<String, Integer> seen = new HashMap<>();
    for (Map<String, @Nullable Object> record : Samples.records(dir)) {
      if (record.get("call") instanceof String call) {
        int dash = call.indexOf('-');
        int number = Integer.parseInt(call.substring(dash + 1));
        Integer before = seen.put(call.substring(0, dash), number);
        assertThat(number).as("order of %s", call).isGreaterThan(before == null ? -1 : before);
      }
    }
    assertThat(seen).hasSize(threads);
    AuditReport report = AuditVerifier.verify(dir);
    assertThat(report.problem()).isNull();
    assertThat(report.records()).isEqualTo(2 + accepted.stream().mapToInt(Integer::intValue).sum());
  }

  private static int writeAs(AuditLog log, int thread, int count) {
    int accepted = 0;
    for (int i = 0; i < count; i++) {
      AuditRecord record = Samples.denied("t" + thread + "-" + i);
      if (i % 50 == 0) {
        try {
          log.appendAndWait(record);
          accepted++;
        } catch (GovernanceException full) {
          assertThat(full).hasMessageContaining("wait to be written");
        }
      } else if (log.append(record) == Acceptance.ACCEPTED) {
        accepted++;
      }
    }
    return accepted;
  }

  @Test
  void refusesWhenTheQueueIsFullAndAcceptsTheNextOneLater() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    try (AuditLog log = AuditLog.open(dir, Samples.options().withQueueCapacity(3))) {
      log.appendDurable(Samples.intent("first"), blocking(entered, release));
      assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 3; i++) {
        assertThat(log.append(Samples.denied("fits-" + i))).isEqualTo(Acceptance.ACCEPTED);
      }
      assertThat(log.append(Samples.denied("refused"))).isEqualTo(Acceptance.FULL);
      assertThat(log.status().queued()).isEqualTo(3);
      assertThatThrownBy(() -> log.appendAndWait(Samples.denied("refused")))
          .isInstanceOf(GovernanceException.class)
          .hasMessageContaining("3 records wait to be written");
      release.countDown();
      log.flush();
      assertThat(log.append(Samples.denied("next"))).isEqualTo(Acceptance.ACCEPTED);
    }
    assertThat(String.join("", Samples.lines(dir)))
        .contains("first", "fits-2", "next")
        .doesNotContain("refused");
    verified();
  }

  @Test
  void refusesASecondWriterInThisProcess() {
    try (AuditLog log = AuditLog.open(dir, Samples.options())) {
      assertThatThrownBy(() -> AuditLog.open(dir, Samples.options()))
          .isInstanceOf(GovernanceException.class)
          .hasMessageContaining("this process is writing")
          .extracting(e -> ((GovernanceException) e).code())
          .isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
      log.appendAndWait(Samples.denied("still works"));
    }
    Samples.write(dir, 1, Samples.options());
    verified();
  }

  @Test
  void makesFilesThatOnlyTheirOwnerCanRead() throws IOException {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "no POSIX");
    Samples.write(dir, 1, Samples.options());
    assertThat(mode(dir)).isEqualTo("rwx------");
    assertThat(mode(Samples.segment(dir, 1))).isEqualTo("rw-------");
    assertThat(mode(dir.resolve(AuditDirectory.LOCK))).isEqualTo("rw-------");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void refusesADirectoryThatOthersMayWriteTo() throws IOException {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("posix"), "no POSIX");
    Files.createDirectory(dir);
    Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwx---"));
    refusesToOpen("others may write");
  }

  @Test
  void refusesSymbolicLinks() throws IOException {
    Path real = temp.resolve("real");
    Samples.write(real, 1, Samples.options());
    Files.createSymbolicLink(dir, real);
    refusesToOpen("symbolic link");
    Files.delete(dir);
    Files.createDirectory(
        dir, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.createSymbolicLink(Samples.segment(dir, 1), Samples.segment(real, 1));
    refusesToOpen("cannot be opened");
  }

  @Test
  void refusesAFileInPlaceOfTheDirectory() throws IOException {
    Files.writeString(dir, "x");
    refusesToOpen("not a directory");
  }

  private void refusesToOpen(String why) {
    assertThatThrownBy(() -> AuditLog.open(dir, Samples.options()))
        .isInstanceOf(GovernanceException.class)
        .hasMessageContaining(why)
        .extracting(e -> ((GovernanceException) e).code())
        .isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
  }

  @Test
  void survivesAnInterruptedCaller() {
    try (AuditLog log = AuditLog.open(dir, Samples.options())) {
      Thread.currentThread().interrupt();
      log.appendAndWait(Samples.intent("a"));
      assertThat(Thread.interrupted()).isTrue();
      Thread.currentThread().interrupt();
    }
    assertThat(Thread.interrupted()).isTrue();
    verified();
  }

  @Test
  void forcesWithinTheIntervalWithoutAnyoneWaiting() throws IOException {
    AuditOptions often = Samples.options().withForceEvery(java.time.Duration.ofMillis(5));
    try (AuditLog log = AuditLog.open(dir, often)) {
      log.append(Samples.denied("a"));
      while (log.status().head().seq() < 2) {
        Thread.onSpinWait();
      }
      assertThat(Samples.lines(dir)).hasSize(2);
    }
  }

  @Test
  void noticesThatSomeoneElseWroteToTheSegment() throws IOException {
    AuditLog log = AuditLog.open(dir, Samples.options());
    Files.writeString(Samples.segment(dir, 1), "x", java.nio.file.StandardOpenOption.APPEND);
    assertThatThrownBy(() -> log.appendAndWait(Samples.denied("a")))
        .isInstanceOf(GovernanceException.class)
        .hasMessageContaining("changed by someone else");
    assertThat(log.append(Samples.denied("b"))).isEqualTo(Acceptance.FAILED);
    assertThatThrownBy(log::close).hasMessageContaining("changed by someone else");
  }
}
