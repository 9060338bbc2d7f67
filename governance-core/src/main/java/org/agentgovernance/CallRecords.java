package org.agentgovernance;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.agentgovernance.approval.ApprovalEvent;
import org.agentgovernance.audit.Acceptance;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditSection;
import org.agentgovernance.audit.AuditTrail;
import org.agentgovernance.audit.TraceSpan;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.GovernanceException;
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
  private final AuditTrail trail;
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
    this.trail = shared.trail;
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
    return accepted(ofCall(AuditKind.DECISION).decision(decision).controls(controls).build());
  }

  /** A call that is about to run; false when it must not, because that could not be written. */
  boolean intent(
      Decision decision,
      @Nullable ControlTrace controls,
      org.agentgovernance.audit.@Nullable ApprovalEvent answer) {
    AuditRecord record = intentRecord(decision, controls, answer);
    if (!policy.durableIntent()) {
      return accepted(record);
    }
    try {
      trail.appendAndWait(record);
      return true;
    } catch (RuntimeException e) {
      return lost(e);
    }
  }

  /** The same without waiting for the disk. */
  CompletionStage<Boolean> durableIntent(
      Decision decision,
      @Nullable ControlTrace controls,
      org.agentgovernance.audit.@Nullable ApprovalEvent answer) {
    try {
      return trail
          .appendDurable(intentRecord(decision, controls, answer), shared.threads::goOn)
          .handle((done, problem) -> problem == null);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(lost(e));
    }
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
    if (!accepted(record.build())) {
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
    AuditRecord record =
        ofCall(AuditKind.APPROVAL, shared.clock.millis())
            .approval(ApprovalRecords.recorded(event))
            .build();
    if (!accepted(record)) {
      throw new GovernanceException(
          ReasonCode.AUDIT_UNAVAILABLE, "the record could not be written: " + trouble());
    }
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
        "the record could not be written, so nothing ran: " + trouble(),
        "This call cannot be made now. Try again later.");
  }

  private String trouble() {
    String failure = trail.status().failure();
    return failure == null ? "the log is full or closed" : failure;
  }

  private boolean accepted(AuditRecord record) {
    try {
      return trail.append(record) == Acceptance.ACCEPTED;
    } catch (RuntimeException e) {
      return lost(e);
    }
  }

  /** A trail that throws has not taken the record. */
  private boolean lost(RuntimeException problem) {
    if (!(problem instanceof GovernanceException)) {
      LOG.error("the audit trail failed on call {}", callId, problem);
    }
    return false;
  }
}
