package org.agentgovernance.audit;

import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a call, made by the enforcement point on the calling thread. It only
 * refers to immutable values; the trail's writer serialises it later. Immutable.
 *
 * <p>An outcome's output is hashed by the writer when it is a string, a boolean, a boxed number or
 * {@link org.agentgovernance.call.Arguments}. Any other output might change after the host got it
 * back and is hashed when the record is made. Exceptions leave nothing but their class.
 */
public final class AuditRecord {
  private final AuditKind kind;
  private final long at;
  private final String callId;
  private final ToolCall call;
  private final CallContext context;
  private final AuditedTool tool;
  private final @Nullable Decision decision;
  private final @Nullable ApprovalEvent approval;
  private final @Nullable OutcomeEvidence outcome;
  private final Map<String, String> budgets;

  private AuditRecord(
      AuditKind kind,
      long at,
      String callId,
      ToolCall call,
      CallContext context,
      AuditedTool tool,
      @Nullable Decision decision,
      @Nullable ApprovalEvent approval,
      @Nullable OutcomeEvidence outcome,
      Map<String, String> budgets) {
    this.kind = kind;
    this.at = at;
    this.callId = callId;
    this.call = call;
    this.context = context;
    this.tool = tool;
    this.decision = decision;
    this.approval = approval;
    this.outcome = outcome;
    this.budgets = Map.copyOf(budgets);
  }

  /**
   * A call that was denied or is pending. Nothing ran.
   *
   * @param at when, in milliseconds since 1970-01-01T00:00Z
   * @param callId the governor's own id of the call, the same in all its records
   * @param call the call as proposed, malformed or not
   * @param context whose session it is
   * @param tool what the manifest says of the tool
   * @param decision what the chain said
   * @param budgets what each budget has left, by the budget's id
   * @return the record
   */
  public static AuditRecord decision(
      long at,
      String callId,
      ToolCall call,
      CallContext context,
      AuditedTool tool,
      Decision decision,
      Map<String, String> budgets) {
    return new AuditRecord(
        AuditKind.DECISION, at, callId, call, context, tool, decision, null, null, budgets);
  }

  /**
   * A permitted call that is about to run. An {@link #outcome} with the same call id must follow;
   * when the process dies before, the next one to open the log records that it is unknown.
   *
   * @param at when, in milliseconds since 1970-01-01T00:00Z
   * @param callId the governor's own id of the call, the same in all its records
   * @param call the call
   * @param context whose session it is
   * @param tool what the manifest says of the tool
   * @param decision what the chain said
   * @param approval the approval that the call uses up, or null when none was needed
   * @param budgets what each budget has left, by the budget's id
   * @return the record
   */
  public static AuditRecord intent(
      long at,
      String callId,
      ToolCall call,
      CallContext context,
      AuditedTool tool,
      Decision decision,
      @Nullable ApprovalEvent approval,
      Map<String, String> budgets) {
    return new AuditRecord(
        AuditKind.INTENT, at, callId, call, context, tool, decision, approval, null, budgets);
  }

  /**
   * What came of a call whose {@link #intent} was recorded.
   *
   * @param at when, in milliseconds since 1970-01-01T00:00Z
   * @param callId the governor's own id of the call, as in the intent
   * @param call the call
   * @param context whose session it is
   * @param tool what the manifest says of the tool
   * @param outcome how it ended
   * @param code why it did not succeed, or null
   * @param budgets what each budget has left, by the budget's id
   * @return the record
   */
  public static AuditRecord outcome(
      long at,
      String callId,
      ToolCall call,
      CallContext context,
      AuditedTool tool,
      Outcome outcome,
      @Nullable ReasonCode code,
      Map<String, String> budgets) {
    OutcomeEvidence evidence = OutcomeEvidence.of(outcome, code);
    return new AuditRecord(
        AuditKind.OUTCOME, at, callId, call, context, tool, null, null, evidence, budgets);
  }

  /**
   * A step in the life of an approval.
   *
   * @param at when, in milliseconds since 1970-01-01T00:00Z
   * @param callId the governor's own id of the call, the same in all its records
   * @param call the call that the approval is for
   * @param context whose session it is
   * @param tool what the manifest says of the tool
   * @param event what happened
   * @return the record
   */
  public static AuditRecord approval(
      long at,
      String callId,
      ToolCall call,
      CallContext context,
      AuditedTool tool,
      ApprovalEvent event) {
    return new AuditRecord(
        AuditKind.APPROVAL, at, callId, call, context, tool, null, event, null, Map.of());
  }

  /**
   * What the record tells of.
   *
   * @return the kind
   */
  public AuditKind kind() {
    return kind;
  }

  /**
   * The governor's own id of the call.
   *
   * @return the id, the same in all records of one call
   */
  public String callId() {
    return callId;
  }

  long at() {
    return at;
  }

  ToolCall call() {
    return call;
  }

  CallContext context() {
    return context;
  }

  AuditedTool tool() {
    return tool;
  }

  @Nullable Decision decision() {
    return decision;
  }

  @Nullable ApprovalEvent approval() {
    return approval;
  }

  @Nullable OutcomeEvidence outcome() {
    return outcome;
  }

  Map<String, String> budgets() {
    return budgets;
  }

  /** Kind and call id; never the arguments. */
  @Override
  public String toString() {
    return "AuditRecord[" + kind.word() + " " + callId + "]";
  }
}
