package org.agentgovernance.rollout;

import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.decision.RuleRef;

/** An order with the answer that it gives, made once when the order arrives. */
final class Standing {
  static final String ID = "control";

  final Order order;
  private final RuleRef rule;
  private final Deny denial;

  Standing(Order order) {
    this.order = order;
    this.rule = new RuleRef(order.id(), "control:" + order.target().kind().word());
    this.denial = new Deny(code(order), ID, rule, told(order), forModel(order));
  }

  private static ReasonCode code(Order order) {
    return switch (order.kind()) {
      case HALT -> ReasonCode.CONTROL_HALTED;
      case REVOKE -> ReasonCode.CONTROL_REVOKED;
      case REDUCE -> ReasonCode.CONTROL_REDUCED;
      case INVESTIGATE -> ReasonCode.CONTROL_INVESTIGATION;
    };
  }

  private static String told(Order order) {
    String what =
        switch (order.kind()) {
          case HALT -> "halted";
          case REVOKE -> "revoked";
          case REDUCE -> "reduced to reads";
          case INVESTIGATE -> "under investigation, every call is to be approved";
        };
    return order.target()
        + ": "
        + what
        + " since "
        + order.at()
        + " by "
        + order.by()
        + ": "
        + order.reason()
        + "; it stands until order "
        + order.id()
        + " is lifted";
  }

  private static String forModel(Order order) {
    return switch (order.kind()) {
      case HALT, REVOKE -> "This call is stopped by the operator. Make no further attempt.";
      case REDUCE -> "Only tools that read may be used now. Nothing was changed.";
      case INVESTIGATE -> "This call needs a person's approval now.";
    };
  }

  /** Whether it says anything about a tool of this kind. */
  boolean concerns(boolean reads) {
    return order.kind() != Order.Kind.REDUCE || !reads;
  }

  /** What is said to whoever may not be used by this order. */
  Deny refuses() {
    return denial;
  }

  Decision answer(String approval) {
    return order.kind() == Order.Kind.INVESTIGATE
        ? new RequireApproval(
            denial.code(),
            ID,
            rule,
            approval,
            denial.message(),
            "This call waits for a person's approval. Do not repeat it; say that it is waiting.")
        : denial;
  }
}
