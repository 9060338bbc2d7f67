package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParallelCallsTest {
  private static final int CALLERS = 32;

  @ParameterizedTest
  @EnumSource(Mode.class)
  void neverOvershootABudgetOfFive(Mode mode) throws Exception {
    String five = "[{\"id\":\"five\",\"per\":[\"agent\"],\"unit\":\"calls\",\"limit\":\"5\"}]";
    for (int round = 0; round < 20; round++) {
      try (Scene scene = new Scene(mode, Manifests.bankWith("budgets", five), b -> b)) {
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<CallResult>> results = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
          Map<String, Object> args = Map.of("account", "A-" + i);
          Session session = scene.governor.session(Users.of("u" + i)).task("support").open();
          CompletableFuture<CallResult> result = new CompletableFuture<>();
          results.add(result);
          Thread caller =
              new Thread(
                  () -> {
                    try {
                      go.await();
                      result.complete(scene.call(session, "account.read", args));
                    } catch (InterruptedException | RuntimeException | AssertionError e) {
                      result.completeExceptionally(e);
                    }
                  });
          caller.start();
        }
        go.countDown();
        int succeeded = 0;
        for (CompletableFuture<CallResult> future : results) {
          CallResult result = future.get(30, TimeUnit.SECONDS);
          if (result.succeeded()) {
            succeeded++;
          } else {
            assertThat(result.code()).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
          }
        }
        assertThat(succeeded).isEqualTo(5);
        assertThat(scene.ran).hasSize(5);
      }
    }
  }
}
