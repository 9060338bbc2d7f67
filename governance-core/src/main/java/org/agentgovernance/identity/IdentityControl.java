package org.agentgovernance.identity;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Grant;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.Interceptor;
import org.jspecify.annotations.Nullable;

/**
 * Admits the sessions of the agent that the manifest governs, and of those it may delegate to, with
 * no more than the user's credential and the session's grant allow. Immutable.
 *
 * <p>It looks at one session. That every session above a delegated one is asked as well is the
 * chain's affair.
 */
public final class IdentityControl implements Interceptor {
  private static final String ID = "identity";
  private static final Permit PERMIT = Permit.by(ID);
  private static final String NOT_ALLOWED = "This tool is not allowed here. Continue without it.";

  private final String agent;
  private final Map<String, Delegate> delegates;
  private final @Nullable String tool;
  private final Effect effect;
  private final String[] scopes;
  private final Deny unknown;
  private final Deny expired;
  private final Deny tooDeep;

  private IdentityControl(
      String agent,
      Map<String, Delegate> delegates,
      @Nullable String tool,
      Effect effect,
      Collection<String> scopes) {
    this.agent = agent;
    this.delegates = Map.copyOf(delegates);
    this.tool = tool;
    this.effect = effect;
    this.scopes = scopes.toArray(new String[0]);
    this.unknown =
        deny(
            ReasonCode.IDENTITY_UNKNOWN_AGENT,
            "the session's agent is not \""
                + agent
                + "\", the agent that this manifest governs; open the session for it, load the"
                + " manifest of the other agent, or declare a sub-agent under agent.delegates",
            "This agent may not use any tool here.");
    this.expired =
        deny(
            ReasonCode.IDENTITY_EXPIRED,
            "the user's credential or the session's grant has expired; open a new session with a"
                + " fresh one",
            "The session is over. No further call can be made.");
    this.tooDeep =
        deny(
            ReasonCode.IDENTITY_DELEGATION_DEPTH,
            "the session stands deeper below the user's own than its agent's maxDepth or "
                + Delegate.MAX_DEPTH
                + " allows; delegate from a session further up",
            "This agent may not use any tool here.");
  }

  /**
   * The control of a tool that the manifest lists.
   *
   * @param agent the agent's id in the manifest
   * @param delegates whom it may delegate to, by id
   * @param tool the tool's name
   * @param effect what the tool does
   * @param scopes what the user's credential must allow
   * @return the control
   */
  public static IdentityControl forTool(
      String agent,
      Map<String, Delegate> delegates,
      String tool,
      Effect effect,
      Collection<String> scopes) {
    return new IdentityControl(agent, delegates, tool, effect, scopes);
  }

  /**
   * The control of tools that the manifest does not list: only who asks matters.
   *
   * @param agent the agent's id in the manifest
   * @param delegates whom it may delegate to, by id
   * @return the control
   */
  public static IdentityControl unlisted(String agent, Map<String, Delegate> delegates) {
    return new IdentityControl(agent, delegates, null, Effect.READ, List.of());
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    Principal principal = context.principal();
    Grant grant = principal.grant();
    long expires = Math.min(principal.expiresAtMillis(), grant.expiresAtMillis());
    // Reading the time costs more than the rest of this check.
    if (expires != Long.MAX_VALUE && context.nowMillis() >= expires) {
      return expired;
    }
    if (context.parent() == null) {
      if (!agent.equals(principal.agent())) {
        return unknown;
      }
    } else {
      Deny refused = refusedDelegate(principal, context.depth());
      if (refused != null) {
        return refused;
      }
    }
    return tool == null || (grant.allowsEverything() && scopes.length == 0)
        ? PERMIT
        : granted(tool, principal, grant, context.task());
  }

  private @Nullable Deny refusedDelegate(Principal principal, int depth) {
    Delegate delegate = delegates.get(principal.agent());
    if (delegate == null) {
      return unknown;
    }
    if (depth > delegate.maxDepth() || depth > Delegate.MAX_DEPTH) {
      return tooDeep;
    }
    if (tool != null
        && (!delegate.tools().contains(tool) || effect.compareTo(delegate.effect()) > 0)) {
      return deny(
          ReasonCode.IDENTITY_NOT_GRANTED,
          "agent.delegates does not let \"" + delegate.id() + "\" use tool \"" + tool + "\"",
          NOT_ALLOWED);
    }
    return null;
  }

  private Decision granted(String name, Principal principal, Grant grant, @Nullable String task) {
    if (!grant.allowsTool(name) || !grant.allowsEffect(effect) || !grant.allowsTask(task)) {
      return deny(
          ReasonCode.IDENTITY_NOT_GRANTED,
          "the session's grant (" + grant + ") does not reach tool \"" + name + "\" here",
          NOT_ALLOWED);
    }
    for (String scope : scopes) {
      if (!principal.scopes().contains(scope) || !grant.allowsScope(scope)) {
        return deny(
            ReasonCode.IDENTITY_SCOPE,
            "tool \""
                + name
                + "\" needs scope \""
                + scope
                + "\", which the user's credential or the session's grant lacks; what the agent"
                + " may do for others does not count",
            NOT_ALLOWED);
      }
    }
    return PERMIT;
  }

  private static Deny deny(ReasonCode code, String message, String modelMessage) {
    return new Deny(code, ID, message, modelMessage);
  }
}
