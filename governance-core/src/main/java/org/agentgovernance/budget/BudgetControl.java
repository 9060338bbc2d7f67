package org.agentgovernance.budget;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.Facts;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Reservation;

/**
 * Holds the calls of one tool within all budgets that apply to it.
 *
 * <p>Before the call its estimate is reserved in every budget, or in none. Afterwards:
 *
 * <ul>
 *   <li>a call whose tool was never started gives everything back;
 *   <li>a unit that the tool reports is booked as reported, also past the limit, which then stops
 *       the next call;
 *   <li>a unit that the tool does not report is booked as estimated, also when the tool failed or
 *       did not answer in time; {@code calls} and {@code steps} always count one.
 * </ul>
 *
 * <p>A tool without an estimate for a unit may start as long as something is left of it. A budget
 * per session is also taken from every session above it, so a child never uses more than its parent
 * has left.
 *
 * <p>A store that throws denies the call with {@code budget.unavailable}; only a tool that reads
 * may go on, within the budget's {@link BudgetRule#allowance}, and the store is told what was used
 * when it answers again. A settlement that the store does not take is repeated before later calls.
 * Safe for use by many threads.
 */
public final class BudgetControl implements Interceptor {
  /** The id of this control. */
  public static final String ID = "budget";

  private final Charges charges;
  private final long[] amounts;
  private final Permit permit = Permit.by(ID);

  private BudgetControl(Charges charges, long[] amounts) {
    this.charges = charges;
    this.amounts = amounts;
  }

  /**
   * Makes the control of one tool.
   *
   * @param tool the tool
   * @param rules the budgets that apply to the tool, in the order of the manifest
   * @param estimates what one call of the tool is expected to use, by unit; none negative
   * @param budgets what is counted
   * @return the control
   * @throws IllegalArgumentException when an estimate is negative or cannot be represented
   */
  public static BudgetControl forTool(
      BudgetTarget tool,
      List<BudgetRule> rules,
      Map<String, BigDecimal> estimates,
      Budgets budgets) {
    Charges charges = new Charges(tool, rules, budgets);
    return new BudgetControl(charges, charges.amounts(estimates));
  }

  /**
   * Makes the control of one tool that writes and belongs to no group, and tells nobody of events.
   *
   * @param tool the tool's name in the manifest
   * @param rules the budgets that apply to the tool, in the order of the manifest
   * @param estimates what one call of the tool is expected to use, by unit; none negative
   * @param store where the budgets are counted
   * @return the control
   * @throws IllegalArgumentException when an estimate is negative or cannot be represented
   */
  public static BudgetControl forTool(
      String tool, List<BudgetRule> rules, Map<String, BigDecimal> estimates, BudgetStore store) {
    return forTool(
        BudgetTarget.tool(tool, "", Effect.WRITE),
        rules,
        estimates,
        Budgets.in(store, EventSink.none()));
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    Deny denial = charges.check(context, amounts);
    return denial == null ? permit : denial;
  }

  @Override
  public Reservation reserve(ToolCall call, CallContext context) {
    return charges.reserve(context, amounts);
  }

  @Override
  public void denied(ToolCall call, CallContext context, Deny denial) {
    RuleRef rule = denial.rule();
    if (rule != null && denial.code().equals(ReasonCode.BUDGET_UNAVAILABLE)) {
      charges.budgets().outages().denied(rule.id(), charges.target(), context);
    }
  }

  @Override
  public Map<String, String> counters(ToolCall call, CallContext context) {
    Map<String, String> texts = new LinkedHashMap<>();
    try {
      for (BudgetView view : views(context)) {
        texts.put(view.id(), view.text());
      }
    } catch (RuntimeException e) {
      texts.put(ID, "unavailable");
    }
    return texts;
  }

  @Override
  public Facts facts(ToolCall call, CallContext context) {
    Map<String, String> left = counters(call, context);
    return () -> left;
  }

  /**
   * What is left for the tool in a session. Changes nothing.
   *
   * @param context whose session it is
   * @return one view for each budget, in the order of the manifest
   * @throws RuntimeException what the store throws
   */
  public List<BudgetView> views(CallContext context) {
    return charges.views(context);
  }
}
