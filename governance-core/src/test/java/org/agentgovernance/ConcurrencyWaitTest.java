package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.rollout.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever waits for a slot is served in turn, unless something ends the wait. */
@Timeout(120)
class ConcurrencyWaitTest extends ConcurrencyScene {
  private static final Subject OPS = Subject.of("ops");

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aCallThatWaitsIsServedInItsTurn(Mode mode) throws Exception {
    try (Harbour harbour = harbour("", cap(", \"queue\": \"PT1M\", \"maxWaiting\": 2"))) {
      Session session = harbour.session("u1");
      List<CompletableFuture<CallResult>> calls = new ArrayList<>();
      List<Integer> order = java.util.Collections.synchronizedList(new ArrayList<>());
      for (int i = 0; i < 3; i++) {
        int number = i;
        CompletableFuture<CallResult> call = start(mode, session);
        var unused = call.thenRun(() -> order.add(number));
        calls.add(call);
        until(session, "1 of 1 running, " + i + " waiting");
      }
      assertThat(end(start(mode, session)).forOperator()).contains("the line is full");
      for (CompletableFuture<CallResult> call : calls) {
        go.release();
        assertThat(end(call).succeeded()).isTrue();
      }
      assertThat(order).containsExactly(0, 1, 2);
      assertThat(most).hasValue(1);
      assertThat(counter(session)).isEqualTo("0 of 1 running, 0 waiting");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aCallThatHasNoTurnInTimeIsRefused(Mode mode) throws Exception {
    try (Harbour harbour = harbour("", cap(", \"queue\": \"PT0.02S\""))) {
      Session session = harbour.session("u1");
      CompletableFuture<CallResult> first = async(session);
      begun.await();
      CallResult late = end(start(mode, session));
      assertThat(late.code()).isEqualTo(ReasonCode.CONCURRENCY_EXCEEDED);
      assertThat(late.forOperator()).contains("waited 20 ms");
      go.release();
      assertThat(end(first).succeeded()).isTrue();
      assertThat(counter(session)).isEqualTo("0 of 1 running, 0 waiting");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theWholeChainIsAskedAgainAfterTheWait(Mode mode) throws Exception {
    try (Harbour harbour =
        harbour(
            "\"budgets\": [{\"id\": \"b\", \"per\": [\"user\"], \"unit\": \"calls\","
                + " \"limit\": \"1\"}]",
            cap(", \"queue\": \"PT1M\""))) {
      Session session = harbour.session("u1");
      CompletableFuture<CallResult> first = async(session);
      begun.await();
      CompletableFuture<CallResult> other = start(mode, harbour.session("u2"));
      until(session, "1 of 1 running, 1 waiting");
      CompletableFuture<CallResult> more = start(mode, harbour.session("u2"));
      until(session, "1 of 1 running, 2 waiting");
      go.release(3);
      assertThat(end(first).succeeded()).isTrue();
      assertThat(end(other).succeeded()).isTrue();
      assertThat(end(more).code())
          .as("permitted when it began to wait, not when its turn came")
          .isEqualTo(ReasonCode.BUDGET_EXCEEDED);
      assertThat(counter(session)).isEqualTo("0 of 1 running, 0 waiting");
    }
  }

  private interface Ending {
    void end(Harbour harbour, Session session);
  }

  private void ended(Mode mode, Ending ending, ReasonCode code) throws Exception {
    try (Harbour harbour = harbour("", cap(", \"queue\": \"P1D\""))) {
      Session holder = harbour.session("u1");
      CompletableFuture<CallResult> first = async(holder);
      begun.await();
      Session session = harbour.session("u2");
      CompletableFuture<CallResult> waits = start(mode, session);
      until(holder, "1 of 1 running, 1 waiting");
      ending.end(harbour, session);
      CallResult result = end(waits);
      assertThat(result.code()).isEqualTo(code);
      assertThat(result.executed()).isFalse();
      go.release(2);
      end(first);
      assertThat(ran.get()).isLessThanOrEqualTo(1);
      assertThat(counter(holder)).isEqualTo("0 of 1 running, 0 waiting");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aHaltEndsTheWait(Mode mode) throws Exception {
    ended(
        mode,
        (harbour, session) -> {
          var unused = harbour.governor.control().halt(Target.session(session.id()), "stop", OPS);
        },
        ReasonCode.CONTROL_HALTED);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theEndOfTheSessionEndsTheWait(Mode mode) throws Exception {
    ended(mode, (harbour, session) -> session.close(), ReasonCode.SESSION_CLOSED);
  }

  @Test
  void theEndOfTheGovernorEndsTheWait() throws Exception {
    ended(Mode.ASYNC, (harbour, session) -> harbour.governor.close(), ReasonCode.SESSION_CLOSED);
  }

  @Test
  void anInterruptEndsTheWaitOfTheCaller() throws Exception {
    try (Harbour harbour = harbour("", cap(", \"queue\": \"P1D\""))) {
      Session session = harbour.session("u1");
      CompletableFuture<CallResult> first = async(session);
      begun.await();
      CompletableFuture<CallResult> waits = new CompletableFuture<>();
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                waits.complete(session.call("find", Map.of()));
                interrupted.complete(Thread.currentThread().isInterrupted());
              });
      caller.start();
      until(session, "1 of 1 running, 1 waiting");
      caller.interrupt();
      assertThat(end(waits).code()).isEqualTo(ReasonCode.CALL_WITHDRAWN);
      assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(counter(session)).isEqualTo("1 of 1 running, 0 waiting");
      go.release();
      assertThat(end(first).succeeded()).isTrue();
    }
  }

  @Test
  void aThousandCallsWaitWithoutAThread() throws Exception {
    try (Harbour harbour = harbour("", cap(", \"queue\": \"PT1M\", \"maxWaiting\": 1000"))) {
      Session session = harbour.session("u1");
      List<CompletableFuture<CallResult>> calls = new ArrayList<>();
      for (int i = 0; i < 1001; i++) {
        calls.add(async(session));
      }
      until(session, "1 of 1 running, 1000 waiting");
      long busy =
          Thread.getAllStackTraces().values().stream()
              .filter(
                  stack ->
                      List.of(stack).stream()
                          .anyMatch(frame -> frame.getClassName().equals(Room.class.getName())))
              .count();
      assertThat(busy).isZero();
      go.release(1001);
      for (CompletableFuture<CallResult> call : calls) {
        assertThat(end(call).succeeded()).isTrue();
      }
      assertThat(most).hasValue(1);
    }
  }
}
