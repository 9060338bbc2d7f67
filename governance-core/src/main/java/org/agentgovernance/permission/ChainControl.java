package org.agentgovernance.permission;

import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * Lets the highest class of effect in a chain of calls govern what follows: once something
 * irreversible was done in a session of such a task, every further call that changes anything is
 * confirmed like an irreversible one (OWASP AISVS 1.0, 9.2.10). Calls that only read go on. What
 * sub-agents do below such a session belongs to its chain.
 */
public final class ChainControl implements Interceptor {
  private static final String ID = "chain-class";
  private static final Permit PERMIT = Permit.by(ID);

  private final Effect effect;
  private final Set<String> tasks;
  private final RequireApproval asks;

  private ChainControl(Effect effect, Set<String> tasks, RequireApproval asks) {
    this.effect = effect;
    this.tasks = tasks;
    this.asks = asks;
  }

  /**
   * The control of one tool.
   *
   * @param tool the tool's name
   * @param effect what the tool does
   * @param tasks the tasks whose calls are one chain
   * @param approval the id of the approval policy that is asked
   * @param rule the tool's entry in the manifest
   * @return the control
   */
  public static Interceptor forTool(
      String tool, Effect effect, Set<String> tasks, String approval, RuleRef rule) {
    return new ChainControl(
        effect,
        Set.copyOf(tasks),
        new RequireApproval(
            ReasonCode.CHAIN_CONFIRM,
            ID,
            rule,
            approval,
            "something irreversible was done in this session, so tool \""
                + tool
                + "\" needs a confirmation too; \""
                + approval
                + "\" decides",
            "This call waits for a person's approval. Do not repeat it; say that it is waiting."));
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    if (effect != Effect.WRITE) {
      return PERMIT;
    }
    CallContext chain = chain(context);
    return chain != null && ChainState.of(chain).irreversible() ? asks : PERMIT;
  }

  @Override
  public Reservation reserve(ToolCall call, CallContext context) {
    CallContext chain = effect == Effect.IRREVERSIBLE ? chain(context) : null;
    if (chain == null) {
      return Reservation.none();
    }
    ChainState state = ChainState.of(chain);
    state.started();
    return outcome -> state.ended(outcome.ran());
  }

  @Override
  public Map<String, String> counters(ToolCall call, CallContext context) {
    CallContext chain = chain(context);
    return chain == null
        ? Map.of()
        : Map.of("chain", ChainState.of(chain).irreversible() ? "irreversible" : "reversible");
  }

  /** The session that the chain begins with: the highest one whose task is a chain, or null. */
  private @Nullable CallContext chain(CallContext context) {
    CallContext first = null;
    for (CallContext at = context; at != null; at = at.parent()) {
      String task = at.task();
      if (task != null && tasks.contains(task)) {
        first = at;
      }
    }
    return first;
  }
}
