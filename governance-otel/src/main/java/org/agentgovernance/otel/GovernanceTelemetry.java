package org.agentgovernance.otel;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.HashSet;
import java.util.Set;
import org.agentgovernance.CallObserver;
import org.agentgovernance.Governor;
import org.agentgovernance.audit.AuditSink;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A span for each call, denied ones included, in the conventions for generative AI: {@code
 * execute_tool NAME}, with verdict, reason code, control and rule, and an event for each control
 * with its time. The span is current while the tool runs, on whichever thread that is, and its ids
 * stand in the call's records. A call that waits for an approval has a span up to the question and
 * another one from the answer on, which links to the first. Outputs and messages are never
 * recorded, arguments only on request.
 *
 * <pre>{@code
 * GovernanceTelemetry telemetry = GovernanceTelemetry.create(openTelemetry, manifest.tools());
 * Governor governor =
 *     Governor.of(manifest)
 *         .observer(telemetry)
 *         .events(telemetry.events())
 *         .auditSink("otlp", telemetry.logs(), SinkPolicy.bestEffort())
 *         .open();
 * AutoCloseable gauges = telemetry.watch(governor);
 * }</pre>
 *
 * <p>The metrics are listed in docs/telemetry.md. Safe for use by many threads.
 */
public final class GovernanceTelemetry implements CallObserver {
  private final OpenTelemetry telemetry;
  private final Tracer tracer;
  private final Instruments instruments;
  private final Set<String> tools;
  private final boolean arguments;

  private GovernanceTelemetry(
      OpenTelemetry telemetry, Instruments instruments, Set<String> tools, boolean arguments) {
    this.telemetry = telemetry;
    this.tracer = telemetry.getTracer(Names.SCOPE);
    this.instruments = instruments;
    this.tools = tools;
    this.arguments = arguments;
  }

  /**
   * Makes an observer.
   *
   * @param telemetry where spans, metrics and logs go
   * @param tools the names that may appear in spans and metrics; any other name is one that a model
   *     made up and is shown as {@code unlisted}
   * @return the observer, for {@link org.agentgovernance.GovernorBuilder#observer}
   */
  public static GovernanceTelemetry create(OpenTelemetry telemetry, Iterable<String> tools) {
    Set<String> names = new HashSet<>();
    tools.forEach(names::add);
    Instruments instruments = new Instruments(telemetry.getMeter(Names.SCOPE));
    return new GovernanceTelemetry(telemetry, instruments, Set.copyOf(names), false);
  }

  /**
   * Writes the arguments of calls into their spans, as {@code gen_ai.tool.call.arguments}. They may
   * hold personal data and secrets; whoever reads the traces reads them.
   *
   * @return an observer that does
   */
  public GovernanceTelemetry withArguments() {
    return new GovernanceTelemetry(telemetry, instruments, tools, true);
  }

  /**
   * Counts operational events.
   *
   * @return a listener for {@link org.agentgovernance.GovernorBuilder#events}
   */
  public EventSink events() {
    return new EventMetrics(instruments);
  }

  /**
   * Sends records as OpenTelemetry logs: kind, call, session, tool, verdict and code, within the
   * trace of the call, and nothing of its content. The SDK takes a log and sends it when it likes,
   * so a copy there is at best effort whatever the policy says.
   *
   * @return a sink for {@link org.agentgovernance.GovernorBuilder#auditSink}
   */
  public AuditSink logs() {
    return new RecordLogs(telemetry.getLogsBridge(), tools, false);
  }

  /**
   * The same with the whole record as the log's body, the arguments as the tool's mode has them.
   *
   * @return a sink for {@link org.agentgovernance.GovernorBuilder#auditSink}
   */
  public AuditSink logsOfWholeRecords() {
    return new RecordLogs(telemetry.getLogsBridge(), tools, true);
  }

  /**
   * Shows, whenever metrics are collected, what is left of budgets, how breakers stand, and how far
   * records are from where they belong. Budgets are asked of their store, for which the thread that
   * collects waits.
   *
   * @param governor whose budgets, breakers, log and sinks
   * @return ends it when closed
   */
  public AutoCloseable watch(Governor governor) {
    return new GovernorGauges(telemetry.getMeter(Names.SCOPE), governor);
  }

  /** Always true: each control has an event with its time. */
  @Override
  public boolean timesControls() {
    return true;
  }

  @Override
  public Observation started(ToolCall call, CallContext context) {
    return start(call, context, Context.current(), null);
  }

  /** In the trace of the part up to the question, and linked to it. */
  @Override
  public Observation resumed(ToolCall call, CallContext context, Observation earlier) {
    if (!(earlier instanceof CallSpan asked)) {
      return started(call, context);
    }
    asked.answered();
    return follow(call, context, asked);
  }

  @Override
  public Observation retried(ToolCall call, CallContext context, Observation earlier) {
    return earlier instanceof CallSpan before
        ? follow(call, context, before)
        : started(call, context);
  }

  /** In the trace of the span before, or below it where that was the first of its trace. */
  private CallSpan follow(ToolCall call, CallContext context, CallSpan before) {
    boolean traced = Span.fromContext(before.parent).getSpanContext().isValid();
    Context parent = traced ? before.parent : before.parent.with(before.span);
    return start(call, context, parent, before.span);
  }

  private CallSpan start(
      ToolCall call, CallContext context, Context parent, @Nullable Span question) {
    String tool = tools.contains(call.tool()) ? call.tool() : Names.UNLISTED;
    SpanBuilder builder =
        tracer
            .spanBuilder(Names.OPERATION + " " + tool)
            .setParent(parent)
            .setAttribute(Names.OPERATION_NAME, Names.OPERATION)
            .setAttribute(Names.TOOL_NAME, tool)
            .setAttribute(Names.CONVERSATION, context.session())
            .setAttribute(Names.AGENT, context.principal().agent());
    if (question != null) {
      builder.addLink(question.getSpanContext());
    }
    Span span = builder.startSpan();
    if (call.id() != null) {
      span.setAttribute(Names.TOOL_CALL_ID, call.id());
    }
    if (context.task() != null) {
      span.setAttribute(Names.TASK, context.task());
    }
    if (arguments && call.malformed() == null) {
      span.setAttribute(Names.TOOL_ARGUMENTS, Json.text(call.arguments().asMap()));
    }
    return new CallSpan(span, parent, tool, instruments);
  }
}
