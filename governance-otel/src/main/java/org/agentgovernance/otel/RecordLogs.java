package org.agentgovernance.otel;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditSink;
import org.agentgovernance.audit.TraceSpan;
import org.agentgovernance.decision.Verdict;
import org.jspecify.annotations.Nullable;

/** Hands records to OpenTelemetry as logs, each within the trace of its call. */
final class RecordLogs implements AuditSink {
  private final Logger logger;
  private final Set<String> tools;
  private final boolean whole;

  RecordLogs(LoggerProvider provider, Set<String> tools, boolean whole) {
    this.logger = provider.get(Names.SCOPE);
    this.tools = tools;
    this.whole = whole;
  }

  @Override
  public void write(List<AuditRecord> batch) {
    batch.forEach(this::write);
  }

  private void write(AuditRecord record) {
    Verdict verdict = record.verdict();
    boolean denied = verdict == Verdict.DENY;
    LogRecordBuilder log =
        logger
            .logRecordBuilder()
            .setEventName(Names.RECORD_EVENT)
            .setTimestamp(record.at(), TimeUnit.MILLISECONDS)
            .setSeverity(denied ? Severity.WARN : Severity.INFO)
            .setContext(contextOf(record.span()))
            .setAttribute(Names.KIND, record.kind().word())
            .setBody(whole ? record.toJson() : record.kind().word());
    put(log, Names.CALL, record.callId());
    put(log, Names.CONVERSATION, record.session());
    put(log, Names.AGENT, record.agent());
    String tool = record.toolName();
    put(log, Names.TOOL_NAME, tool == null || tools.contains(tool) ? tool : Names.UNLISTED);
    put(log, Names.VERDICT, verdict == null ? null : verdict.word());
    put(log, Names.CODE, record.code());
    put(log, Names.INTERCEPTOR, record.interceptor());
    put(log, Names.RULE, record.rule());
    log.emit();
  }

  private static void put(LogRecordBuilder log, AttributeKey<String> key, @Nullable String value) {
    if (value != null) {
      log.setAttribute(key, value);
    }
  }

  private static Context contextOf(@Nullable TraceSpan span) {
    if (span == null) {
      return Context.root();
    }
    return Context.root()
        .with(
            Span.wrap(
                SpanContext.create(
                    span.traceId(),
                    span.spanId(),
                    TraceFlags.getSampled(),
                    TraceState.getDefault())));
  }
}
