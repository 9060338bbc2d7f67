package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.agentgovernance.approval.ApprovalRequest;
import org.agentgovernance.call.CallLink;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.manifest.ManifestException;
import org.agentgovernance.rollout.Order;
import org.agentgovernance.rollout.Target;
import org.agentgovernance.testing.Race;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Taking back what a session has done. */
class UndoTest {
  private static final Subject OPS = Subject.of("ops");

  private static final String MANIFEST =
      """
      "tools": [
        {"name": "pay", "version": "1", "effect": "write", "inputSchema": {"type": "object",
           "properties": {"to": {"type": "string"}, "amount": {"type": "number"}},
           "required": ["to", "amount"]},
         "undo": %s},
        {"name": "pay.cancel", "version": "1", "effect": "write", "arguments": "digest",
         "inputSchema": {"type": "object", "properties": {"payment": {"type": "string"},
           "amount": {"type": "number"}}, "required": ["payment"],
           "additionalProperties": false}},
        {"name": "lock", "version": "1", "effect": "write", "inputSchema": true,
         "undo": "unlock"},
        {"name": "unlock", "version": "1", "effect": "write", "inputSchema": true},
        {"name": "mail", "version": "1", "effect": "irreversible", "inputSchema": true},
        {"name": "wipe", "version": "1", "effect": "irreversible", "inputSchema": true},
        {"name": "look", "version": "1", "effect": "read", "inputSchema": true},
        {"name": "hang", "version": "1", "effect": "write", "timeout": "PT0.05S",
         "inputSchema": true, "undo": "unlock"}],
      "approvals": [{"id": "default"}],
      "loops": {"maxSteps": 30, "cycles": 2, "onLoop": "stop"},
      "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}%s]
      """;
  private static final String LONG =
      """
      {"tool": "pay.cancel", "within": "PT2H",
       "arguments": {"payment": "/output/id", "amount": "/args/amount"}}
      """;

  private final List<String> undone = new ArrayList<>();

  private Desk desk() {
    return desk(LONG, "", Map.of());
  }

  private Desk desk(String undo, String more, Map<String, Desk.Work> others) {
    Map<String, Desk.Work> tools = new HashMap<>();
    tools.put("pay", args -> Map.of("id", "P-" + args.string("to")));
    tools.put("pay.cancel", args -> note("pay.cancel", args.get("payment")));
    tools.put("lock", args -> "locked");
    tools.put("unlock", args -> note("unlock", args.get("door")));
    tools.put("mail", args -> "sent");
    tools.put("look", args -> "seen");
    tools.put(
        "hang",
        args -> {
          Thread.currentThread().join(10_000);
          return "late";
        });
    tools.putAll(others);
    return new Desk(MANIFEST.formatted(undo, more), tools, UnaryOperator.identity());
  }

  private Object note(String tool, Object what) {
    synchronized (undone) {
      undone.add(tool + " " + what);
    }
    return "done";
  }

  private static Map<String, Object> pay(String to) {
    return Map.of("to", to, "amount", 5);
  }

  private static UndoReport undo(Scene.Mode mode, Session session, Instant since) {
    try {
      return mode == Scene.Mode.SYNC
          ? session.undo(since)
          : session.undoAsync(since).toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the stage did not complete normally", e);
    }
  }

  private static List<String> codes(UndoReport report) {
    return report.entries().stream().map(e -> e.tool() + " " + e.code()).toList();
  }

  @ParameterizedTest
  @EnumSource
  void runsInReverseOrderEachAsAGovernedCallThatIsLinked(Scene.Mode mode) {
    try (Desk desk = desk()) {
      Session session = desk.session();
      CallResult first = session.call("pay", pay("a"));
      session.call("look", Map.of());
      session.call("lock", Map.of("door", "7"));
      session.call("pay", pay("b"));
      UndoReport report = undo(mode, session, Instant.EPOCH);
      assertThat(undone).containsExactly("pay.cancel P-b", "unlock 7", "pay.cancel P-a");
      assertThat(codes(report)).containsExactly("pay permitted", "lock permitted", "pay permitted");
      assertThat(report.complete()).isTrue();
      assertThat(report.count(UndoReport.State.UNDONE)).isEqualTo(3);
      UndoReport.Entry last = report.entries().get(2);
      assertThat(last.callId()).isEqualTo(first.callId());
      List<Map<String, Object>> intents = desk.records("intent");
      assertThat(intents.get(intents.size() - 1))
          .containsEntry("tool", "pay.cancel")
          .containsEntry("call", last.call().callId())
          .containsEntry("follows", Map.of("as", "undo", "call", first.callId()));
    }
  }

  @Test
  void whatUndoesACallIsRecordedWithItsOutcomeAsTheToolsModeSays() {
    try (Desk desk = desk()) {
      Session session = desk.session();
      session.call("pay", pay("a"));
      session.call("lock", Map.of("door", "7"));
      session.call("mail", Map.of());
      List<Map<String, Object>> outcomes = desk.records("outcome");
      Map<?, ?> undo = (Map<?, ?>) outcomes.get(0).get("undo");
      assertThat(undo.get("tool")).isEqualTo("pay.cancel");
      assertThat(undo.get("until")).isEqualTo("2026-11-20T12:00:00.000Z");
      assertThat(((Map<?, ?>) undo.get("arguments")).get("form")).isEqualTo("digest");
      Map<?, ?> full = (Map<?, ?>) ((Map<?, ?>) outcomes.get(1).get("undo")).get("arguments");
      assertThat(full.get("value")).isEqualTo(Map.of("door", "7"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachEffectIsUndoneOnceHoweverOftenItIsAsked(Scene.Mode mode) throws Exception {
    for (int round = 0; round < 10; round++) {
      undone.clear();
      try (Desk desk = desk()) {
        Session session = desk.session();
        for (int i = 0; i < 12; i++) {
          session.call("pay", pay("n" + i));
        }
        List<UndoReport> reports = Race.run(4, () -> undo(mode, session, Instant.EPOCH));
        assertThat(undone).hasSize(12).doesNotHaveDuplicates();
        assertThat(reports.stream().mapToLong(r -> r.count(UndoReport.State.UNDONE)).sum())
            .isEqualTo(12);
        assertThat(reports)
            .allSatisfy(
                report ->
                    assertThat(report.entries())
                        .allMatch(
                            entry ->
                                entry.state() == UndoReport.State.UNDONE
                                    || entry.code().equals(ReasonCode.UNDO_IN_PROGRESS)));
        assertThat(session.undo(Instant.EPOCH).entries()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysWhatCouldNotBeUndoneAndWhy(Scene.Mode mode) {
    try (Desk desk =
        desk(
            "{\"tool\": \"pay.cancel\", \"arguments\": {\"payment\": \"/output/no\"}}",
            "",
            Map.of())) {
      Session session = desk.session();
      session.call("pay", pay("a"));
      session.call("hang", Map.of());
      CallResult mail = session.call("mail", Map.of());
      desk.governor.approvals().approve(mail.pending().orElseThrow().request().id(), OPS, "ok");
      mail.pending().orElseThrow().completion().toCompletableFuture().join();
      session.call("lock", Map.of("door", "7"));
      desk.clock.advance(Duration.ofHours(25));
      UndoReport report = undo(mode, session, Instant.EPOCH);
      assertThat(undone).isEmpty();
      assertThat(codes(report))
          .containsExactly(
              "lock undo.too_late",
              "mail undo.not_declared",
              "hang undo.unknown_effect",
              "pay undo.no_arguments");
      assertThat(report.complete()).isFalse();
      assertThat(report.entries().get(0).message())
          .isEqualTo(
              "undo.too_late: it could be undone until 2026-11-21T10:00:00Z; see to it by hand");
      assertThat(((Map<?, ?>) desk.records("outcome").get(0).get("undo")).get("missing"))
          .isEqualTo(true);
    }
  }

  @Test
  void leavesWhatWasDoneBefore() {
    try (Desk desk = desk()) {
      Session session = desk.session();
      session.call("pay", pay("a"));
      desk.clock.advance(Duration.ofMinutes(5));
      Instant then = desk.clock.instant();
      session.call("pay", pay("b"));
      assertThat(session.undo(then).entries()).hasSize(1);
      assertThat(undone).containsExactly("pay.cancel P-b");
      assertThat(session.undo(Instant.MIN).entries()).hasSize(1);
      assertThat(session.undo(Instant.MAX).entries()).isEmpty();
      assertThat(undone).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysThatCallsOfTheSessionStillRun(Scene.Mode mode) throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch go = new CountDownLatch(1);
    Desk.Work waits =
        args -> {
          begun.countDown();
          go.await();
          return "locked";
        };
    try (Desk desk = desk(LONG, "", Map.of("lock", waits, "look", waits))) {
      Session session = desk.session();
      Session child = session.delegate("helper").open();
      session.call("pay", pay("a"));
      var runs = child.callAsync("lock", Map.of("door", "7")).toCompletableFuture();
      var reads = session.callAsync("look", Map.of()).toCompletableFuture();
      begun.await();
      session.close();
      UndoReport report = undo(mode, session, Instant.EPOCH);
      assertThat(report.entries()).hasSize(1);
      assertThat(report.running()).as("what only reads is nothing to undo").isEqualTo(1);
      assertThat(report.complete()).isFalse();
      assertThat(report)
          .hasToString("UndoReport[1 undone, 0 pending, 0 not undone, 0 forgotten, 1 running]");
      assertThat(desk.session().undo(Instant.EPOCH).running()).as("another session").isZero();
      go.countDown();
      assertThat(runs.get(20, TimeUnit.SECONDS).succeeded()).isTrue();
      assertThat(reads.get(20, TimeUnit.SECONDS).succeeded()).isTrue();
      UndoReport again = undo(mode, session, Instant.EPOCH);
      assertThat(codes(again)).containsExactly("lock permitted");
      assertThat(again.complete()).isTrue();
      assertThat(undone).containsExactly("pay.cancel P-a", "unlock 7");
    }
  }

  @Test
  void aCallThatEndsWhileTheUndoGoesOnIsCountedAsRunning() throws Exception {
    CountDownLatch undoing = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Desk.Work waits =
        args -> {
          undoing.await();
          return "locked";
        };
    Desk.Work cancels =
        args -> {
          undoing.countDown();
          ended.await();
          return "done";
        };
    try (Desk desk = desk(LONG, "", Map.of("lock", waits, "pay.cancel", cancels))) {
      Session session = desk.session();
      session.call("pay", pay("a"));
      var runs = session.callAsync("lock", Map.of("door", "7"));
      var unused = runs.thenRun(ended::countDown);
      UndoReport report = session.undo(Instant.EPOCH);
      assertThat(report.entries()).hasSize(1);
      assertThat(report.running()).isEqualTo(1);
      assertThat(codes(session.undo(Instant.EPOCH))).containsExactly("lock permitted");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWriteThatWasTriedAgainIsOneEffect(Scene.Mode mode) {
    String manifest =
        MANIFEST
            .formatted(LONG, "")
            .replace(
                "{\"name\": \"lock\", \"version\": \"1\",",
                "{\"name\": \"lock\", \"version\": \"1\", \"idempotent\": true,"
                    + " \"retry\": {\"attempts\": 3, \"backoff\": \"PT0.001S\"},");
    List<String> tries = new ArrayList<>();
    Desk.Work failsTwice =
        args -> {
          tries.add("lock");
          if (tries.size() < 3) {
            throw new IllegalStateException("down");
          }
          return "locked";
        };
    try (Desk desk =
        new Desk(
            manifest,
            Map.of("lock", failsTwice, "unlock", args -> note("unlock", args.get("door"))),
            UnaryOperator.identity())) {
      Session session = desk.session();
      assertThat(Desk.call(mode, session, "lock", Map.of("door", "7")).succeeded()).isTrue();
      UndoReport report = undo(mode, session, Instant.EPOCH);
      assertThat(codes(report)).containsExactly("lock permitted");
      assertThat(undone).containsExactly("unlock 7");
      tries.clear();
      tries.add("one fewer");
      desk.governor.control().halt(Target.tool("unlock"), "no", OPS);
      assertThat(Desk.call(mode, session, "lock", Map.of("door", "8")).succeeded()).isTrue();
      assertThat(codes(undo(mode, session, Instant.EPOCH))).containsExactly("lock control.halted");
    }
  }

  @Test
  void anAnswerThatThrowsWhenItIsLookedAtIsRememberedAllTheSame() {
    Map<String, Object> evil =
        new java.util.AbstractMap<>() {
          @Override
          public java.util.Set<Entry<String, Object>> entrySet() {
            throw new IllegalStateException("not now");
          }
        };
    try (Desk desk = desk(LONG, "", Map.of("pay", args -> evil))) {
      Session session = desk.session();
      CallResult result = session.call("pay", pay("a"));
      assertThat(result.executed()).isTrue();
      assertThat(codes(session.undo(Instant.EPOCH))).containsExactly("pay undo.no_arguments");
    }
  }

  @Test
  void anUndoThatIsCancelledMakesNoFurtherCall() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Desk.Work waits =
        args -> {
          begun.countDown();
          go.await();
          return note("unlock", args.get("door"));
        };
    try (Desk desk = desk(LONG, "", Map.of("unlock", waits))) {
      Session session = desk.session();
      session.call("lock", Map.of("door", "1"));
      session.call("lock", Map.of("door", "2"));
      assertThat(session.undoAsync(Instant.EPOCH).toCompletableFuture().cancel(true)).isTrue();
      begun.await();
      go.countDown();
      while (desk.records("outcome").size() < 3) {
        Thread.onSpinWait();
      }
      assertThat(undone).containsExactly("unlock 2");
      UndoReport rest = session.undo(Instant.EPOCH);
      while (codes(rest).contains("lock undo.in_progress")) {
        rest = session.undo(Instant.EPOCH);
      }
      assertThat(rest.count(UndoReport.State.NOT_UNDONE)).isZero();
      assertThat(undone).containsExactly("unlock 2", "unlock 1");
    }
  }

  @Test
  void whoIsInterruptedUndoesNothingMoreAndCanAskAgain() {
    try (Desk desk = desk()) {
      Session session = desk.session();
      for (String door : List.of("1", "2", "3")) {
        session.call("lock", Map.of("door", door));
      }
      Thread.currentThread().interrupt();
      UndoReport report = session.undo(Instant.EPOCH);
      assertThat(Thread.interrupted()).as("the interrupt stays set").isTrue();
      assertThat(codes(report))
          .containsExactly(
              "lock undo.interrupted", "lock undo.interrupted", "lock undo.interrupted");
      assertThat(undone).isEmpty();
      assertThat(session.undo(Instant.EPOCH).complete()).isTrue();
      assertThat(undone).containsExactly("unlock 3", "unlock 2", "unlock 1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeniedUndoCanBeTriedAgainAndAFailedOneIsNot(Scene.Mode mode) {
    Desk.Work fails =
        args -> {
          throw new IllegalStateException("down");
        };
    try (Desk desk = desk(LONG, "", Map.of("pay.cancel", fails))) {
      Session session = desk.session();
      session.call("pay", pay("a"));
      session.call("lock", Map.of("door", "7"));
      Order order = desk.governor.control().halt(Target.tool("pay.cancel"), "broken", OPS).order();
      UndoReport halted = undo(mode, session, Instant.EPOCH);
      assertThat(codes(halted)).containsExactly("lock permitted", "pay control.halted");
      desk.governor.control().lift(order.id(), "mended", OPS);
      UndoReport failed = undo(mode, session, Instant.EPOCH);
      assertThat(codes(failed)).containsExactly("pay tool.failed");
      assertThat(failed.entries().get(0).state()).isEqualTo(UndoReport.State.NOT_UNDONE);
      assertThat(codes(undo(mode, session, Instant.EPOCH))).containsExactly("pay undo.failed");
      assertThat(desk.ran.stream().filter(r -> r.startsWith("pay.cancel"))).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFailedUndoIsMadeAgainWhereItsToolIsIdempotent(Scene.Mode mode) {
    List<String> tries = new ArrayList<>();
    Desk.Work failsTwice =
        args -> {
          tries.add(args.string("payment"));
          if (tries.size() < 3) {
            throw new IllegalStateException("down");
          }
          return "cancelled";
        };
    String manifest =
        MANIFEST.formatted(LONG, "").replace("\"arguments\": \"digest\"", "\"idempotent\": true");
    try (Desk desk =
        new Desk(
            manifest,
            Map.of("pay", args -> Map.of("id", "P-1"), "pay.cancel", failsTwice),
            UnaryOperator.identity())) {
      Session session = desk.session();
      session.call("pay", pay("a"));
      assertThat(codes(undo(mode, session, Instant.EPOCH))).containsExactly("pay tool.failed");
      assertThat(codes(undo(mode, session, Instant.EPOCH))).containsExactly("pay tool.failed");
      assertThat(undo(mode, session, Instant.EPOCH).complete()).isTrue();
      assertThat(undo(mode, session, Instant.EPOCH).entries()).isEmpty();
      assertThat(tries).containsExactly("P-1", "P-1", "P-1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anUndoThatNeedsAPersonIsPendingAndAskedOnce(Scene.Mode mode) throws Exception {
    String asks = ", {\"id\": \"ask\", \"tools\": [\"pay.cancel\"], \"verdict\": \"approve\"}";
    try (Desk desk = desk(LONG, asks, Map.of())) {
      Session session = desk.session();
      session.call("pay", pay("a"));
      session.call("pay", pay("b"));
      UndoReport report = undo(mode, session, Instant.EPOCH);
      assertThat(report.count(UndoReport.State.PENDING)).isEqualTo(2);
      assertThat(undo(mode, session, Instant.EPOCH).count(UndoReport.State.PENDING)).isEqualTo(2);
      assertThat(desk.governor.approvals().pending()).hasSize(2);
      session.close();
      PendingCall one = report.entries().get(0).call().pending().orElseThrow();
      PendingCall two = report.entries().get(1).call().pending().orElseThrow();
      ApprovalRequest request = one.request();
      desk.governor.approvals().approve(request.id(), OPS, "yes");
      desk.governor.approvals().reject(two.request().id(), OPS, "no");
      assertThat(one.completion().toCompletableFuture().get(20, TimeUnit.SECONDS).succeeded())
          .isTrue();
      two.completion().toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertThat(undone).containsExactly("pay.cancel P-b");
      assertThat(undo(mode, session, Instant.EPOCH).count(UndoReport.State.PENDING)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatASubAgentDidIsUndoneByItsParentInTheOrderOfAll(Scene.Mode mode) {
    try (Desk desk = desk()) {
      Session parent = desk.session();
      parent.call("pay", pay("a"));
      Session child = parent.delegate("helper").open();
      child.call("pay", pay("b"));
      Session grandchild = child.delegate("helper").open();
      grandchild.call("pay", pay("c"));
      parent.call("pay", pay("d"));
      assertThat(undo(mode, grandchild, Instant.EPOCH).entries()).hasSize(1);
      child.close();
      assertThat(undo(mode, parent, Instant.EPOCH).complete()).isTrue();
      assertThat(undone)
          .containsExactly("pay.cancel P-c", "pay.cancel P-d", "pay.cancel P-b", "pay.cancel P-a");
    }
  }

  @ParameterizedTest
  @EnumSource
  void worksWhenTheSessionIsClosedAndNoOtherCallDoes(Scene.Mode mode) {
    try (Desk desk = desk()) {
      Session session = desk.session();
      CallResult done = session.call("pay", pay("a"));
      session.close();
      ToolCall forged =
          ToolCall.builder("look")
              .build()
              .followedBy(
                  new CallLink(CallLink.As.UNDO, done.callId()),
                  "pay.cancel",
                  org.agentgovernance.call.Arguments.of(Map.of("payment", "P-a")));
      assertThat(session.call(forged).code()).isEqualTo(ReasonCode.SESSION_CLOSED);
      assertThat(session.callAsync(forged).toCompletableFuture().join().code())
          .isEqualTo(ReasonCode.SESSION_CLOSED);
      assertThat(undo(mode, session, Instant.EPOCH).complete()).isTrue();
      assertThat(undone).containsExactly("pay.cancel P-a");
    }
  }

  @Test
  void aHaltHoldsForAnUndoTooUntilItIsLifted() {
    try (Desk desk = desk()) {
      Session session = desk.session();
      session.call("pay", pay("a"));
      Order order = desk.governor.control().halt(Target.all(), "incident", OPS).order();
      assertThat(codes(session.undo(Instant.EPOCH))).containsExactly("pay control.halted");
      session.close();
      desk.governor.control().lift(order.id(), "the session is closed", OPS);
      assertThat(session.undo(Instant.EPOCH).complete()).isTrue();
    }
  }

  @Test
  void aClosedGovernorUndoesNothing() {
    Desk desk = desk();
    Session session = desk.session();
    session.call("pay", pay("a"));
    desk.close();
    assertThat(codes(session.undo(Instant.EPOCH))).containsExactly("pay audit.unavailable");
    assertThat(undone).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void anotherSessionUndoesForAUserWhoseCredentialHasExpired(Scene.Mode mode) {
    try (Desk desk = desk();
        Desk other = desk()) {
      PrincipalVerifier<String> logins =
          (name, verification) ->
              verification
                  .user("shop", name)
                  .expires(desk.clock.instant().plus(Duration.ofMinutes(5)))
                  .verified();
      Session session = desk.governor.session(logins, "ann").open();
      session.call("pay", pay("a"));
      desk.clock.advance(Duration.ofMinutes(6));
      assertThat(codes(undo(mode, session, Instant.EPOCH))).containsExactly("pay identity.expired");
      Session operator = desk.governor.session(logins, "ops").open();
      UndoReport report =
          mode == Scene.Mode.SYNC
              ? operator.undo(session, Instant.EPOCH)
              : operator.undoAsync(session, Instant.EPOCH).toCompletableFuture().join();
      assertThat(report.complete()).isTrue();
      assertThat(undone).containsExactly("pay.cancel P-a");
      List<Map<String, Object>> intents = desk.records("intent");
      assertThat(intents.get(intents.size() - 1)).containsEntry("session", operator.id());
      assertThatThrownBy(() -> other.session().undo(session, Instant.EPOCH))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aBudgetThatIsUsedUpRefusesAnUndoUntilThereIsRoom() {
    String budget =
        "],\"budgets\": [{\"id\": \"writes\", \"per\": [\"agent\"], \"match\": {\"effect\":"
            + " [\"write\"]}, \"unit\": \"calls\", \"limit\": \"2\", \"window\": \"PT1H\"}";
    try (Desk desk = desk(LONG, budget, Map.of())) {
      Session session = desk.session();
      session.call("pay", pay("a"));
      session.call("pay", pay("b"));
      assertThat(codes(session.undo(Instant.EPOCH)))
          .containsExactly("pay budget.exceeded", "pay budget.exceeded");
      desk.clock.advance(Duration.ofHours(1));
      assertThat(session.undo(Instant.EPOCH).complete()).isTrue();
    }
  }

  @Test
  void aSessionThatWentInCirclesCanBeUndone() {
    try (Desk desk = desk()) {
      Session session = desk.session();
      for (int i = 0; i < 2; i++) {
        session.call("pay", pay("a"));
        session.call("lock", Map.of("door", "7"));
      }
      assertThat(session.call("pay", pay("a")).code()).isEqualTo(ReasonCode.LOOP_CYCLE);
      assertThat(session.call("look", Map.of()).code()).isEqualTo(ReasonCode.LOOP_STOPPED);
      assertThat(session.undo(Instant.EPOCH).complete()).isTrue();
      assertThat(undone).hasSize(4);
    }
  }

  @Test
  void rememberedEffectsAreBounded() {
    try (Desk desk =
        new Desk(
            MANIFEST
                .replace("\"loops\": {\"maxSteps\": 30, \"cycles\": 2, \"onLoop\": \"stop\"},", "")
                .formatted(LONG, ""),
            Map.of(
                "pay", args -> Map.of("id", "P-" + args.string("to")), "pay.cancel", args -> "ok"),
            builder -> builder)) {
      Session session = desk.session();
      for (int i = 0; i < Effects.MOST + 3; i++) {
        session.call("pay", pay("n" + i));
      }
      UndoReport report = session.undo(Instant.EPOCH);
      assertThat(report.entries()).hasSize(Effects.MOST);
      assertThat(report.forgotten()).isEqualTo(3);
      assertThat(report.complete()).isFalse();
      assertThat(report)
          .hasToString("UndoReport[1000 undone, 0 pending, 0 not undone, 3 forgotten, 0 running]");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"pay.cancl\"| did you mean \"pay.cancel\"",
        "{\"tool\": \"pay.cancl\"}| did you mean \"pay.cancel\"",
        "\"pay\"| a tool does not undo itself",
        "\"look\"| \"look\" only reads",
        "\"wipe\"| \"wipe\" is irreversible, so an undo could do more harm",
        "\"pay.cancel\"| \"pay.cancel\" needs the argument \"payment\"",
        "{\"tool\": \"pay.cancel\", \"arguments\": {\"amount\": \"/args/amount\"}}| needs the"
            + " argument \"payment\"",
        "{\"tool\": \"pay.cancel\", \"arguments\": {\"payment\": \"/args/too\"}}| did you mean"
            + " \"to\"",
        "{\"tool\": \"pay.cancel\", \"arguments\": {\"payment\": \"/output/id\", \"amout\":"
            + " \"/args/amount\"}}| did you mean \"amount\"",
        "{\"tool\": \"pay.cancel\", \"arguments\": {\"payment\": \"output.id\"}}| must begin with"
            + " /args or /output",
        "{\"tool\": \"pay.cancel\", \"arguments\": {\"payment\": \"/result/id\"}}| must begin with"
            + " /args or /output",
        "{\"tool\": \"pay.cancel\", \"arguments\": {\"payment\": \"/output/~2\"}}| ~ is written ~0",
        "{\"tool\": \"pay.cancel\", \"arguments\": {\"payment\": 7}}| must be a string",
        "{\"tool\": \"pay.cancel\", \"arguments\": []}| must be an object",
        "{\"arguments\": {}}| needs \"tool\"",
        "{\"tool\": \"lock\", \"within\": \"later\"}| undo.within",
        "{\"tool\": \"lock\", \"whithin\": \"PT1H\"}| did you mean \"within\"",
        "7| must be a string"
      })
  void refusesAnUndoThatCannotWork(String undo, String problem) {
    assertThatThrownBy(() -> desk(undo, "", Map.of()))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(problem.strip());
  }

  @Test
  void refusesAnUndoOfWhatOnlyReads() {
    assertThatThrownBy(
            () ->
                new Desk(
                    MANIFEST
                        .formatted(LONG, "")
                        .replace(
                            "\"name\": \"look\",", "\"name\": \"look\", \"undo\": \"unlock\","),
                    Map.of(),
                    UnaryOperator.identity()))
        .hasMessageContaining("a tool that only reads has nothing to undo");
  }
}
