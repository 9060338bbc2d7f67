package org.agentgovernance.otel;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.audit.SinkPolicy;
import org.agentgovernance.call.Subject;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.manifest.Manifest;

/** A governor with a tool that runs, one that needs a person, and telemetry on all of it. */
final class Desk implements AutoCloseable {
  static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "m", "version": "1"}, "agent": {"id": "agent-1"},
       "catalog": {"unsigned": true},
       "tools": [
         {"name": "read", "version": "1", "effect": "read", "inputSchema": true,
          "breaker": {"failureRate": 1.0, "window": 2, "open": "PT30S"}},
         {"name": "pay", "version": "1", "effect": "irreversible", "inputSchema": true}],
       "tasks": [{"id": "t", "tools": ["*"]}],
       "budgets": [
         {"id": "hourly", "per": ["agent"], "match": {"effect": ["read"]}, "unit": "calls",
          "limit": "50", "window": "PT1H"},
         {"id": "each", "per": ["user"], "match": {"effect": ["read"]}, "unit": "calls",
          "limit": "20", "window": "P1D"}],
       "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}]}
      """;

  /** Moved by the test. */
  static final class Time extends Clock {
    private Instant now = Instant.parse("2026-11-20T10:00:00Z");

    void pass(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  final Time time = new Time();
  final AtomicReference<Span> inTool = new AtomicReference<>();
  final InMemoryAuditTrail trail = AuditLog.inMemory();
  final GovernanceTelemetry telemetry;
  final Governor governor;
  final Session session;

  Desk(OpenTelemetry sdk) {
    this(sdk, telemetry -> telemetry);
  }

  Desk(OpenTelemetry sdk, UnaryOperator<GovernanceTelemetry> options) {
    Manifest manifest = Manifest.parse(MANIFEST, "m.json");
    telemetry = options.apply(GovernanceTelemetry.create(sdk, manifest.tools()));
    governor =
        Governor.of(manifest)
            .clock(time)
            .audit(trail)
            .auditSink("otlp", telemetry.logs(), SinkPolicy.bestEffort())
            .observer(telemetry)
            .events(telemetry.events())
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
            .open();
    session = session("u", "s-1");
  }

  Session session(String user, String id) {
    return governor
        .session(PrincipalVerifier.attestedByHost("test"), Subject.of(user))
        .id(id)
        .task("t")
        .open();
  }

  @Override
  public void close() {
    governor.close();
  }
}
