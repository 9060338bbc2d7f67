package org.agentgovernance.otel;

import static io.opentelemetry.sdk.testing.assertj.OpenTelemetryAssertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.agentgovernance.Governor;
import org.agentgovernance.PendingCall;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.manifest.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GovernanceTelemetryTest {
  @RegisterExtension static final OpenTelemetryExtension OTEL = OpenTelemetryExtension.create();

  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "m", "version": "1"}, "agent": {"id": "agent-1"},
       "catalog": {"unsigned": true},
       "tools": [
         {"name": "read", "version": "1", "effect": "read", "inputSchema": true},
         {"name": "shaky", "version": "1", "effect": "read", "inputSchema": true,
          "idempotent": true, "retry": {"attempts": 2, "backoff": "PT0.001S"}},
         {"name": "pay", "version": "1", "effect": "irreversible", "inputSchema": true}],
       "tasks": [{"id": "t", "tools": ["*"]}],
       "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}]}
      """;

  private final AtomicReference<Span> inTool = new AtomicReference<>();
  private final InMemoryAuditTrail trail = AuditLog.inMemory();
  private Governor governor;
  private Session session;

  @BeforeEach
  void open() {
    Manifest manifest = Manifest.parse(MANIFEST, "m.json");
    governor =
        Governor.of(manifest)
            .audit(trail)
            .observer(GovernanceTelemetry.create(OTEL.getOpenTelemetry(), manifest.tools()))
            .tool(
                "read",
                args -> {
                  inTool.set(Span.current());
                  if (args.asMap().containsKey("fail")) {
                    throw new IllegalStateException("secret");
                  }
                  return "ok";
                })
            .tool("pay", args -> "paid")
            .tool(
                "shaky",
                args -> {
                  throw new IllegalStateException("down");
                })
            .open();
    session =
        governor
            .session(PrincipalVerifier.attestedByHost("test"), Subject.of("u"))
            .id("s-1")
            .task("t")
            .open();
  }

  @AfterEach
  void close() {
    governor.close();
  }

  private static SpanData only() {
    List<SpanData> spans = OTEL.getSpans();
    assertThat(spans).hasSize(1);
    return spans.get(0);
  }

  @Test
  void recordsASpanForACallThatRan() {
    session.call("read", Map.of("account", "A-17"));
    assertThat(only())
        .hasName("execute_tool read")
        .hasAttribute(Names.OPERATION_NAME, "execute_tool")
        .hasAttribute(Names.TOOL_NAME, "read")
        .hasAttribute(Names.CONVERSATION, "s-1")
        .hasAttribute(Names.AGENT, "agent-1")
        .hasAttribute(Names.VERDICT, "permit")
        .hasAttribute(Names.CODE, "permitted")
        .hasAttribute(Names.RULE, "all")
        .hasAttribute(Names.EXECUTED, true);
    assertThat(only().toString()).doesNotContain("A-17");
  }

  @Test
  void theSpanIsCurrentWhileTheToolRunsOnItsOwnThread() {
    session.call("read", Map.of());
    assertThat(inTool.get().getSpanContext().getSpanId()).isEqualTo(only().getSpanId());
  }

  @Test
  @SuppressWarnings("try") // the scope is only closed
  void theSpanBelongsToTheCallersTrace() {
    Span parent = OTEL.getOpenTelemetry().getTracer("test").spanBuilder("agent").startSpan();
    try (var scope = parent.makeCurrent()) {
      session.call("read", Map.of());
    } finally {
      parent.end();
    }
    assertThat(OTEL.getSpans())
        .anySatisfy(span -> assertThat(span).hasParentSpanId(parent.getSpanContext().getSpanId()));
  }

  @Test
  void recordsASpanForADeniedCallWithoutTheNameThatTheModelMadeUp() {
    session.call("rm -rf secret", Map.of());
    assertThat(only())
        .hasName("execute_tool unlisted")
        .hasAttribute(Names.VERDICT, "deny")
        .hasAttribute(Names.CODE, "allowlist.unknown_tool")
        .hasAttribute(Names.EXECUTED, false);
    assertThat(only().toString()).doesNotContain("rm -rf");
  }

  @Test
  void marksAFailedToolWithoutItsMessage() {
    session.call("read", Map.of("fail", true));
    assertThat(only().getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(only()).hasAttribute(Names.ERROR_TYPE, "java.lang.IllegalStateException");
    assertThat(only().toString()).doesNotContain("secret");
  }

  @Test
  void anApprovedCallHasOneSpanUpToTheQuestionAndOneFromTheAnswer() {
    PendingCall pending = session.call("pay", Map.of()).pending().orElseThrow();
    governor.approvals().approve(pending.request().id(), Subject.of("boss"), "ok");
    pending.completion().toCompletableFuture().join();
    assertThat(OTEL.getSpans())
        .extracting(span -> span.getAttributes().get(Names.EXECUTED))
        .containsExactly(false, true);
  }

  @Test
  void theSpanFromTheAnswerOnLinksToTheQuestionInTheSameTrace() {
    PendingCall pending = session.call("pay", Map.of()).pending().orElseThrow();
    governor.approvals().approve(pending.request().id(), Subject.of("boss"), "ok");
    pending.completion().toCompletableFuture().join();
    SpanData question = OTEL.getSpans().get(0);
    SpanData answer = OTEL.getSpans().get(1);
    assertThat(answer.getTraceId()).isEqualTo(question.getTraceId());
    assertThat(answer.getLinks())
        .singleElement()
        .satisfies(
            link -> assertThat(link.getSpanContext().getSpanId()).isEqualTo(question.getSpanId()));
    assertThat(OTEL.getMetrics())
        .anySatisfy(metric -> assertThat(metric).hasName(Names.APPROVAL_DURATION).hasUnit("s"));
  }

  @Test
  void eachTryHasASpanOfItsOwnThatLinksToTheOneBefore() {
    assertThat(session.callAsync("shaky", Map.of()).toCompletableFuture().join().code())
        .isEqualTo(ReasonCode.TOOL_FAILED);
    SpanData first = OTEL.getSpans().get(0);
    SpanData second = OTEL.getSpans().get(1);
    assertThat(second.getTraceId()).isEqualTo(first.getTraceId());
    assertThat(second.getLinks())
        .singleElement()
        .satisfies(
            link -> assertThat(link.getSpanContext().getSpanId()).isEqualTo(first.getSpanId()));
    assertThat(OTEL.getMetrics())
        .as("nobody was asked")
        .noneSatisfy(metric -> assertThat(metric).hasName(Names.APPROVAL_DURATION));
  }

  @Test
  void eachControlThatWasAskedHasAnEventWithItsTime() {
    session.call("read", Map.of());
    SpanData span = only();
    assertThat(span.getEvents())
        .extracting(event -> event.getAttributes().get(Names.INTERCEPTOR))
        .contains("identity", "allowlist", "permission");
    assertThat(span.getEvents())
        .allSatisfy(
            event -> {
              assertThat(event.getName()).isEqualTo(Names.CONTROL_EVENT);
              assertThat(event.getAttributes().get(Names.VERDICT)).isEqualTo("permit");
              assertThat(event.getAttributes().get(Names.NANOS)).isPositive();
            });
  }

  @Test
  void controlsBehindADenialHaveNoEvent() {
    session.call("nonsense", Map.of());
    assertThat(only().getEvents())
        .extracting(
            event -> event.getAttributes().get(Names.INTERCEPTOR),
            event -> event.getAttributes().get(Names.VERDICT))
        .containsExactly(
            tuple("identity", "permit"), tuple("control", "permit"), tuple("allowlist", "deny"));
  }

  @Test
  void recordsNameTheSpanOfTheCall() {
    session.call("read", Map.of());
    assertThat(trail.lines().stream().filter(line -> line.contains("\"call\":")))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("\"trace\":\"" + only().getTraceId() + "\"")
                    .contains("\"span\":\"" + only().getSpanId() + "\""));
  }

  @Test
  @SuppressWarnings("try") // the scope is only closed
  void theCallersTraceReachesAnAsynchronousTool() throws Exception {
    Span parent = OTEL.getOpenTelemetry().getTracer("test").spanBuilder("agent").startSpan();
    try (var scope = parent.makeCurrent()) {
      session
          .callAsync("read", Map.of())
          .toCompletableFuture()
          .get(20, java.util.concurrent.TimeUnit.SECONDS);
    } finally {
      parent.end();
    }
    assertThat(inTool.get().getSpanContext().getTraceId())
        .isEqualTo(parent.getSpanContext().getTraceId());
  }

  @Test
  void argumentsAreShownOnRequestOnly() {
    try (Desk desk = new Desk(OTEL.getOpenTelemetry(), GovernanceTelemetry::withArguments)) {
      desk.session.call("read", Map.of("account", "A-17"));
    }
    assertThat(only()).hasAttribute(Names.TOOL_ARGUMENTS, "{\"account\":\"A-17\"}");
  }

  @Test
  void countsDecisionsAndTimesTools() {
    session.call("read", Map.of());
    session.call("nonsense", Map.of());
    assertThat(OTEL.getMetrics())
        .anySatisfy(
            metric ->
                assertThat(metric)
                    .hasName(Names.DECISIONS)
                    .hasLongSumSatisfying(
                        sum ->
                            sum.hasPointsSatisfying(
                                point -> point.hasValue(1), point -> point.hasValue(1))))
        .anySatisfy(metric -> assertThat(metric).hasName(Names.DURATION).hasUnit("s"));
  }
}
