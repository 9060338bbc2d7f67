package org.agentgovernance.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.CallObserver;
import org.agentgovernance.CallResult;
import org.agentgovernance.audit.TraceSpan;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.interceptor.ControlTrace;
import org.agentgovernance.interceptor.Wrapper;
import org.jspecify.annotations.Nullable;

/** The span of one call, or of the part of it before or after a question to a person. */
final class CallSpan implements CallObserver.Observation {
  final Span span;
  final Context parent;
  private final Context context;
  private final String tool;
  private final Instruments instruments;
  private volatile @Nullable ControlTrace controls;
  private volatile long askedAt;

  CallSpan(Span span, Context parent, String tool, Instruments instruments) {
    this.span = span;
    this.parent = parent;
    this.context = parent.with(span);
    this.tool = tool;
    this.instruments = instruments;
  }

  @Override
  public @Nullable TraceSpan span() {
    SpanContext known = span.getSpanContext();
    return known.isValid() ? new TraceSpan(known.getTraceId(), known.getSpanId()) : null;
  }

  @Override
  public void decided(ControlTrace said) {
    controls = said;
  }

  @Override
  @SuppressWarnings("try") // the scope is only closed
  public @Nullable Object around(Wrapper.Next next) throws Exception {
    try (Scope scope = context.makeCurrent()) {
      return next.run();
    }
  }

  @Override
  public void ended(CallResult result) {
    controls();
    Decision decision = result.decision();
    span.setAttribute(Names.CALL, result.callId())
        .setAttribute(Names.VERDICT, result.verdict().word())
        .setAttribute(Names.CODE, result.code().value())
        .setAttribute(Names.INTERCEPTOR, decision.interceptor())
        .setAttribute(Names.EXECUTED, result.executed());
    result.rule().ifPresent(rule -> span.setAttribute(Names.RULE, rule.id()));
    if (result.executed() && !result.succeeded()) {
      String type =
          result.error().map(error -> error.getClass().getName()).orElse(result.code().value());
      span.setAttribute(Names.ERROR_TYPE, type).setStatus(StatusCode.ERROR);
    }
    if (result.pending().isPresent()) {
      askedAt = System.nanoTime();
    }
    span.end();
    instruments.decisions.add(
        1,
        Attributes.of(
            Names.TOOL_NAME,
            tool,
            Names.VERDICT,
            result.verdict().word(),
            Names.CODE,
            result.code().value()),
        context);
    if (result.executed()) {
      instruments.duration.record(
          result.outcome().nanos() / 1e9,
          Attributes.of(Names.OPERATION_NAME, Names.OPERATION, Names.TOOL_NAME, tool),
          context);
    }
  }

  /** The person has decided, or has not in time. */
  void answered() {
    long since = askedAt;
    if (since != 0) {
      instruments.approvals.record(
          (System.nanoTime() - since) / 1e9, Attributes.of(Names.TOOL_NAME, tool), context);
    }
  }

  /** One event for each control, at the time when it had decided. */
  private void controls() {
    ControlTrace said = controls;
    if (said == null) {
      return;
    }
    // Wall clock and nanoTime are read together once, so that the events have the span's time.
    long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    long offset = now - System.nanoTime();
    for (ControlTrace.Step step : said.steps()) {
      Decision decision = step.decision();
      if (decision == null) {
        continue;
      }
      String verdict = decision.verdict().word();
      Attributes attributes =
          Attributes.of(
              Names.INTERCEPTOR,
              step.interceptor(),
              Names.VERDICT,
              verdict,
              Names.CODE,
              decision.code().value(),
              Names.NANOS,
              step.nanos());
      if (said.timed()) {
        span.addEvent(
            Names.CONTROL_EVENT,
            attributes,
            step.begin() + step.nanos() + offset,
            TimeUnit.NANOSECONDS);
        instruments.controls.record(
            step.nanos() / 1e9,
            Attributes.of(Names.INTERCEPTOR, step.interceptor(), Names.VERDICT, verdict),
            context);
      } else {
        span.addEvent(Names.CONTROL_EVENT, attributes);
      }
    }
  }
}
