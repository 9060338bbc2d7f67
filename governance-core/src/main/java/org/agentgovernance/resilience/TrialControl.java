package org.agentgovernance.resilience;

import java.util.List;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Reservation;

/**
 * Tells the breakers of other tools how a tool fares that tries them out. Refuses nothing: whether
 * the tool itself may run is for its other controls to say. Safe for use by many threads.
 */
public final class TrialControl implements Interceptor {
  /** The id of this control. */
  public static final String ID = "breaker.trial";

  private final BreakerSet[] guarded;
  private final Permit permit = Permit.by(ID);

  private TrialControl(BreakerSet[] guarded) {
    this.guarded = guarded;
  }

  /**
   * A tool that another tool's breaker names as its probe.
   *
   * @param tool the tool that the breaker guards
   * @param rule that tool's breaker
   */
  public record Guarded(String tool, BreakerRule rule) {}

  /**
   * Makes the control of one probe.
   *
   * @param tools the tools that it tries out
   * @param breakers where the breakers of all tools are kept
   * @return the control
   */
  public static TrialControl forProbe(List<Guarded> tools, Breakers breakers) {
    return new TrialControl(
        tools.stream()
            .map(each -> breakers.of(each.tool(), each.rule()))
            .toArray(BreakerSet[]::new));
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    return permit;
  }

  @Override
  public Reservation reserve(ToolCall call, CallContext context) {
    Reservation all = null;
    for (BreakerSet set : guarded) {
      Breaker breaker = set.look(context);
      Reservation trial = breaker == null ? null : breaker.tryOut();
      if (trial != null) {
        Reservation earlier = all;
        all =
            earlier == null
                ? trial
                : outcome -> {
                  earlier.settle(outcome);
                  trial.settle(outcome);
                };
      }
    }
    return all == null ? Reservation.none() : all;
  }
}
