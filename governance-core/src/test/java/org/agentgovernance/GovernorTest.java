package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.ToolResult;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.Obligation;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Reservation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GovernorTest {
  private static final Map<String, Object> A1 = Map.of("account", "A-1");

  @ParameterizedTest
  @EnumSource(Mode.class)
  void runsAPermittedCallWithItsArgumentsAndRecordsIntentAndOutcome(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      CallResult result = scene.call(scene.support(), "account.read", A1);

      assertThat(result.verdict()).isEqualTo(Verdict.PERMIT);
      assertThat(result.executed()).isTrue();
      assertThat(result.output()).isEqualTo("balance of A-1");
      assertThat(result.forModel()).isEqualTo("balance of A-1");
      assertThat(result.rule().orElseThrow().id()).isEqualTo("look");
      assertThat(scene.records("intent")).hasSize(1);
      assertThat(scene.records("outcome")).hasSize(1);
      assertThat(scene.records("intent").get(0)).containsEntry("rule", "look");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesAnEmptyAndAHallucinatedToolName(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.support();
      for (String name : List.of("", "account.reed", "\u202Eevil", "x".repeat(100_000))) {
        CallResult result = scene.call(session, name, Map.of());
        assertThat(result.code()).isEqualTo(ReasonCode.ALLOWLIST_UNKNOWN_TOOL);
        assertThat(result.executed()).isFalse();
        assertThat(result.forOperator()).hasSizeLessThan(300);
      }
      ToolCall nameless = ToolCall.builder(null).build();
      assertThat(scene.call(session, nameless).code()).isEqualTo(ReasonCode.ALLOWLIST_UNKNOWN_TOOL);
      assertThat(scene.records("decision")).hasSize(5);
      assertThat(scene.call(session, "account.read", A1).succeeded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void suggestsTheNearestToolToTheOperatorAndNothingToTheModel(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      CallResult result = scene.call(scene.support(), "account.reed", A1);
      assertThat(result.forOperator()).contains("did you mean \"account.read\"?");
      assertThat(result.forModel()).doesNotContain("account.read").startsWith("Not executed: ");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesAToolOutsideTheTask(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.governor.session(Subject.of("u1")).task("look").open();
      assertThat(scene.call(session, "refund", Map.of("account", "A", "amount", 1)).code())
          .isEqualTo(ReasonCode.ALLOWLIST_NOT_IN_TASK);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesASessionOfAnUnknownTaskOrAgent(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session task = scene.governor.session(Subject.of("u1")).task("nonsense").open();
      Session agent = scene.governor.session(Subject.of("u1")).agent("other").open();
      assertThat(scene.call(task, "account.read", A1).code())
          .isEqualTo(ReasonCode.ALLOWLIST_UNKNOWN_TASK);
      assertThat(scene.call(agent, "account.read", A1).code())
          .isEqualTo(ReasonCode.IDENTITY_UNKNOWN_AGENT);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void withoutATaskOnlyRulesThatNameNoneCount(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.governor.session(Subject.of("u1")).open();
      assertThat(scene.call(session, "account.read", A1).succeeded()).isTrue();
      assertThat(scene.call(session, "note.add", Map.of()).code())
          .isEqualTo(ReasonCode.PERMISSION_NO_RULE);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aTaskPermitsItsToolsWhereNoRuleDecidesAboutThem(Mode mode) {
    String forbids =
        """
        [{"id": "never", "tools": ["note.add"], "when": "'suspended' in user.roles",
          "verdict": "forbid"},
         {"id": "small", "tools": ["refund"], "when": "args.amount <= 100.0", "verdict": "permit"}]
        """;
    try (Scene scene = new Scene(mode, Manifests.bankWith("permissions", forbids), b -> b)) {
      Session session = scene.support();
      CallResult read = scene.call(session, "account.read", A1);
      assertThat(read.succeeded()).isTrue();
      assertThat(read.rule().orElseThrow().id()).isEqualTo("task:support");
      assertThat(scene.call(session, "note.add", Map.of()).succeeded()).isTrue();
      assertThat(scene.call(session, "refund", Map.of("account", "A", "amount", 200)).code())
          .isEqualTo(ReasonCode.PERMISSION_NO_RULE);
      assertThat(scene.call(session, "wipe", Map.of()).code())
          .isEqualTo(ReasonCode.PERMISSION_RESTRICTED);

      Session without = scene.governor.session(Subject.of("u1")).open();
      assertThat(scene.call(without, "account.read", A1).code())
          .isEqualTo(ReasonCode.PERMISSION_NO_RULE);
      Subject suspended = Subject.of("u9").withRoles(List.of("suspended"));
      Session bad = scene.governor.session(suspended).task("support").open();
      assertThat(scene.call(bad, "note.add", Map.of()).code())
          .isEqualTo(ReasonCode.PERMISSION_FORBIDDEN);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesAnotherVersionThanTheManifests(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      ToolCall call = ToolCall.builder("account.read").arguments(A1).version("2.1.1").build();
      assertThat(scene.call(scene.support(), call).code()).isEqualTo(ReasonCode.CATALOG_VERSION);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesBadArgumentsWithATextThatTheModelCanRepairItsCallBy(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      CallResult result = scene.call(scene.support(), "account.read", Map.of("account", 7));
      assertThat(result.code()).isEqualTo(ReasonCode.SCHEMA_INVALID);
      assertThat(result.forModel()).contains("/account", "string").doesNotContain("7");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesAndRecordsMalformedArguments(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.support();
      String deep = "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000);
      List<String> bad =
          List.of(
              "{\"account\":\"A\",\"account\":\"B\"}",
              "{\"account\":NaN}",
              "{\"account\":1e400}",
              "[]",
              "\"text\"",
              "{\"account\":\"A\"} {}",
              "{\"account\":\"\\ud800\"}",
              "{\"account\":12345678901234567890}",
              deep,
              "{\"account\":\"" + "x".repeat(10 << 20) + "\"}");
      for (String json : bad) {
        CallResult result =
            scene.call(session, ToolCall.builder("account.read").argumentsJson(json).build());
        assertThat(result.code()).isEqualTo(ReasonCode.SCHEMA_MALFORMED);
        assertThat(result.executed()).isFalse();
      }
      byte[] notUtf8 = "{\"account\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
      CallResult bytes =
          scene.call(session, ToolCall.builder("account.read").argumentsJson(notUtf8).build());
      assertThat(bytes.code()).isEqualTo(ReasonCode.SCHEMA_MALFORMED);
      assertThat(scene.records("decision")).hasSize(bad.size() + 1);
      assertThat(scene.call(session, "account.read", A1).succeeded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void treatsMissingArgumentsAsNone(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.support();
      ToolCall none = ToolCall.builder("note.add").argumentsJson((String) null).build();
      ToolCall empty = ToolCall.builder("note.add").argumentsJson("").build();
      assertThat(scene.call(session, none).succeeded()).isTrue();
      assertThat(scene.call(session, empty).succeeded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesAToolWhoseSchemaNobodyKnows(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      assertThat(scene.call(scene.support(), "unchecked", Map.of()).code())
          .isEqualTo(ReasonCode.SCHEMA_MISSING);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesWhenNoRuleMatches(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      CallResult result =
          scene.call(scene.support(), "refund", Map.of("account", "A", "amount", 5000.01));
      assertThat(result.code()).isEqualTo(ReasonCode.PERMISSION_NO_RULE);
      assertThat(result.forOperator()).contains("small", "large");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void forbidBeatsEverything(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Subject suspended = Subject.of("u9").withRoles(List.of("suspended"));
      Session session = scene.governor.session(suspended).task("support").open();
      CallResult result = scene.call(session, "refund", Map.of("account", "A", "amount", 5));
      assertThat(result.code()).isEqualTo(ReasonCode.PERMISSION_FORBIDDEN);
      assertThat(result.rule().orElseThrow().place()).startsWith("bank.json:");
    }
  }

  @Test
  void explainShowsTheDecidingValueUnlessItIsSensitive() {
    Map<String, Object> tooMuch = Map.of("account", "A", "amount", 5250);
    try (Scene open = new Scene(Mode.SYNC);
        Scene hidden =
            new Scene(
                Mode.SYNC,
                Manifests.bankWith("attributes", "{\"sensitive\":[\"args.amount\"]}"),
                b -> b)) {
      assertThat(open.support().explain("refund", tooMuch).toString())
          .contains("args.amount (5250.0) <= 100.0 is false");
      assertThat(hidden.support().explain("refund", tooMuch).toString())
          .contains("args.amount")
          .doesNotContain("5250");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesARestrictedToolThatARuleOnlyPermits(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      assertThat(scene.call(scene.support(), "wipe", Map.of()).code())
          .isEqualTo(ReasonCode.PERMISSION_RESTRICTED);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void stopsAtTheBudgetAndNamesLimitAndActual(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.support();
      for (String account : List.of("A", "B", "C")) {
        assertThat(scene.call(session, "account.read", Map.of("account", account)).succeeded())
            .isTrue();
      }
      CallResult fourth = scene.call(session, "account.read", Map.of("account", "D"));
      assertThat(fourth.code()).isEqualTo(ReasonCode.BUDGET_EXCEEDED);
      assertThat(fourth.forOperator()).contains("0 left of 3", "reads");
      assertThat(scene.ran).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void stopsASessionThatRepeatsItself(Mode mode) {
    try (Scene scene = new Scene(mode, Manifests.bankWith("budgets", "[]"), builder -> builder)) {
      Session session = scene.support();
      for (int i = 0; i < 3; i++) {
        assertThat(scene.call(session, "account.read", A1).succeeded()).isTrue();
      }
      assertThat(scene.call(session, "account.read", A1).code())
          .isEqualTo(ReasonCode.LOOP_IDENTICAL);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aToolThatThrowsLeaksNothingToTheModelAndItsExceptionReachesTheHost(Mode mode) {
    IllegalStateException boom = new IllegalStateException("secret password at db.internal");
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.tool(
                    "account.read",
                    args -> {
                      throw boom;
                    }))) {
      Session session = scene.support();
      CallResult result = scene.call(session, "account.read", A1);
      assertThat(result.code()).isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(result.executed()).isTrue();
      assertThat(result.succeeded()).isFalse();
      assertThat(result.error()).contains(boom);
      assertThat(result.forModel()).doesNotContain("secret", "Exception", "at org.");
      assertThat(result.forOperator()).doesNotContain("secret");
      assertThat(String.join("\n", scene.trail.lines())).doesNotContain("secret password");
      assertThatThrownBy(result::output).isInstanceOf(GovernanceException.class);
      assertThat(scene.call(session, "note.add", Map.of()).succeeded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aToolThatThrowsAnErrorIsRecordedLikeAnyOther(Mode mode) {
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.tool(
                    "account.read",
                    args -> {
                      throw new StackOverflowError();
                    }))) {
      assertThat(scene.call(scene.support(), "account.read", A1).code())
          .isEqualTo(ReasonCode.TOOL_FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aToolThatReturnsNullHasFailed(Mode mode) {
    try (Scene scene =
        new Scene(mode, Manifests.bank(), b -> b.tool("account.read", args -> null))) {
      Session session = scene.support();
      assertThat(scene.call(session, "account.read", A1).code()).isEqualTo(ReasonCode.TOOL_NULL);
      assertThat(scene.call(session, "note.add", Map.of()).succeeded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aToolThatHangsIsInterruptedAtItsTimeAndTheNextCallWorks(Mode mode) throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.tool(
                    "note.add",
                    args -> {
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                      }
                      return "late";
                    }))) {
      Session session = scene.support();
      CallResult result = scene.call(session, "note.add", Map.of());
      assertThat(result.code()).isEqualTo(ReasonCode.TOOL_TIMEOUT);
      assertThat(result.outcome().kind()).isEqualTo(Outcome.Kind.TIMED_OUT);
      assertThat(result.forModel()).contains("not known");
      assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(scene.call(session, "account.read", A1).succeeded()).isTrue();
      // What may have taken effect stays booked.
      assertThat(left(session, "note.add", "writes")).startsWith("4 of 5");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void opensTheBreakerOfAToolThatKeepsFailing(Mode mode) {
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.tool(
                    "note.add",
                    args -> {
                      throw new IllegalStateException();
                    }))) {
      Session session = scene.support();
      assertThat(scene.call(session, "note.add", Map.of("n", 1)).code())
          .isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(scene.call(session, "note.add", Map.of("n", 2)).code())
          .isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(scene.call(session, "note.add", Map.of("n", 3)).code())
          .isEqualTo(ReasonCode.BREAKER_OPEN);
      scene.clock.advance(Duration.ofSeconds(31));
      assertThat(scene.call(session, "note.add", Map.of("n", 4)).code())
          .isEqualTo(ReasonCode.TOOL_FAILED);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void keepsToTheRate(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.support();
      for (int i = 0; i < 4; i++) {
        assertThat(scene.call(session, "note.add", Map.of("n", i)).succeeded()).isTrue();
      }
      assertThat(scene.call(session, "note.add", Map.of("n", 5)).code())
          .isEqualTo(ReasonCode.RATE_EXCEEDED);
      scene.clock.advance(Duration.ofSeconds(1));
      assertThat(scene.call(session, "note.add", Map.of("n", 6)).succeeded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  @SuppressWarnings("FutureReturnValueIgnored") // it is the tool's answer
  void aToolMayAnswerLaterAndReportItsUsage(Mode mode) {
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.tool(
                    "account.read",
                    args ->
                        CompletableFuture.supplyAsync(
                            () -> ToolResult.of("later").used("usd", "0.01"))))) {
      CallResult result = scene.call(scene.support(), "account.read", A1);
      assertThat(result.output()).isEqualTo("later");
      assertThat(result.usage().amounts().get("usd")).isEqualByComparingTo("0.01");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theToolGetsExactlyTheArgumentsThatWereChecked(Mode mode) {
    List<Arguments> seen = new ArrayList<>();
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.tool(
                    "account.read",
                    args -> {
                      seen.add(args);
                      return "ok";
                    }))) {
      Map<String, Object> mine = new HashMap<>(A1);
      ToolCall call = ToolCall.builder("account.read").arguments(mine).build();
      mine.put("account", "A-2");
      scene.call(scene.support(), call);
      assertThat(seen.get(0).json()).isEqualTo("{\"account\":\"A-1\"}");
      assertThatThrownBy(() -> seen.get(0).asMap().put("account", "B"))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aCustomInterceptorCanRestrictButNotPermit(Mode mode) {
    Interceptor permitsAll = custom((call, context) -> Permit.by("custom"));
    Interceptor deniesAll =
        custom((c, x) -> new Deny(ReasonCode.of("custom.no"), "custom", "no", "no"));
    try (Scene generous = new Scene(mode, Manifests.bank(), b -> b.interceptor(permitsAll))) {
      assertThat(
              generous
                  .call(generous.support(), "refund", Map.of("account", "A", "amount", 9999))
                  .code())
          .isEqualTo(ReasonCode.PERMISSION_NO_RULE);
    }
    try (Scene strict = new Scene(mode, Manifests.bank(), b -> b.interceptor(deniesAll))) {
      assertThat(strict.call(strict.support(), "account.read", A1).code().value())
          .isEqualTo("custom.no");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void anInterceptorThatThrowsOrAnswersNullDenies(Mode mode) {
    Interceptor throwing =
        custom(
            (call, context) -> {
              throw new IllegalStateException("secret");
            });
    Interceptor silent = custom((call, context) -> null);
    for (Interceptor broken : List.of(throwing, silent)) {
      try (Scene scene = new Scene(mode, Manifests.bank(), b -> b.interceptor(broken))) {
        CallResult result = scene.call(scene.support(), "account.read", A1);
        assertThat(result.code()).isEqualTo(ReasonCode.CHAIN_FAILED);
        assertThat(result.forOperator() + result.forModel()).doesNotContain("secret");
        assertThat(scene.records("decision")).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void givesBackWhatWasTakenWhenALaterControlRefusesToReserve(Mode mode) {
    Interceptor refuses =
        new Interceptor() {
          @Override
          public String id() {
            return "last";
          }

          @Override
          public Decision check(ToolCall call, CallContext context) {
            return Permit.by("last");
          }

          @Override
          public Reservation reserve(ToolCall call, CallContext context) {
            throw new IllegalStateException();
          }
        };
    try (Scene scene = new Scene(mode, Manifests.bank(), b -> b.interceptor(refuses))) {
      Session session = scene.support();
      assertThat(scene.call(session, "account.read", A1).code()).isEqualTo(ReasonCode.CHAIN_FAILED);
      assertThat(left(session, "account.read", "reads")).startsWith("3 of 3");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void wrappersRunInsideThePermitOnly(Mode mode) {
    List<String> order = new ArrayList<>();
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.wrapper(
                        (call, context, next) -> {
                          order.add("outer");
                          return next.run();
                        })
                    .wrapper(
                        (call, context, next) -> {
                          order.add("inner");
                          return next.run();
                        }))) {
      Session session = scene.support();
      scene.call(session, "nonsense", Map.of());
      assertThat(order).isEmpty();
      scene.call(session, "account.read", A1);
      assertThat(order).containsExactly("outer", "inner");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aWrapperCannotRunTheToolTwice(Mode mode) {
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.wrapper(
                    (call, context, next) -> {
                      next.run();
                      return next.run();
                    }))) {
      assertThat(scene.call(scene.support(), "account.read", A1).code())
          .isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(scene.ran).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void anObligationThatNothingCarriesOutDenies(Mode mode) {
    Interceptor obliges =
        custom((c, x) -> new Permit("custom", null, List.of(new Obligation("notify", "owner"))));
    List<String> done = new ArrayList<>();
    try (Scene scene = new Scene(mode, Manifests.bank(), b -> b.interceptor(obliges))) {
      assertThat(scene.call(scene.support(), "account.read", A1).code())
          .isEqualTo(ReasonCode.OBLIGATION_UNDISCHARGED);
    }
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.interceptor(obliges)
                    .obligation("notify", (o, call, context) -> done.add(o.detail())))) {
      assertThat(scene.call(scene.support(), "account.read", A1).succeeded()).isTrue();
      assertThat(done).containsExactly("owner");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesAPermittedCallWithoutAFunction(Mode mode) {
    try (Governor governor =
            Governor.of(Manifests.bank())
                .audit(org.agentgovernance.audit.AuditLog.inMemory())
                .open();
        Session session = governor.session(Subject.of("u")).task("support").open()) {
      CallResult result =
          mode == Mode.SYNC
              ? session.call("account.read", A1)
              : session.callAsync("account.read", A1).toCompletableFuture().join();
      assertThat(result.code()).isEqualTo(ReasonCode.TOOL_MISSING);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesEverythingOnceTheSessionIsClosed(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.support();
      session.close();
      assertThat(scene.call(session, "account.read", A1).code())
          .isEqualTo(ReasonCode.SESSION_CLOSED);
      assertThat(scene.records("decision")).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void deniesEverythingOnceTheGovernorIsClosed(Mode mode) {
    Scene scene = new Scene(mode);
    Session session = scene.support();
    scene.close();
    assertThat(scene.call(session, "account.read", A1).executed()).isFalse();
    assertThat(scene.ran).isEmpty();
  }

  @Test
  void refusesAToolThatTheManifestDoesNotList() {
    assertThatThrownBy(() -> Governor.of(Manifests.bank()).tool("nope", args -> "x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nope");
  }

  private static String left(Session session, String tool, String budget) {
    return session.explain(tool, A1).steps().stream()
        .flatMap(step -> step.counters().entrySet().stream())
        .filter(entry -> entry.getKey().equals(budget))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  private interface Check {
    Decision check(ToolCall call, CallContext context);
  }

  private static Interceptor custom(Check check) {
    return new Interceptor() {
      @Override
      public String id() {
        return "custom";
      }

      @Override
      public Decision check(ToolCall call, CallContext context) {
        return check.check(call, context);
      }
    };
  }
}
