package org.agentgovernance.resilience;

import java.util.List;
import org.agentgovernance.call.CallContext;

/** The caps on how many calls of one tool run at once. Immutable; safe for use by many threads. */
public final class ToolSlots {
  final ConcurrencyRule[] rules;
  final SlotSet[] sets;

  private ToolSlots(ConcurrencyRule[] rules, SlotSet[] sets) {
    this.rules = rules;
    this.sets = sets;
  }

  /**
   * Makes the caps of one tool.
   *
   * @param tool the tool's name in the manifest
   * @param rules the caps that apply to the tool, in the order of the manifest, at least one
   * @param limits the slots that the tools share
   * @return the caps
   */
  public static ToolSlots forTool(
      String tool, List<ConcurrencyRule> rules, ConcurrencyLimits limits) {
    return new ToolSlots(
        rules.toArray(ConcurrencyRule[]::new),
        rules.stream().map(rule -> limits.of(tool, rule)).toArray(SlotSet[]::new));
  }

  /**
   * A call asks for a slot of each cap. Does not block.
   *
   * @param context whose session it is
   * @param turn run when a call that waits is to be {@link SlotClaim#advance advanced}; must not
   *     block
   * @return the claim, not advanced yet; to be {@link SlotClaim#release released} in any case
   */
  public SlotClaim claim(CallContext context, Runnable turn) {
    return new SlotClaim(this, context, turn);
  }
}
