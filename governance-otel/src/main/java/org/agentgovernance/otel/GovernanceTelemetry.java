package org.agentgovernance.otel;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.HashSet;
import java.util.Set;
import org.agentgovernance.CallObserver;
import org.agentgovernance.CallResult;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.interceptor.Wrapper;
import org.jspecify.annotations.Nullable;

/**
 * A span for each call, denied ones included, in the conventions for generative AI: {@code
 * execute_tool NAME}, with verdict, reason code, control and rule. The span is current while the
 * tool runs, on whichever thread that is. A call that waits for an approval has a span up to the
 * question and another one from the answer on. Arguments, outputs and messages are never recorded.
 *
 * <pre>{@code
 * Governor.of(manifest).observer(GovernanceTelemetry.create(openTelemetry, manifest.tools()))
 * }</pre>
 *
 * <p>Metrics: {@code gen_ai.execute_tool.duration} in seconds for calls that ran, and {@code
 * agentgovernance.decisions} by tool, verdict and code. Safe for use by many threads.
 */
public final class GovernanceTelemetry implements CallObserver {
  private final Tracer tracer;
  private final DoubleHistogram duration;
  private final LongCounter decisions;
  private final Set<String> tools;

  private GovernanceTelemetry(OpenTelemetry telemetry, Set<String> tools) {
    this.tracer = telemetry.getTracer(Names.SCOPE);
    Meter meter = telemetry.getMeter(Names.SCOPE);
    this.duration =
        meter
            .histogramBuilder(Names.DURATION)
            .setUnit("s")
            .setDescription("How long permitted tools ran.")
            .build();
    this.decisions =
        meter
            .counterBuilder(Names.DECISIONS)
            .setUnit("{decision}")
            .setDescription("Decisions by tool, verdict and reason code.")
            .build();
    this.tools = tools;
  }

  /**
   * Makes an observer.
   *
   * @param telemetry where spans and metrics go
   * @param tools the names that may appear in spans and metrics; any other name is one that a model
   *     made up and is shown as {@code unlisted}
   * @return the observer, for {@link org.agentgovernance.GovernorBuilder#observer}
   */
  public static GovernanceTelemetry create(OpenTelemetry telemetry, Iterable<String> tools) {
    Set<String> names = new HashSet<>();
    tools.forEach(names::add);
    return new GovernanceTelemetry(telemetry, Set.copyOf(names));
  }

  @Override
  public Observation started(ToolCall call, CallContext context) {
    String tool = tools.contains(call.tool()) ? call.tool() : Names.UNLISTED;
    Span span =
        tracer
            .spanBuilder(Names.OPERATION + " " + tool)
            .setAttribute(Names.OPERATION_NAME, Names.OPERATION)
            .setAttribute(Names.TOOL_NAME, tool)
            .setAttribute(Names.CONVERSATION, context.session())
            .setAttribute(Names.AGENT, context.principal().agent())
            .startSpan();
    if (call.id() != null) {
      span.setAttribute(Names.TOOL_CALL_ID, call.id());
    }
    if (context.task() != null) {
      span.setAttribute(Names.TASK, context.task());
    }
    return new CallSpan(span, Context.current().with(span), tool);
  }

  private final class CallSpan implements Observation {
    private final Span span;
    private final Context context;
    private final String tool;

    CallSpan(Span span, Context context, String tool) {
      this.span = span;
      this.context = context;
      this.tool = tool;
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
      span.end();
      decisions.add(
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
        duration.record(
            result.outcome().nanos() / 1e9,
            Attributes.of(Names.OPERATION_NAME, Names.OPERATION, Names.TOOL_NAME, tool),
            context);
      }
    }
  }
}
