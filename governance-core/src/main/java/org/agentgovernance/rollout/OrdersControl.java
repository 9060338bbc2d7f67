package org.agentgovernance.rollout;

import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.interceptor.Interceptor;

/**
 * Obeys the standing orders about one tool: denies what is halted, revoked, or more than a read in
 * reduced mode, and asks a person in investigation mode. Reads one reference and allocates nothing
 * unless it asks. Immutable.
 */
public final class OrdersControl implements Interceptor {
  private static final Permit PERMIT = Permit.by(Standing.ID);

  private final boolean reads;
  private final String approval;
  private final StandingOrders standing;

  private OrdersControl(boolean reads, String approval, StandingOrders standing) {
    this.reads = reads;
    this.approval = approval;
    this.standing = standing;
  }

  /**
   * The control of one tool.
   *
   * @param effect what the tool does
   * @param approval the id of the approval policy that decides in investigation mode
   * @param standing the orders in force
   * @return the control
   */
  public static OrdersControl forTool(Effect effect, String approval, StandingOrders standing) {
    return new OrdersControl(effect == Effect.READ, approval, standing);
  }

  @Override
  public String id() {
    return Standing.ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    StandingOrders.View view = standing.view();
    Deny unavailable = view.unavailable();
    if (unavailable != null) {
      return unavailable;
    }
    Standing found = view.orders().strictest(call.tool(), reads, context);
    return found == null ? PERMIT : found.answer(approval);
  }

  @Override
  public Map<String, String> counters(ToolCall call, CallContext context) {
    Orders orders = standing.orders();
    return orders.list().isEmpty()
        ? Map.of()
        : Map.of("orders", orders.list().size() + " in epoch " + orders.epoch());
  }
}
