package org.agentgovernance.identity;

import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.Interceptor;

/** Admits the sessions of one agent, the one that the manifest governs. Immutable. */
public final class IdentityControl implements Interceptor {
  private static final String ID = "identity";
  private static final Permit PERMIT = Permit.by(ID);

  private final String agent;
  private final Deny denial;

  /**
   * Makes the control.
   *
   * @param agent the agent's id in the manifest
   */
  public IdentityControl(String agent) {
    this.agent = agent;
    this.denial =
        new Deny(
            ReasonCode.IDENTITY_UNKNOWN_AGENT,
            ID,
            "the session's agent is not \""
                + agent
                + "\", the agent that this manifest governs; open the session for it or load the"
                + " manifest of the other agent",
            "This agent may not use any tool here.");
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    return agent.equals(context.principal().agent()) ? PERMIT : denial;
  }
}
