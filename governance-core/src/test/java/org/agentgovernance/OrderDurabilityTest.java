package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.FaultyTrail.Fault;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.rollout.ControlStore;
import org.agentgovernance.rollout.Order;
import org.agentgovernance.rollout.Stopping;
import org.agentgovernance.rollout.Target;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders against restarts, damaged files, full logs and other processes. */
class OrderDurabilityTest {
  private static final Map<String, Object> A1 = Map.of("account", "A-1");
  private static final Subject OPS = Subject.of("ops");

  @TempDir Path temp;

  private Path file() {
    return temp.resolve("control/orders.json");
  }

  private static Governor governor(ControlStore store) {
    return Governor.of(Manifests.bank())
        .audit(AuditLog.inMemory())
        .control(store)
        .tool("account.read", args -> "read")
        .open();
  }

  private static Session session(Governor governor) {
    return governor.session(Users.of("u1")).id("s-1").instance("i-1").task("support").open();
  }

  private static ReasonCode read(Governor governor) {
    return session(governor).call("account.read", A1).code();
  }

  /** Waits for what arrives from elsewhere; gives up after twenty seconds. */
  private static void until(Governor governor, ReasonCode code) {
    long give = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!session(governor).decide("account.read", A1).code().equals(code)) {
      assertThat(System.nanoTime()).as("until " + code).isLessThan(give);
      Thread.onSpinWait();
    }
  }

  @Test
  void aSessionOfARevokedAgentResumedAfterARestartIsDenied() {
    String order;
    try (Governor first = governor(ControlStore.file(file()))) {
      assertThat(read(first)).isEqualTo(ReasonCode.PERMITTED);
      order = first.control().revoke(Target.agent("bank-agent"), "compromised", OPS).order().id();
      assertThat(read(first)).isEqualTo(ReasonCode.CONTROL_REVOKED);
    }
    try (Governor second = governor(ControlStore.file(file()))) {
      assertThat(read(second)).isEqualTo(ReasonCode.CONTROL_REVOKED);
      second.control().lift(order, "new keys", OPS);
      assertThat(read(second)).isEqualTo(ReasonCode.PERMITTED);
    }
    try (Governor third = governor(ControlStore.file(file()))) {
      assertThat(read(third)).isEqualTo(ReasonCode.PERMITTED);
    }
  }

  @Test
  void byDefaultOrdersStandBesideTheAuditLog() throws Exception {
    Path manifest = temp.resolve("bank.json");
    Files.writeString(manifest, Manifests.BANK);
    Manifest loaded = Manifest.load(manifest);
    try (Governor first = Governor.of(loaded).tool("account.read", args -> "read").open()) {
      first.control().halt(Target.all(), "why", OPS);
    }
    Path log = loaded.auditDirectory();
    assertThat(log.resolveSibling(log.getFileName() + "-control").resolve("orders.json")).exists();
    try (Governor second = Governor.of(loaded).tool("account.read", args -> "read").open()) {
      assertThat(read(second)).isEqualTo(ReasonCode.CONTROL_HALTED);
    }
  }

  @Test
  void aTornFileDeniesEveryCallAfterARestartUntilItIsMended() throws Exception {
    try (Governor first = governor(ControlStore.file(file()))) {
      first.control().halt(Target.tool("wipe"), "why", OPS);
    }
    byte[] whole = Files.readAllBytes(file());
    Files.write(file(), Arrays.copyOf(whole, whole.length / 2));
    try (Governor second = governor(ControlStore.file(file()))) {
      CallResult denied = session(second).call("account.read", A1);
      assertThat(denied.code()).isEqualTo(ReasonCode.CONTROL_UNAVAILABLE);
      assertThat(denied.forOperator()).contains(file().toString());
      assertThat(denied.forModel()).doesNotContain(file().toString());
      assertThat(second.control().status().trouble()).isNotNull();
      // A halt is still possible, and says that it will not outlive the process.
      Stopping stopping = second.control().halt(Target.agent("bank-agent"), "why", OPS);
      assertThat(stopping.problems()).hasSize(1);
      assertThatThrownBy(() -> second.control().lift(stopping.order().id(), "why", OPS))
          .isInstanceOf(GovernanceException.class);
      Files.write(file(), whole);
      until(second, ReasonCode.CONTROL_HALTED);
      assertThat(second.control().status().trouble()).isNull();
    }
  }

  @Test
  void aFileDamagedWhileTheGovernorRunsDeniesEveryCall() throws Exception {
    try (Governor governor = governor(ControlStore.file(file()))) {
      governor.control().halt(Target.tool("wipe"), "why", OPS);
      assertThat(read(governor)).isEqualTo(ReasonCode.PERMITTED);
      byte[] whole = Files.readAllBytes(file());
      Files.writeString(file(), "{}");
      until(governor, ReasonCode.CONTROL_UNAVAILABLE);
      Files.write(file(), whole);
      until(governor, ReasonCode.PERMITTED);
    }
  }

  @Test
  void anotherProcessObeysWithinAMomentAndStopsWhatRuns() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    try (Governor here = governor(ControlStore.file(file()));
        Governor there =
            Governor.of(Manifests.bank())
                .audit(AuditLog.inMemory())
                .control(ControlStore.file(file()))
                .tool(
                    "account.read",
                    args -> {
                      started.countDown();
                      new CountDownLatch(1).await();
                      return "never";
                    })
                .open()) {
      var running = session(there).callAsync("account.read", A1).toCompletableFuture();
      assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
      Order order = here.control().halt(Target.all(), "why", OPS).order();
      assertThat(running.get(20, TimeUnit.SECONDS).code()).isEqualTo(ReasonCode.CONTROL_HALTED);
      assertThat(there.control().status().orders()).containsExactly(order);
      here.control().lift(order.id(), "clear", OPS);
      until(there, ReasonCode.PERMITTED);
    }
  }

  @Test
  void aFullLogStopsNobodyFromStoppingButNothingIsLifted() {
    FaultyTrail trail = new FaultyTrail();
    try (Governor governor =
        Governor.of(Manifests.bank())
            .audit(trail)
            .control(ControlStore.inMemory())
            .tool("account.read", args -> "read")
            .open()) {
      for (Fault fault : new Fault[] {Fault.FULL, Fault.THROWS}) {
        trail.fault = fault;
        Stopping stopping = governor.control().halt(Target.all(), "why", OPS);
        assertThat(stopping.problems()).hasSize(1);
        assertThat(session(governor).decide("account.read", A1).code())
            .isEqualTo(ReasonCode.CONTROL_HALTED);
        String id = stopping.order().id();
        assertThatThrownBy(() -> governor.control().lift(id, "clear", OPS))
            .isInstanceOf(RuntimeException.class);
        assertThat(governor.control().status().orders()).hasSize(1);
        trail.fault = Fault.NONE;
        governor.control().lift(id, "clear", OPS);
        assertThat(governor.control().status().orders()).isEmpty();
      }
    }
  }
}
