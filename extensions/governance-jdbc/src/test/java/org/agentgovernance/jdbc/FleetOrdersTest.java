package org.agentgovernance.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.rollout.Order;
import org.agentgovernance.rollout.Stopping;
import org.agentgovernance.rollout.Target;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an operator orders at one governor, every other one on the same database obeys, also for
 * calls that run, wait for their turn or wait for a person. Each {@link GovernanceDatabase} stands
 * for a process.
 */
@Timeout(180)
class FleetOrdersTest {
  private static final String MANIFEST =
      """
      {
        "apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
        "metadata": {"name": "fleet", "version": "1.0.0"},
        "agent": {"id": "fleet"}, "catalog": {"unsigned": true},
        "tools": [
          {"name": "read", "version": "1", "effect": "read", "inputSchema": true},
          {"name": "slow", "version": "1", "effect": "write", "inputSchema": true,
           "concurrency": {"permits": 1, "queue": "PT1H"}},
          {"name": "wipe", "version": "1", "effect": "irreversible", "inputSchema": true}],
        "permissions": [{"id": "p", "tools": ["*"], "verdict": "permit"}],
        "approvals": [{"id": "default"}]
      }
      """;
  private static final Subject OPS = Subject.of("ops");
  private static final PrincipalVerifier<Subject> LOGINS = PrincipalVerifier.attestedByHost("shop");

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

  static Stream<DataSource> databases() {
    return Stream.of(TestDatabase.postgres(), TestDatabase.h2());
  }

  private Governor governor(GovernanceDatabase database) {
    return Governor.of(Manifest.parse(MANIFEST, "fleet.json"))
        .tool("read", args -> "seen")
        .tool("wipe", args -> "wiped")
        .tool(
            "slow",
            args -> {
              begun.countDown();
              try {
                Thread.currentThread().join(60_000);
              } catch (InterruptedException e) {
                interrupted.complete(true);
                throw e;
              }
              return "late";
            })
        .control(database.orders("prod"))
        .audit(AuditLog.inMemory())
        .open();
  }

  private static Session session(Governor governor, String user) {
    return governor.session(LOGINS, Subject.of(user)).open();
  }

  private static ReasonCode code(Session session, String tool) {
    return session.call(tool, Map.of()).code();
  }

  private static void awaits(Session session, String tool, ReasonCode code) {
    while (!session.decide(tool, Map.of()).code().equals(code)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void aRevocationEndsWhatTheUserDoesAtEveryOtherGovernor(DataSource source) throws Exception {
    try (GovernanceDatabase one = GovernanceDatabase.on(source).open();
        GovernanceDatabase two = GovernanceDatabase.on(source).open()) {
      one.migrate();
      try (Governor here = governor(one);
          Governor there = governor(two)) {
        Session ann = session(there, "ann");
        Session bob = session(there, "bob");
        CompletableFuture<CallResult> runs = slow(ann);
        begun.await();
        CompletableFuture<CallResult> waits = slow(ann);
        CompletableFuture<CallResult> asks = ann.callAsync("wipe", Map.of()).toCompletableFuture();
        Stopping order = here.control().revoke(Target.user(Subject.of("ann")), "stolen", OPS);
        assertThat(order.problems()).isEmpty();
        assertThat(runs.get(60, TimeUnit.SECONDS).code()).isEqualTo(ReasonCode.CONTROL_REVOKED);
        assertThat(interrupted.get(60, TimeUnit.SECONDS)).isTrue();
        assertThat(waits.get(60, TimeUnit.SECONDS).code()).isEqualTo(ReasonCode.CONTROL_REVOKED);
        String id = there.approvals().pending().get(0).id();
        there.approvals().approve(id, Subject.of("boss"), "too late");
        assertThat(asks.get(60, TimeUnit.SECONDS).code()).isEqualTo(ReasonCode.CONTROL_REVOKED);
        assertThat(code(ann, "read")).isEqualTo(ReasonCode.CONTROL_REVOKED);
        assertThat(code(bob, "read")).isEqualTo(ReasonCode.PERMITTED);
        assertThat(code(session(here, "ann"), "read")).isEqualTo(ReasonCode.CONTROL_REVOKED);
      }
    }
  }

  private static CompletableFuture<CallResult> slow(Session session) {
    return session.callAsync("slow", Map.of()).toCompletableFuture();
  }

  @ParameterizedTest
  @MethodSource("databases")
  void aModeHoldsAtEveryGovernorUntilItIsLiftedAtAnyOfThem(DataSource source) {
    try (GovernanceDatabase one = GovernanceDatabase.on(source).open();
        GovernanceDatabase two = GovernanceDatabase.on(source).open()) {
      one.migrate();
      try (Governor here = governor(one);
          Governor there = governor(two)) {
        Session ann = session(there, "ann");
        Order order = here.control().reduce(Target.all(), "odd", OPS).order();
        awaits(ann, "slow", ReasonCode.CONTROL_REDUCED);
        assertThat(code(ann, "read")).isEqualTo(ReasonCode.PERMITTED);
        there.control().lift(order.id(), "clear", OPS);
        awaits(session(here, "ann"), "slow", ReasonCode.PERMITTED);
        assertThat(ann.decide("slow", Map.of()).code()).isEqualTo(ReasonCode.PERMITTED);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void aGovernorThatOpensLaterObeysWhatWasOrderedBefore(DataSource source) {
    try (GovernanceDatabase one = GovernanceDatabase.on(source).open();
        GovernanceDatabase two = GovernanceDatabase.on(source).open()) {
      one.migrate();
      try (Governor here = governor(one)) {
        here.control().halt(Target.tool("read"), "leaks", OPS);
      }
      try (Governor later = governor(two)) {
        assertThat(code(session(later, "ann"), "read")).isEqualTo(ReasonCode.CONTROL_HALTED);
      }
    }
  }
}
