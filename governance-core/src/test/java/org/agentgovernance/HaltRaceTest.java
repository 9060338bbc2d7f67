package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.call.Subject;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.rollout.ControlStore;
import org.agentgovernance.rollout.Stopping;
import org.agentgovernance.rollout.Target;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that start while an order comes: once it has returned, no tool starts any more. */
class HaltRaceTest {
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "race", "version": "1.0.0"}, "agent": {"id": "a"},
       "catalog": {"unsigned": true},
       "tools": [{"name": "t", "version": "1.0.0", "effect": "write", TIME
                  "inputSchema": true}],
       "permissions": [{"id": "p", "tools": ["t"], "verdict": "permit"}],
       "audit": {"durability": "async"}}
      """;

  private static final int ROUNDS = 200;
  private static final int AGENTS = 4;
  private static final Subject OPS = Subject.of("ops");

  private final InMemoryAuditTrail trail = AuditLog.inMemory();
  private final AtomicInteger round = new AtomicInteger(-1);
  private final AtomicInteger starts = new AtomicInteger();
  private final AtomicInteger late = new AtomicInteger();
  private final AtomicBoolean halted = new AtomicBoolean();

  /**
   * A tool may be on its first line when the halt comes; then it is one that runs, and has been
   * interrupted before the halt returns.
   */
  private Object tool() {
    boolean after = halted.get();
    if (after && !Thread.currentThread().isInterrupted()) {
      late.incrementAndGet();
    }
    starts.incrementAndGet();
    return "done";
  }

  /** A burst of calls in each round, up to the halt. */
  private void agent(Session session) {
    for (int mine = 0; mine < ROUNDS; mine++) {
      while (round.get() < mine) {
        if (Thread.currentThread().isInterrupted()) {
          return; // the test has failed
        }
        Thread.onSpinWait();
      }
      boolean stopped = false;
      for (int call = 0; call < 40 && !stopped; call++) {
        CallResult result = session.call("t", Map.of());
        assertThat(result.code().value()).isIn("permitted", "control.halted");
        stopped = !result.succeeded();
      }
    }
  }

  /** On the caller's thread, and on the governor's threads with a time limit. */
  @ParameterizedTest
  @ValueSource(strings = {"\"timeout\": \"none\",", "\"timeout\": \"PT20S\","})
  void noToolStartsOnceTheHaltHasReturned(String time) throws Exception {
    ExecutorService agents = Executors.newFixedThreadPool(AGENTS);
    try (Governor governor =
        Governor.of(Manifest.parse(MANIFEST.replace("TIME", time), "race.json"))
            .audit(trail)
            .control(ControlStore.inMemory())
            .tool("t", args -> tool())
            .open()) {
      List<CompletableFuture<Void>> callers = new ArrayList<>();
      for (int i = 0; i < AGENTS; i++) {
        Session session = governor.session(Users.of("u" + i)).open();
        callers.add(CompletableFuture.runAsync(() -> agent(session), agents));
      }
      for (int i = 0; i < ROUNDS; i++) {
        int before = starts.get();
        round.set(i);
        for (int spin = 0; spin < 100_000 && starts.get() < before + 3; spin++) {
          Thread.onSpinWait();
        }
        Stopping stopping = governor.control().halt(Target.all(), "race", OPS);
        halted.set(true);
        assertThat(stopping.report().toCompletableFuture().get(20, TimeUnit.SECONDS)).isNotNull();
        assertThat(late.get()).as("round " + i).isZero();
        halted.set(false);
        governor.control().lift(stopping.order().id(), "next round", OPS);
      }
      CompletableFuture.allOf(callers.toArray(new CompletableFuture<?>[0]))
          .get(60, TimeUnit.SECONDS);
    } finally {
      agents.shutdownNow();
    }
    assertThat(late.get()).isZero();
    assertThat(starts.get()).isGreaterThan(ROUNDS);
    assertThat(trail.verify().ok()).isTrue();
  }
}
