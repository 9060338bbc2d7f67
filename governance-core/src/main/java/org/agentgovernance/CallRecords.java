package org.agentgovernance;

import java.util.concurrent.CompletionStage;
import org.agentgovernance.approval.ApprovalEvent;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditSection;
import org.agentgovernance.audit.TraceSpan;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.BookedFacts;
import org.agentgovernance.interceptor.ControlTrace;
import org.agentgovernance.manifest.ToolPolicy;
import org.agentgovernance.recovery.Compensation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what happens to one call into the audit trail, and says when that cannot be done. */
final class CallRecords {
  private static final Logger LOG = LoggerFactory.getLogger(CallRecords.class);

  private final Enforcement shared;
  private final Recorder recorder;
  private final String callId;
  private final ToolCall call;
  private final CallContext context;
  private final ToolPolicy policy;
  private final @Nullable EarlierTry earlier;
  private volatile @Nullable TraceSpan span;

  CallRecords(
      Enforcement shared,
      ToolCall call,
      CallContext context,
      ToolPolicy policy,
      @Nullable EarlierTry earlier) {
    this.shared = shared;
    this.recorder = shared.recorder;
    this.callId = shared.newCallId();
    this.call = call;
    this.context = context;
    this.policy = policy;
    this.earlier = earlier;
  }

  /** Where the records from now on stand in a distributed trace. */
  void within(@Nullable TraceSpan where) {
    span = where;
  }

  String callId() {
    return callId;
  }

  /** A call that does not run now; false when the record could not be written. */
  boolean decision(Decision decision, @Nullable ControlTrace controls) {
    if (controls != null) {
      policy.live().addFacts(call, context, controls);
    }
    return recorder.takes(ofCall(AuditKind.DECISION).decision(decision).controls(controls).build());
  }

  /** A call that is about to run; false when it must not, because that could not be written. */
  boolean intent(
      Decision decision,
      @Nullable ControlTrace controls,
      org.agentgovernance.audit.@Nullable ApprovalEvent answer) {
    AuditRecord record = intentRecord(decision, controls, answer);
    return policy.durableIntent() ? recorder.writes(record) : recorder.takes(record);
  }

  /** The same without waiting for the disk. */
  CompletionStage<Boolean> durableIntent(
      Decision decision,
      @Nullable ControlTrace controls,
      org.agentgovernance.audit.@Nullable ApprovalEvent answer) {
    return recorder.writes(intentRecord(decision, controls, answer), shared.threads::goOn);
  }

  private AuditRecord intentRecord(
      Decision decision,
      @Nullable ControlTrace controls,
      org.agentgovernance.audit.@Nullable ApprovalEvent answer) {
    return ofCall(AuditKind.INTENT).decision(decision).controls(controls).approval(answer).build();
  }

  /**
   * What came of a call that ran. The effect has happened; all that is left is to say it loudly.
   */
  void outcome(Outcome outcome, ReasonCode code, BookedFacts settled) {
    AuditRecord.Builder record = ofCall(AuditKind.OUTCOME).outcome(outcome, code).settled(settled);
    undo(outcome, record);
    if (!recorder.takes(record.build())) {
      LOG.error(
          "the outcome of call {} could not be recorded; its intent stays open in the log", callId);
    }
  }

  /** How what was done can be undone. */
  private void undo(Outcome outcome, AuditRecord.Builder record) {
    Compensation undo = policy.undo();
    Object output = outcome.output();
    if (undo != null && output != null) {
      Compensation.Made made = undo.arguments(call.arguments(), output);
      record.undo(
          undo.tool(),
          made.arguments(),
          shared.policy.tool(undo.tool()).audited().arguments(),
          context.nowMillis() + undo.within().toMillis());
    }
  }

  /** Something happened to an approval; it does not take effect unless it is recorded. */
  void approval(ApprovalEvent event) {
    // By the governor's clock: a person decides in their own time, not in that of a session.
    recorder.mustTake(
        ofCall(AuditKind.APPROVAL, shared.clock.millis())
            .approval(ApprovalRecords.recorded(event))
            .build());
  }

  private AuditRecord.Builder ofCall(AuditKind kind) {
    return ofCall(kind, context.nowMillis());
  }

  private AuditRecord.Builder ofCall(AuditKind kind, long at) {
    AuditRecord.Builder record =
        AuditRecord.builder(kind, at)
            .session(context)
            .call(callId, call, policy.audited())
            .span(span);
    return earlier == null ? record : record.section(AuditSection.RETRY, earlier.recorded());
  }

  Deny unavailable() {
    return new Deny(
        ReasonCode.AUDIT_UNAVAILABLE,
        "audit",
        "the record could not be written, so nothing ran: " + recorder.trouble(),
        "This call cannot be made now. Try again later.");
  }
}
