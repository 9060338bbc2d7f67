package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.approval.ApprovalRequest;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.rollout.Target;
import org.agentgovernance.testing.Race;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever has asked for a call with {@code callAsync} can want it no longer. */
@Timeout(120)
class CancelledCallTest {
  private final Semaphore go = new Semaphore(0);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final AtomicInteger ran = new AtomicInteger();
  private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

  private Object work() throws InterruptedException {
    ran.incrementAndGet();
    begun.countDown();
    try {
      go.acquire();
      return "done";
    } catch (InterruptedException e) {
      interrupted.complete(true);
      throw e;
    }
  }

  private Harbour harbour(String limits, String tool, String... others) {
    List<String> all = new ArrayList<>(List.of("\"name\": \"find\", " + tool));
    all.addAll(List.of(others));
    return new Harbour(
        Harbour.manifest(limits, all.toArray(String[]::new)), b -> b.tool("find", args -> work()));
  }

  private static CompletableFuture<CallResult> async(Session session) {
    return session.callAsync("find", Map.of()).toCompletableFuture();
  }

  private static void until(Harbour harbour, String kind, String key, String value) {
    while (harbour.records(kind).stream()
        .noneMatch(r -> value.equals(String.valueOf(find(r, key))))) {
      Thread.onSpinWait();
    }
  }

  private static Object find(Map<String, Object> record, String key) {
    Object own = record.get(key);
    return own == null && record.get("outcome") instanceof Map<?, ?> outcome
        ? outcome.get(key)
        : own;
  }

  @Test
  void aCallThatWaitsForItsTurnIsTakenBack() throws Exception {
    String cap = "\"effect\": \"read\", \"concurrency\": {\"permits\": 1, \"queue\": \"P1D\"}";
    try (Harbour harbour = harbour("", cap)) {
      Session session = harbour.session("u");
      CompletableFuture<CallResult> first = async(session);
      begun.await();
      CompletableFuture<CallResult> waits = async(session);
      assertThat(session.explain("find", Map.of()).toString())
          .contains("1 of 1 running, 1 waiting");
      assertThat(waits.cancel(true)).isTrue();
      until(harbour, "decision", "code", "call.withdrawn");
      assertThat(session.explain("find", Map.of()).toString())
          .contains("1 of 1 running, 0 waiting");
      go.release();
      assertThat(first.get(20, TimeUnit.SECONDS).succeeded()).isTrue();
      assertThat(ran).hasValue(1);
    }
  }

  @Test
  void aToolThatRunsIsInterruptedAndItsOutcomeIsOnRecord() throws Exception {
    String budget =
        "\"budgets\": [{\"id\": \"b\", \"per\": [\"user\"], \"unit\": \"calls\", \"limit\":"
            + " \"5\"}]";
    try (Harbour harbour = harbour(budget, "\"effect\": \"write\"")) {
      Session session = harbour.session("u");
      CompletableFuture<CallResult> runs = async(session);
      begun.await();
      assertThat(runs.cancel(true)).isTrue();
      assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
      until(harbour, "outcome", "code", "tool.cancelled");
      assertThat(session.explain("find", Map.of()).toString())
          .as("it was made, so it is booked and nothing is reserved")
          .contains("4 of 5");
      assertThat(session.undo(java.time.Instant.EPOCH).entries().get(0).code())
          .isIn(ReasonCode.UNDO_NONE, ReasonCode.UNDO_UNKNOWN);
    }
  }

  @Test
  void aStageThatTimesOutEndsItsCallToo() throws Exception {
    try (Harbour harbour = harbour("", "\"effect\": \"read\"")) {
      CompletableFuture<CallResult> runs =
          async(harbour.session("u")).orTimeout(20, TimeUnit.MILLISECONDS);
      assertThatThrownBy(() -> runs.get(20, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class);
      until(harbour, "outcome", "code", "tool.cancelled");
    }
  }

  @Test
  void aCallThatWaitsForAPersonIsTakenBack() throws Exception {
    try (Harbour harbour = harbour("", "\"effect\": \"irreversible\"")) {
      CompletableFuture<CallResult> waits = async(harbour.session("u"));
      ApprovalRequest request = harbour.governor.approvals().pending().get(0);
      assertThat(waits.cancel(true)).isTrue();
      assertThat(harbour.governor.approvals().pending()).isEmpty();
      assertThatThrownBy(
              () -> harbour.governor.approvals().approve(request.id(), Subject.of("boss"), "ok"))
          .isInstanceOf(GovernanceException.class);
      until(harbour, "decision", "code", "approval.expired");
      assertThat(ran).hasValue(0);
    }
  }

  @Test
  void nothingIsTriedAgainAndNothingStandsIn() throws Exception {
    AtomicInteger others = new AtomicInteger();
    String tool =
        "\"name\": \"find\", \"effect\": \"read\", \"idempotent\": true,"
            + " \"retry\": {\"attempts\": 10, \"backoff\": \"P1D\", \"within\": \"P1D\","
            + " \"maxBackoff\": \"P1D\"}, \"fallback\": {\"tool\": \"other\"}";
    CountDownLatch failed = new CountDownLatch(1);
    try (Harbour harbour =
        new Harbour(
            Harbour.manifest("", tool, "\"name\": \"other\", \"effect\": \"read\""),
            b ->
                b.tool(
                        "find",
                        args -> {
                          ran.incrementAndGet();
                          failed.countDown();
                          throw new IllegalStateException("down");
                        })
                    .tool("other", args -> others.incrementAndGet()))) {
      CompletableFuture<CallResult> waits = async(harbour.session("u"));
      failed.await();
      until(harbour, "outcome", "code", "tool.failed");
      assertThat(waits.cancel(true)).isTrue();
      until(harbour, "decision", "code", "call.withdrawn");
      assertThat(ran).hasValue(1);
      assertThat(others).hasValue(0);
    }
  }

  @Test
  void aFallbackThatRunsIsCancelledWithItsCall() throws Exception {
    String tool = "\"name\": \"first\", \"effect\": \"read\", \"fallback\": {\"tool\": \"find\"}";
    try (Harbour harbour =
        new Harbour(
            Harbour.manifest("", tool, "\"name\": \"find\", \"effect\": \"read\""),
            b ->
                b.tool(
                        "first",
                        args -> {
                          throw new IllegalStateException("down");
                        })
                    .tool("find", args -> work()))) {
      CompletableFuture<CallResult> waits =
          harbour.session("u").callAsync("first", Map.of()).toCompletableFuture();
      begun.await();
      assertThat(waits.cancel(true)).isTrue();
      assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
      until(harbour, "outcome", "code", "tool.cancelled");
    }
  }

  @Test
  void afterTheEndNothingChanges() throws Exception {
    go.release();
    try (Harbour harbour = harbour("", "\"effect\": \"read\"")) {
      CompletableFuture<CallResult> done = async(harbour.session("u"));
      assertThat(done.get(20, TimeUnit.SECONDS).succeeded()).isTrue();
      assertThat(done.cancel(true)).isFalse();
      assertThat(harbour.records("outcome")).hasSize(1);
    }
  }

  @Test
  void aRequestThatIsTakenBackWhileItsToolRunsShieldsItFromNoHalt() throws Exception {
    try (Harbour harbour = harbour("", "\"effect\": \"irreversible\"")) {
      CallResult asked = harbour.session("u").call("find", Map.of());
      PendingCall pending = asked.pending().orElseThrow();
      harbour.governor.approvals().approve(pending.request().id(), Subject.of("boss"), "ok");
      begun.await();
      pending.withdraw();
      var stopping = harbour.governor.control().halt(Target.all(), "stop", Subject.of("ops"));
      assertThat(stopping.inFlight()).isEqualTo(1);
      assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aSubAgentWhoseParentHasGoneMakesNoFurtherCall() {
    try (Harbour harbour = harbour("", "\"effect\": \"read\"")) {
      List<Session> children = new ArrayList<>();
      CompletableFuture<DelegationResult<String>> work =
          harbour
              .session("u")
              .delegate("pilot")
              .<String>runAsync(
                  child -> {
                    children.add(child);
                    return new CompletableFuture<>();
                  })
              .toCompletableFuture();
      assertThat(work.cancel(true)).isTrue();
      assertThat(children.get(0).call("find", Map.of()).code())
          .isEqualTo(ReasonCode.SESSION_CLOSED);
    }
  }

  @Test
  void noSlotBudgetOrOutcomeIsLostWhenCallsAreCancelledAtAnyMoment() throws Exception {
    String tool =
        "\"name\": \"find\", \"effect\": \"read\", \"timeout\": \"PT0.02S\","
            + " \"concurrency\": {\"permits\": 2, \"queue\": \"PT1S\"}";
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Harbour harbour =
        new Harbour(
            Harbour.manifest("", tool),
            b ->
                b.tool(
                    "find",
                    args -> {
                      most.accumulateAndGet(now.incrementAndGet(), Math::max);
                      try {
                        TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(3_000));
                        return "found";
                      } finally {
                        now.decrementAndGet();
                      }
                    }))) {
      Session session = harbour.session("u");
      List<CompletableFuture<CallResult>> kept = Collections.synchronizedList(new ArrayList<>());
      Race.run(
          6,
          () -> {
            for (int i = 0; i < 100; i++) {
              CompletableFuture<CallResult> call = async(session);
              if (i % 4 == 0) {
                kept.add(call);
              } else {
                TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(500));
                boolean unused = call.cancel(true);
              }
            }
            return null;
          });
      for (CompletableFuture<CallResult> call : kept) {
        assertThat(call.get(30, TimeUnit.SECONDS)).isNotNull();
      }
      while (!session.explain("find", Map.of()).toString().contains("0 of 2 running, 0 waiting")) {
        Thread.onSpinWait();
      }
      assertThat(most.get()).isBetween(1, 2);
    }
  }
}
