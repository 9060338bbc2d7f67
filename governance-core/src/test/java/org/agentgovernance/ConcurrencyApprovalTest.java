package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.budget.InMemoryBudgetStore;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a person has decided is neither lost nor kept too long while the call waits for a slot. */
@Timeout(120)
class ConcurrencyApprovalTest extends ConcurrencyScene {
  @Test
  void aCallThatAPersonDecidesAboutHoldsNoSlotMeanwhile() throws Exception {
    try (Harbour harbour = harbour("", ", \"risk\": \"C\"" + cap(", \"queue\": \"PT1M\""))) {
      Session session = harbour.session("u1");
      go.release(2);
      CallResult asked = session.call("find", Map.of());
      assertThat(counter(session)).isEqualTo("0 of 1 running, 0 waiting");
      assertThat(harbour.decided(asked).succeeded()).isTrue();
      assertThat(counter(session)).isEqualTo("0 of 1 running, 0 waiting");
    }
  }

  /** One tool runs at a time, and the rest wait; a payment needs a person. */
  private Harbour oneAtATime(String sections) {
    return new Harbour(
        Harbour.manifest(
            "\"concurrency\": [{\"id\": \"all\", \"tools\": [\"*\"], \"permits\": 1,"
                + " \"queue\": \"P1D\"}]"
                + sections,
            FIND,
            "\"name\": \"pay\", \"effect\": \"irreversible\""),
        b -> b.tool("find", args -> work()).tool("pay", args -> ran.addAndGet(100)));
  }

  @Test
  void anApprovalRunsOutWhileItsCallWaitsForATurn() throws Exception {
    try (Harbour harbour =
        oneAtATime(", \"approvals\": [{\"id\": \"boss\", \"executeWithin\": \"PT5M\"}]")) {
      Session session = harbour.session("u1");
      CompletableFuture<CallResult> first = async(session);
      begun.await();
      PendingCall pending = session.call("pay", Map.of()).pending().orElseThrow();
      harbour.governor.approvals().approve(pending.request().id(), Subject.of("chief"), "ok");
      until(session, "1 of 1 running, 1 waiting");
      harbour.clock.advance(java.time.Duration.ofMinutes(6));
      go.release();
      CallResult result = end(pending.completion().toCompletableFuture());
      assertThat(result.code()).isEqualTo(ReasonCode.APPROVAL_EXPIRED);
      assertThat(result.forOperator())
          .contains("could not begin within PT5M")
          .contains("executeWithin of \"boss\"");
      assertThat(end(first).succeeded()).isTrue();
      assertThat(ran).hasValue(1);
    }
  }

  @Test
  void takingTheRequestBackEndsTheWait() throws Exception {
    try (Harbour harbour = oneAtATime("")) {
      Session session = harbour.session("u1");
      CompletableFuture<CallResult> first = async(session);
      begun.await();
      PendingCall pending = session.call("pay", Map.of()).pending().orElseThrow();
      harbour.governor.approvals().approve(pending.request().id(), Subject.of("boss"), "ok");
      until(session, "1 of 1 running, 1 waiting");
      pending.withdraw();
      CallResult result = end(pending.completion().toCompletableFuture());
      assertThat(result.code()).isEqualTo(ReasonCode.APPROVAL_EXPIRED);
      go.release();
      assertThat(end(first).succeeded()).isTrue();
      assertThat(ran).hasValue(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aUseOfAStandingGrantIsGivenBackWhenTheWaitEnds(Mode mode, @TempDir Path directory)
      throws Exception {
    String grant =
        """
        {"apiVersion": "agentgovernance/v1", "kind": "StandingGrant", "id": "sg-1",
         "approval": "default", "agent": "pilot", "tools": ["find"],
         "arguments": {"n": {"oneOf": ["1"]}},
         "uses": 2, "notBefore": "2026-11-20T00:00:00Z", "notAfter": "2026-11-21T00:00:00Z",
         "reason": "test", "issuer": "boss"}
        """;
    Path file = Standing.signed(directory, Json.canonical(Json.parse(grant)));
    Map<String, Object> args = Map.of("n", "1");
    try (Harbour harbour =
        harbour(
            "\"approvals\": [{\"id\": \"default\", \"standing\": true}]",
            ", \"risk\": \"C\"" + cap(", \"queue\": \"P1D\""),
            b -> b.budgets(new InMemoryBudgetStore()).standingGrants(Standing.ROOT, file))) {
      Session holder = harbour.session("u1");
      CompletableFuture<CallResult> first = holder.callAsync("find", args).toCompletableFuture();
      begun.await();
      for (int i = 0; i < 3; i++) {
        Session session = harbour.session("u2");
        CompletableFuture<CallResult> waits = new CompletableFuture<>();
        if (mode == Mode.ASYNC) {
          waits = session.callAsync("find", args).toCompletableFuture();
        } else {
          CompletableFuture<CallResult> own = waits;
          new Thread(() -> own.complete(session.call("find", args)), "caller").start();
        }
        until(holder, "1 of 1 running, 1 waiting");
        session.close();
        assertThat(end(waits).code()).isEqualTo(ReasonCode.SESSION_CLOSED);
      }
      go.release(2);
      assertThat(end(first).succeeded()).isTrue();
      assertThat(holder.call("find", args).succeeded()).as("its second use is left").isTrue();
    }
  }
}
