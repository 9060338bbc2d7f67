package org.agentgovernance.permission;

import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.Interceptor;

/**
 * Asks a person about a call that the agent itself is not sure of. A call that says nothing of its
 * confidence is asked about too: what is not known does not pass for sure. Immutable.
 *
 * <p>The agent states the confidence, so a high one proves nothing. The control only adds a
 * question; it never answers one.
 */
public final class ConfidenceControl implements Interceptor {
  private static final String ID = "confidence";
  private static final Permit PERMIT = Permit.by(ID);

  private final double least;
  private final RequireApproval asks;

  private ConfidenceControl(double least, RequireApproval asks) {
    this.least = least;
    this.asks = asks;
  }

  /**
   * The control of one tool.
   *
   * @param tool the tool's name
   * @param least the confidence from which nobody is asked, above 0 and at most 1
   * @param approval the id of the approval policy that is asked
   * @param rule the tool's entry in the manifest
   * @return the control
   */
  public static Interceptor forTool(String tool, double least, String approval, RuleRef rule) {
    return new ConfidenceControl(
        least,
        new RequireApproval(
            ReasonCode.CONFIDENCE_LOW,
            ID,
            rule,
            approval,
            "tool \""
                + tool
                + "\" needs a confidence of at least "
                + least
                + ", and this call states less or none; \""
                + approval
                + "\" decides; see "
                + rule,
            "This call waits for a person's approval. Do not repeat it; say that it is waiting."));
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    Double stated = call.confidence();
    return stated != null && stated >= least ? PERMIT : asks;
  }
}
