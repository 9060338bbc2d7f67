package org.agentgovernance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Subject;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.rollout.ControlStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders from outside the process, as an operator gives them. */
@Timeout(60)
final class ControlCommandTest {
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "desk", "version": "1.0.0"},
       "agent": {"id": "desk"}, "catalog": {"unsigned": true},
       "tools": [{"name": "read", "version": "1.0.0", "effect": "read", "inputSchema": true}],
       "permissions": [{"id": "look", "tools": ["read"], "verdict": "permit"}]}
      """;

  @TempDir private Path directory;

  private Path orders() {
    return directory.resolve("orders.json");
  }

  private Cli.Run order(String kind, String target, String id) {
    return Cli.run(
        "control", kind, orders(), target, id, "--by", "ops-ann", "--reason", "wrong accounts");
  }

  @Test
  void aHaltFromOutsideStopsWhatRunsAndWhatComes() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Governor governor =
        Governor.of(Manifest.parse(MANIFEST, "desk.json"))
            .audit(AuditLog.inMemory())
            .control(ControlStore.file(orders()))
            .tool(
                "read",
                arguments -> {
                  started.countDown();
                  try {
                    Thread.sleep(Duration.ofMinutes(1).toMillis());
                  } catch (InterruptedException e) {
                    interrupted.countDown();
                  }
                  return "late";
                })
            .open()) {
      Session session =
          governor.session(PrincipalVerifier.attestedByHost("shop"), Subject.of("u-1")).open();
      CompletableFuture<CallResult> call =
          CompletableFuture.supplyAsync(() -> session.call("read", Map.of()));
      assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();

      Cli.Run halt = order("halt", "--agent", "desk");

      assertThat(halt.err()).contains("did not exist and was made");
      assertThat(halt.code()).isZero();
      assertThat(halt.out()).startsWith("given: halt agent \"desk\" (ord-");
      assertThat(call.get(30, TimeUnit.SECONDS).code().value()).isEqualTo("control.halted");
      assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(session.call("read", Map.of()).code().value()).isEqualTo("control.halted");
      String id = governor.control().status().orders().get(0).id();
      governor.control().lift(id, "accounts corrected", Subject.of("ops-ann"));
      assertThat(session.decide("read", Map.of()).code().value()).isEqualTo("permitted");
    }
  }

  @Test
  void statusTellsWhatStandsWithinEightyColumns() {
    order("reduce", "--user", "u-1");
    order("investigate", "--session", "s".repeat(200));
    Cli.Run status = Cli.run("control", "status", orders());
    assertThat(status.code()).isZero();
    assertThat(status.out())
        .startsWith("2 orders stand\n\nreduce user \"u-1\"\n  id ")
        .contains("  by        ops-ann\n  reason    wrong accounts\n");
    assertThat(status.out().lines().filter(line -> !line.contains("sss")).mapToInt(String::length))
        .allMatch(length -> length <= 80);
  }

  @ParameterizedTest
  @ValueSource(strings = {"agent", "instance", "user", "tool", "key-id", "grant"})
  void whatWasTrustedCanBeRevoked(String target) {
    assertThat(order("revoke", "--" + target, "x").code()).isZero();
    assertThat(ControlStore.file(orders()).load().list()).hasSize(1);
  }

  @Test
  void anOrderNeedsOneTargetAReasonAndAPerson() {
    assertThat(Cli.run("control", "halt", orders(), "--by", "a", "--reason", "r").code())
        .isEqualTo(2);
    assertThat(
            Cli.run(
                    "control",
                    "halt",
                    orders(),
                    "--all",
                    "--tool",
                    "t",
                    "--by",
                    "a",
                    "--reason",
                    "r")
                .code())
        .isEqualTo(2);
    assertThat(Cli.run("control", "halt", orders(), "--all", "--by", "a", "--reason", " ").err())
        .contains("an order needs a reason");
    assertThat(Cli.run("control", "halt", orders(), "--all", "--reason", "r").code()).isEqualTo(2);
    Cli.Run all = Cli.run("control", "revoke", orders(), "--all", "--by", "a", "--reason", "r");
    assertThat(all.code()).isEqualTo(2);
    assertThat(all.err()).contains("halt all instead");
    assertThat(orders()).doesNotExist();
  }

  @Test
  void aDamagedFileIsLeftAsItIs() throws Exception {
    Files.writeString(orders(), "{\"orders\":");
    Cli.Run halt = Cli.run("control", "halt", orders(), "--all", "--by", "a", "--reason", "r");
    assertThat(halt.code()).isEqualTo(1);
    assertThat(halt.err()).startsWith("governance: ");
    assertThat(Files.readString(orders())).isEqualTo("{\"orders\":");
    assertThat(Cli.run("control", "status", orders()).code()).isEqualTo(1);
    assertThat(Cli.run("control", "status", directory.resolve("none.json")).code()).isEqualTo(2);
  }
}
