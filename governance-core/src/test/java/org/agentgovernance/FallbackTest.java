package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.approval.ApprovalRequest;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.identity.Anonymous;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.agentgovernance.manifest.ManifestException;
import org.agentgovernance.rollout.Target;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands in for an answer that a tool did not give. */
class FallbackTest {
  private static final Map<String, Object> A = Map.of("account", "A-1");

  private static final String TOOLS =
      """
      "tools": [
        {"name": "crm.read", "version": "1", "effect": "read", "inputSchema": true,
         "outputs": {"integrity": "untrusted", "confidentiality": "user",
           "redact": ["key-[0-9]+"]},
         "breaker": {"failureRate": 1.0, "window": 2, "open": "PT30S"},
         "fallback": %s},
        {"name": "crm.mirror", "version": "1", "effect": "read", "inputSchema": true,
         "outputs": {"integrity": "untrusted", "confidentiality": "private"}%s},
        {"name": "crm.archive", "version": "1", "effect": "read", "inputSchema": true},
        {"name": "crm.write", "version": "1", "effect": "write", "inputSchema": true},
        {"name": "mail", "version": "1", "effect": "write", "inputSchema": true,
         "accepts": {"untrusted": true, "maxConfidentiality": "public"}}],
      "approvals": [{"id": "default"}],
      "permissions": [%s]
      """;
  private static final String ALL =
      "{\"id\": \"all\", \"tools\": [\"*\"], \"verdict\": \"permit\"}";

  /** Null while the tool fails. */
  private volatile Object crm = "balance 5, key-123";

  private Desk desk(String fallback) {
    return desk(fallback, "", ALL);
  }

  private Desk desk(String fallback, String mirror, String rules) {
    return new Desk(
        TOOLS.formatted(fallback, mirror, rules),
        Map.of(
            "crm.read",
            args -> {
              if (crm == null) {
                throw new IllegalStateException("secret of the database");
              }
              return crm;
            },
            "crm.mirror",
            args -> Map.of("mirrored", args.get("account")),
            "crm.archive",
            args -> "archived",
            "mail",
            args -> "sent"),
        builder -> builder);
  }

  @ParameterizedTest
  @EnumSource
  void theLastGoodAnswerStandsInWithItsAge(Scene.Mode mode) throws Exception {
    try (Desk desk = desk("{\"lastGood\": {\"maxAge\": \"PT10M\"}}")) {
      Session session = desk.session();
      Desk.call(mode, session, "crm.read", A);
      crm = null;
      desk.clock.advance(Duration.ofMinutes(4));
      CallResult result = Desk.call(mode, session, "crm.read", A);
      assertThat(result.succeeded()).isFalse();
      assertThat(result.code()).isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(result.fallback()).contains("balance 5, [redacted]");
      StandIn standIn = result.standIn().orElseThrow();
      assertThat(standIn.source()).isEqualTo(StandIn.Source.LAST_GOOD);
      assertThat(standIn.age()).isEqualTo(Duration.ofMinutes(4));
      assertThat(result.forModel())
          .isEqualTo(
              "The tool gave no answer that can be used. This is its last answer to the same call,"
                  + " 4 minutes old: balance 5, [redacted]");
      assertThat(result.forOperator())
          .endsWith("; its last good answer stands in, 4 minutes old")
          .doesNotContain("balance");
      Map<String, Object> record = desk.records("event").get(0);
      assertThat(record).containsEntry("call", result.callId());
      assertThat(record.get("event"))
          .isEqualTo(
              Map.of(
                  "event", "fallback.used",
                  "of", "crm.read",
                  "with", "last_good",
                  "code", "tool.failed",
                  "age", "PT4M"));
      GovernanceEvent event = desk.events.poll(10, TimeUnit.SECONDS);
      assertThat(event).isNotNull();
      assertThat(event.kind()).isEqualTo("fallback.used");
      assertThat(event.details()).containsEntry("with", "last_good");
    }
  }

  @Test
  void theLastGoodAnswerIsOfTheSameCallOfTheSameUserAndNotTooOld() {
    try (Desk desk = desk("{\"lastGood\": {\"maxAge\": \"PT10M\"}}")) {
      Session session = desk.session();
      session.call("crm.read", A);
      crm = null;
      assertThat(session.call("crm.read", Map.of("account", "A-2")).fallback()).isEmpty();
      desk.clock.advance(Duration.ofMinutes(1));
      Session bob = desk.governor.session(Users.of("bob")).open();
      CallResult ofBob = bob.call("crm.read", A);
      assertThat(ofBob.executed() || ofBob.code().equals(ReasonCode.BREAKER_OPEN)).isTrue();
      assertThat(ofBob.fallback()).isEmpty();
      Subject namesake = new Subject("ann", "elsewhere", java.util.Set.of(), Map.of());
      Session other = desk.governor.session(Users.of(namesake)).open();
      assertThat(other.call("crm.read", A).fallback()).isEmpty();
      assertThat(desk.session().call("crm.read", A).fallback()).isPresent();
      desk.clock.advance(Duration.ofMinutes(10));
      assertThat(session.call("crm.read", A).fallback()).isEmpty();
    }
  }

  @Test
  void nobodyInParticularIsSomebodyElseInEachSession() {
    try (Desk desk = desk("{\"lastGood\": {\"maxAge\": \"PT10M\"}}")) {
      Session first = desk.governor.session(Anonymous.USER).open();
      Session second = desk.governor.session(Anonymous.USER).open();
      first.call("crm.read", A);
      crm = null;
      assertThat(second.call("crm.read", A).fallback()).isEmpty();
      assertThat(first.call("crm.read", A).fallback()).isPresent();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aToolThatRestsIsStoodInForAndLabelsTheSession(Scene.Mode mode) {
    try (Desk desk = desk("{\"lastGood\": {\"maxAge\": \"PT10M\"}}")) {
      desk.session().call("crm.read", A);
      crm = null;
      Session failing = desk.session();
      failing.call("crm.read", A);
      failing.call("crm.read", A);
      Session session = desk.session();
      assertThat(session.call("mail", A).executed()).isTrue();
      CallResult result = Desk.call(mode, session, "crm.read", A);
      assertThat(result.code()).isEqualTo(ReasonCode.BREAKER_OPEN);
      assertThat(result.executed()).isFalse();
      assertThat(result.fallback()).contains("balance 5, [redacted]");
      assertThat(session.call("mail", A).code()).isEqualTo(ReasonCode.FLOW_CONFIDENTIAL);
    }
  }

  @Test
  void aRestingToolIsNotStoodInForWhereAPersonOrARuleWouldRefuse() {
    String asks =
        "{\"id\": \"r\", \"tools\": [\"crm.*\"], \"when\": \"args.account != 'A-9'\","
            + " \"verdict\": \"permit\"}, {\"id\": \"ask\", \"tools\": [\"crm.*\"], \"when\":"
            + " \"args.account == 'A-9'\", \"verdict\": \"approve\"}";
    try (Desk desk = desk("{\"value\": \"closed\"}", "", asks)) {
      crm = null;
      Session session = desk.session();
      assertThat(session.call("crm.read", A).fallback()).contains("closed");
      session.call("crm.read", A);
      CallResult open = session.call("crm.read", A);
      assertThat(open.code()).isEqualTo(ReasonCode.BREAKER_OPEN);
      assertThat(open.fallback()).contains("closed");
      CallResult asked = session.call("crm.read", Map.of("account", "A-9"));
      assertThat(asked.code()).isEqualTo(ReasonCode.BREAKER_OPEN);
      assertThat(asked.fallback()).isEmpty();
      assertThat(session.call("mail", A).fallback()).isEmpty();
    }
  }

  @Test
  void nothingStandsInForACallThatAControlRefused() {
    try (Desk desk = desk("{\"value\": \"closed\", \"tool\": \"crm.mirror\"}")) {
      desk.governor.control().halt(Target.tool("crm.read"), "broken", Subject.of("ops"));
      CallResult result = desk.session().call("crm.read", A);
      assertThat(result.code()).isEqualTo(ReasonCode.CONTROL_HALTED);
      assertThat(result.standIn()).isEmpty();
      assertThat(desk.ran).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherToolStandsInAsACallOfItsOwn(Scene.Mode mode) {
    try (Desk desk = desk("{\"tool\": \"crm.mirror\", \"value\": \"closed\"}")) {
      crm = null;
      Session session = desk.session();
      CallResult result = Desk.call(mode, session, "crm.read", A);
      assertThat(result.code()).isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(result.fallback()).contains(Map.of("mirrored", "A-1"));
      assertThat(result.forModel())
          .isEqualTo(
              "The tool gave no answer that can be used. Another tool answered in its place:"
                  + " {\"mirrored\":\"A-1\"}");
      CallResult instead = result.standIn().orElseThrow().instead();
      assertThat(instead).isNotNull();
      assertThat(instead.succeeded()).isTrue();
      assertThat(desk.ran).hasSize(2);
      Map<String, Object> intent = desk.records("intent").get(1);
      assertThat(intent)
          .containsEntry("tool", "crm.mirror")
          .containsEntry("call", instead.callId())
          .containsEntry("follows", Map.of("as", "fallback", "call", result.callId()));
      assertThat(desk.records("event").get(0).get("event").toString())
          .contains("instead=" + instead.callId());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStandInThatIsDeniedIsSaidAndTheNextOneUsed(Scene.Mode mode) {
    String rules = ALL + ", {\"id\": \"no\", \"tools\": [\"crm.mirror\"], \"verdict\": \"forbid\"}";
    try (Desk desk = desk("{\"tool\": \"crm.mirror\", \"value\": \"closed\"}", "", rules)) {
      crm = null;
      CallResult result = Desk.call(mode, desk.session(), "crm.read", A);
      assertThat(result.fallback()).contains("closed");
      StandIn standIn = result.standIn().orElseThrow();
      assertThat(standIn.source()).isEqualTo(StandIn.Source.VALUE);
      assertThat(standIn.instead().code()).isEqualTo(ReasonCode.PERMISSION_FORBIDDEN);
      assertThat(result.forOperator())
          .contains("in its place: permission.forbidden")
          .endsWith("the declared value stands in");
    }
    crm = null;
    try (Desk desk = desk("{\"tool\": \"crm.mirror\"}", "", rules)) {
      CallResult result = Desk.call(mode, desk.session(), "crm.read", A);
      assertThat(result.fallback()).isEmpty();
      assertThat(result.standIn().orElseThrow().instead().code())
          .isEqualTo(ReasonCode.PERMISSION_FORBIDDEN);
      assertThat(result.forModel()).isEqualTo("Error: the tool failed and returned no result.");
    }
  }

  @Test
  void aStandInThatNeedsAPersonWaitsForThem() throws Exception {
    String rules =
        "{\"id\": \"r\", \"tools\": [\"crm.read\"], \"verdict\": \"permit\"},"
            + " {\"id\": \"ask\", \"tools\": [\"crm.mirror\"], \"verdict\": \"approve\"}";
    try (Desk desk = desk("{\"tool\": \"crm.mirror\", \"value\": \"closed\"}", "", rules)) {
      crm = null;
      CallResult result = desk.session().call("crm.read", A);
      assertThat(result.fallback()).isEmpty();
      PendingCall pending = result.pending().orElseThrow();
      assertThat(result.forModel())
          .startsWith(
              "The tool gave no answer that can be used. Another tool was called in its place. Not"
                  + " executed yet: ");
      ApprovalRequest request = pending.request();
      desk.governor.approvals().approve(request.id(), Subject.of("boss"), "fine");
      CallResult after = pending.completion().toCompletableFuture().get(20, TimeUnit.SECONDS);
      assertThat(after.fallback()).contains(Map.of("mirrored", "A-1"));
      assertThat(after.pending()).isEmpty();
      CallResult rejected = desk.session().call("crm.read", A);
      desk.governor
          .approvals()
          .reject(rejected.pending().orElseThrow().request().id(), Subject.of("boss"), "no");
      CallResult closed =
          rejected
              .pending()
              .orElseThrow()
              .completion()
              .toCompletableFuture()
              .get(20, TimeUnit.SECONDS);
      assertThat(closed.fallback()).contains("closed");
    }
  }

  @Test
  void aChainIsAsLongAsDeclared() {
    try (Desk desk =
        new Desk(
            TOOLS.formatted(
                "{\"tool\": \"crm.mirror\"}", ", \"fallback\": {\"tool\": \"crm.archive\"}", ALL),
            Map.of(
                "crm.read", args -> fail(), "crm.mirror", args -> fail(), "crm.archive", args -> 7),
            builder -> builder)) {
      CallResult result = desk.session().call("crm.read", A);
      assertThat(result.fallback()).contains(7);
      assertThat(desk.ran).hasSize(3);
      StandIn first = result.standIn().orElseThrow();
      assertThat(first.instead().standIn().orElseThrow().instead().succeeded()).isTrue();
    }
  }

  private static Object fail() {
    throw new IllegalStateException("down");
  }

  @Test
  void noOtherToolIsCalledForWhoeverHasGone() {
    Thread caller = Thread.currentThread();
    try (Desk desk =
        new Desk(
            TOOLS.formatted("{\"tool\": \"crm.mirror\", \"value\": \"closed\"}", "", ALL),
            Map.of(
                "crm.read",
                args -> {
                  caller.interrupt();
                  Thread.currentThread().join(10_000);
                  return "late";
                },
                "crm.mirror",
                args -> "mirrored"),
            builder -> builder)) {
      CallResult result = desk.session().call("crm.read", A);
      assertThat(Thread.interrupted()).isTrue();
      assertThat(result.code()).isEqualTo(ReasonCode.TOOL_CANCELLED);
      assertThat(result.fallback()).contains("closed");
      assertThat(desk.ran).hasSize(1);
    }
  }

  @Test
  void whatCannotBeRecordedDoesNotStandIn() {
    FaultyTrail trail = new FaultyTrail();
    try (Desk desk =
        new Desk(
            TOOLS.formatted("{\"value\": \"closed\"}", "", ALL),
            Map.of(
                "crm.read",
                args -> {
                  trail.fault = FaultyTrail.Fault.THROWS;
                  return fail();
                }),
            builder -> builder.audit(trail))) {
      CallResult result = desk.session().call("crm.read", A);
      assertThat(result.executed()).isTrue();
      assertThat(result.fallback()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}| needs \"value\", \"lastGood\" or \"tool\"",
        "{\"value\": null}| null stands in for nothing",
        "{\"lastGood\": {}}| needs \"maxAge\"",
        "{\"lastGood\": \"PT5M\"}| must be an object",
        "{\"lastGood\": {\"maxAge\": \"-PT5M\"}}| fallback.lastGood.maxAge",
        "{\"lastGood\": {\"maxAge\": \"PT5M\", \"most\": 3}}| unknown key \"most\"",
        "{\"tool\": \"crm.miror\"}| did you mean \"crm.mirror\"",
        "{\"tool\": \"crm.write\"}| a read must not turn into it",
        "{\"tool\": \"crm.read\"}| a tool does not stand in for itself",
        "{\"tool\": 3}| must be a string"
      })
  void refusesWhatCannotStandIn(String fallback, String problem) {
    assertThatThrownBy(() -> desk(fallback))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(problem.strip());
  }

  @Test
  void refusesToolsThatStandInForEachOther() {
    assertThatThrownBy(
            () ->
                desk("{\"tool\": \"crm.mirror\"}", ", \"fallback\": {\"tool\": \"crm.read\"}", ALL))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("goes in a circle: crm.read -> crm.mirror -> crm.read");
    assertThatThrownBy(
            () ->
                new Desk(
                    TOOLS
                        .formatted("{\"value\": 1}", "", ALL)
                        .replace(
                            "\"name\": \"mail\", ",
                            "\"name\": \"mail\", \"fallback\": {\"value\": 1}, "),
                    Map.of(),
                    builder -> builder))
        .hasMessageContaining("only a tool that reads has one");
  }
}
