package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.budget.BudgetStore;
import org.agentgovernance.budget.FileBudgetStore;
import org.agentgovernance.budget.InMemoryBudgetStore;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Reservation;
import org.agentgovernance.rollout.Target;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a verified standing grant answers, and what it leaves to people. */
@SuppressWarnings("FutureReturnValueIgnored") // what asks a person is left waiting on purpose
class StandingGrantTest {
  private static final int CALLERS = 24;
  private static final Subject BOSS = Subject.of("boss").withRoles(List.of("supervisor"));

  @TempDir Path directory;

  private Scene scene(Mode mode, byte[] grant, BudgetStore store, Interceptor... more) {
    Path file = Standing.signed(directory, grant);
    return new Scene(
        mode,
        Standing.bank(true),
        b -> {
          List.of(more).forEach(b::interceptor);
          return b.budgets(store).standingGrants(Standing.ROOT, file);
        });
  }

  private Scene scene(Mode mode, byte[] grant, Interceptor... more) {
    return scene(mode, grant, new InMemoryBudgetStore(), more);
  }

  private static Map<String, Object> refund(String account, Object amount) {
    return Map.of("account", account, "amount", amount);
  }

  /** A call to its very end, which comes only when a person has decided if one is asked. */
  private static CompletableFuture<CallResult> start(
      Scene scene, Session session, Map<String, Object> args) {
    if (scene.mode == Mode.ASYNC) {
      return session.callAsync("refund", args).toCompletableFuture();
    }
    CallResult result = session.call("refund", args);
    return result
        .pending()
        .map(pending -> pending.completion().toCompletableFuture())
        .orElseGet(() -> CompletableFuture.completedFuture(result));
  }

  private static CompletableFuture<CallResult> asksAPerson(Scene scene, Map<String, Object> args) {
    int before = scene.governor.approvals().pending().size();
    int ran = scene.ran.size();
    CompletableFuture<CallResult> end = start(scene, scene.support(), args);
    assertThat(scene.governor.approvals().pending()).as("asked").hasSize(before + 1);
    assertThat(end).isNotDone();
    assertThat(scene.ran).hasSize(ran);
    return end;
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void answersInAdvanceForAnIrreversibleToolAndTheRecordNamesIt(Mode mode) {
    try (Scene scene = scene(mode, Standing.grant())) {
      Session session = scene.support();
      assertThat(session.decide("refund", refund("A-1", 10)).verdict()).isEqualTo(Verdict.APPROVE);
      assertThat(session.explain("refund", refund("A-1", 10)).decision().verdict())
          .isEqualTo(Verdict.APPROVE);

      CallResult result = scene.call(session, "refund", refund("A-1", 50));
      assertThat(result.executed()).isTrue();
      assertThat(result.forModel()).isEqualTo("{\"paid\":50}");
      assertThat(scene.ran).containsExactly("refund");
      assertThat(scene.governor.approvals().pending()).isEmpty();
      assertThat(scene.records("approval")).isEmpty();
      Map<String, Object> intent = scene.records("intent").get(0);
      assertThat(intent)
          .containsEntry("verdict", "approve")
          .containsEntry("code", "permission.confirmation_required");
      assertThat(intent.get("approval"))
          .isEqualTo(
              Map.of(
                  "state",
                  "standing",
                  "id",
                  "sg-1",
                  "approver",
                  "head of payments",
                  "reason",
                  "refunds of the recall"));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void asksAPersonForEveryArgumentOutsideItsBounds(Mode mode) {
    try (Scene scene = scene(mode, Standing.grant())) {
      for (Map<String, Object> args :
          List.of(refund("A-2", 10), refund("a-1", 10), refund("A-1", 50.01))) {
        asksAPerson(scene, args);
      }
    }
    try (Scene scene =
        scene(mode, Standing.grantWith("arguments", "{\"account\":{\"any\":true}}"))) {
      asksAPerson(scene, refund("A-1", 10));
      assertThat(scene.ran).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void asksAPersonForAnotherUserAgentToolPolicyAndHour(Mode mode) {
    List<byte[]> others =
        List.of(
            Standing.grantWith("user", "{\"id\":\"u2\",\"issuer\":\"test\"}"),
            Standing.grantWith("user", "{\"id\":\"u1\",\"issuer\":\"other\"}"),
            Standing.grantWith("user", "{\"id\":\"u1\"}"),
            Standing.grantWith("agent", "\"other-agent\""),
            Standing.grantWith("tools", "[\"wipe\"]"),
            Standing.grantWith("notBefore", "\"2026-11-20T10:00:01Z\""),
            Standing.grantWith(
                "hours", "{\"from\":\"09:00\",\"to\":\"11:00\",\"zone\":\"Europe/Berlin\"}"));
    for (byte[] grant : others) {
      try (Scene scene = scene(mode, grant)) {
        asksAPerson(scene, refund("A-1", 10));
        assertThat(scene.ran).isEmpty();
      }
    }
    try (Scene scene = scene(mode, Standing.grant())) {
      asksAPerson(scene, refund("A-1", 4000));
    }
    byte[] fits = Standing.grantWith("user", "{\"id\":\"u1\",\"issuer\":\"test\"}");
    try (Scene scene = scene(mode, fits)) {
      assertThat(scene.call(scene.support(), "refund", refund("A-1", 10)).executed()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void endsWhileTheGovernorRuns(Mode mode) {
    try (Scene scene = scene(mode, Standing.grant())) {
      assertThat(scene.call(scene.support(), "refund", refund("A-1", 10)).executed()).isTrue();
      scene.clock.advance(Duration.ofHours(14));
      asksAPerson(scene, refund("A-1", 11));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void exactlyAsManyRunAsItHasUsesHoweverManyCallAtOnce(Mode mode) throws Exception {
    for (int round = 0; round < 10; round++) {
      try (Scene scene = scene(mode, Standing.grant())) {
        List<CompletableFuture<CallResult>> ends = atOnce(scene);
        assertThat(scene.governor.approvals().pending()).hasSize(CALLERS - 5);
        scene
            .governor
            .approvals()
            .pending()
            .forEach(request -> scene.governor.approvals().withdraw(request.id()));
        int ran = 0;
        for (CompletableFuture<CallResult> end : ends) {
          ran += end.get(30, TimeUnit.SECONDS).executed() ? 1 : 0;
        }
        assertThat(ran).isEqualTo(5);
        assertThat(scene.ran).hasSize(5);
      }
    }
  }

  /** Returns when every call has been answered in advance or has been put before a person. */
  private static List<CompletableFuture<CallResult>> atOnce(Scene scene) throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    List<CompletableFuture<CompletableFuture<CallResult>>> calls = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      Session session = scene.governor.session(Users.of("u" + i)).task("support").open();
      CompletableFuture<CompletableFuture<CallResult>> call = new CompletableFuture<>();
      calls.add(call);
      new Thread(
              () -> {
                try {
                  go.await();
                  call.complete(start(scene, session, refund("A-1", 1)));
                } catch (InterruptedException | RuntimeException | AssertionError e) {
                  call.completeExceptionally(e);
                }
              })
          .start();
    }
    go.countDown();
    List<CompletableFuture<CallResult>> ends = new ArrayList<>();
    for (CompletableFuture<CompletableFuture<CallResult>> call : calls) {
      ends.add(call.get(30, TimeUnit.SECONDS));
    }
    return ends;
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void allUsesTogetherStayWithinTheTotalAndAPersonMayStillApprove(Mode mode) {
    byte[] grant = Standing.grantWith("total", "{\"argument\":\"amount\",\"limit\":\"20.30\"}");
    try (Scene scene = scene(mode, grant)) {
      for (Object amount : List.of(10.1, 10.1)) {
        assertThat(scene.call(scene.support(), "refund", refund("A-1", amount)).executed())
            .isTrue();
      }
      CompletableFuture<CallResult> third = asksAPerson(scene, refund("A-1", 0.11));
      // Only the total refused: the use that went with it was given back.
      assertThat(scene.call(scene.support(), "refund", refund("A-3", 0.1)).executed()).isTrue();

      String request = scene.governor.approvals().pending().get(0).id();
      scene.governor.approvals().approve(request, BOSS, "ok");
      CallResult result = third.orTimeout(20, TimeUnit.SECONDS).join();
      assertThat(result.executed()).isTrue();
      assertThat(scene.records("intent"))
          .extracting(record -> String.valueOf(((Map<?, ?>) record.get("approval")).get("state")))
          .containsExactly("standing", "standing", "standing", "consumed");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aUseIsGivenBackWhenNothingRan(Mode mode) {
    AtomicReference<Deny> refusal = new AtomicReference<>();
    Interceptor refuses = onReserve(() -> refusal.get());
    refusal.set(new Deny(ReasonCode.of("custom.full"), "custom", "full", "full"));
    try (Scene scene = scene(mode, Standing.grantWith("uses", "1"), refuses)) {
      CallResult refused = scene.call(scene.support(), "refund", refund("A-1", 10));
      assertThat(refused.code().value()).isEqualTo("custom.full");
      refusal.set(null);
      assertThat(scene.call(scene.support(), "refund", refund("A-1", 11)).executed()).isTrue();
      asksAPerson(scene, refund("A-1", 12));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void usesOutliveARestartWhereTheStoreDoes(Mode mode) {
    byte[] grant = Standing.grantWith("uses", "1");
    try (FileBudgetStore store = FileBudgetStore.open(directory.resolve("uses"));
        Scene scene = scene(mode, grant, store)) {
      assertThat(scene.call(scene.support(), "refund", refund("A-1", 10)).executed()).isTrue();
    }
    try (FileBudgetStore store = FileBudgetStore.open(directory.resolve("uses"));
        Scene scene = scene(mode, grant, store)) {
      asksAPerson(scene, refund("A-1", 11));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aStoreThatDoesNotAnswerLeavesItToAPerson(Mode mode) {
    BudgetStore away =
        key -> {
          throw new IllegalStateException("away");
        };
    try (Scene scene = scene(mode, Standing.grant(), away)) {
      asksAPerson(scene, refund("A-1", 10));
      assertThat(scene.ran).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aRevokedGrantAnswersNothing(Mode mode) {
    try (Scene scene = scene(mode, Standing.grant())) {
      scene.governor.control().revoke(Target.grant("sg-1"), "too wide", BOSS);
      asksAPerson(scene, refund("A-1", 10));
      assertThat(scene.ran).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aGrantThatIsRevokedBetweenAnswerAndStartStopsTheCall(Mode mode) {
    AtomicReference<Governor> governor = new AtomicReference<>();
    Interceptor revokes =
        onReserve(
            () -> {
              governor.get().control().revoke(Target.grant("sg-1"), "too wide", BOSS);
              return null;
            });
    try (Scene scene = scene(mode, Standing.grant(), revokes)) {
      governor.set(scene.governor);
      CallResult result = scene.call(scene.support(), "refund", refund("A-1", 10));
      assertThat(result.code()).isEqualTo(ReasonCode.CONTROL_REVOKED);
      assertThat(result.executed()).isFalse();
      assertThat(scene.ran).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void anOrderThatAPersonMustLookIsNeverAnsweredInAdvance(Mode mode) {
    try (Scene scene = scene(mode, Standing.grant())) {
      scene.governor.control().investigate(Target.agent("bank-agent"), "odd", BOSS);
      asksAPerson(scene, refund("A-1", 10));
      assertThat(scene.ran).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aCallThatASecondPolicyDecidesIsForPeople(Mode mode) {
    Interceptor second =
        new Interceptor() {
          @Override
          public String id() {
            return "second";
          }

          @Override
          public Decision check(ToolCall call, CallContext context) {
            return new RequireApproval(
                ReasonCode.PERMISSION_APPROVAL, "second", null, "supervisors", "look", "waits");
          }
        };
    try (Scene scene = scene(mode, Standing.grantWith("uses", "1"), second)) {
      asksAPerson(scene, refund("A-1", 10));
      assertThat(scene.ran).isEmpty();
    }
  }

  private interface Refusing {
    Deny denial();
  }

  private static Interceptor onReserve(Refusing step) {
    return new Interceptor() {
      @Override
      public String id() {
        return "custom";
      }

      @Override
      public Decision check(ToolCall call, CallContext context) {
        return Permit.by("custom");
      }

      @Override
      public Reservation reserve(ToolCall call, CallContext context) {
        Deny denial = step.denial();
        return denial == null ? Reservation.none() : Reservation.denied(denial);
      }
    };
  }
}
