package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.decision.ReasonCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Closing a governor while tools run: nobody waits for ever and every outcome is recorded. */
class CloseTest {
  private static final Map<String, Object> A1 = Map.of("account", "A-1");
  private final CountDownLatch started = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);

  /** Closes the governor while the tool runs, and gives what the caller gets. */
  private CallResult closedMeanwhile(Mode mode, Tool tool) throws Exception {
    Scene scene = new Scene(mode, Manifests.bank(), b -> b.tool("account.read", tool));
    CompletableFuture<CallResult> result = new CompletableFuture<>();
    Session session = scene.support();
    Thread caller =
        new Thread(() -> result.complete(scene.call(session, "account.read", A1)), "caller");
    caller.start();
    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
    scene.close(); // and checks that the intent has its outcome
    assertThat(scene.records("outcome")).hasSize(1);
    return result.get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void interruptsAToolThatBlocksAndRecordsItsOutcome(Mode mode) throws Exception {
    CallResult result =
        closedMeanwhile(
            mode,
            args -> {
              started.countDown();
              never.await();
              return "never";
            });
    assertThat(result.code()).isEqualTo(ReasonCode.TOOL_CANCELLED);
    assertThat(result.executed()).isTrue();
    assertThat(result.forModel()).contains("not known");
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void doesNotWaitForAToolThatIgnoresItsInterrupt(Mode mode) throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    CallResult result =
        closedMeanwhile(
            mode,
            args -> {
              started.countDown();
              boolean done = false;
              while (!done) {
                try {
                  done = over.await(1, TimeUnit.MINUTES);
                } catch (InterruptedException e) {
                  done = false; // as a tool that does not care
                }
              }
              return "late";
            });
    over.countDown();
    assertThat(result.code()).isEqualTo(ReasonCode.TOOL_CANCELLED);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @SuppressWarnings("FutureReturnValueIgnored") // it is the tool's answer
  void doesNotWaitForAnAnswerThatNeverComes(Mode mode) throws Exception {
    CallResult result =
        closedMeanwhile(
            mode,
            args -> {
              started.countDown();
              return new CompletableFuture<>();
            });
    assertThat(result.code()).isEqualTo(ReasonCode.TOOL_CANCELLED);
  }
}
