package org.agentgovernance.approval;

import java.util.TreeSet;
import org.agentgovernance.call.Actor;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.jspecify.annotations.Nullable;

/** Who may decide about a request. */
final class Admission {
  private Admission() {}

  /** Why a person may not decide, or null when they may. */
  static @Nullable String refusal(ApprovalRequest request, Subject approver) {
    if (asks(request.principal(), approver)) {
      return "neither the agent nor the user on whose behalf it acts can approve its call";
    }
    ApprovalPolicy policy = request.policy();
    if (policy.admits(approver)) {
      return null;
    }
    return "this person may not decide about \""
        + policy.id()
        + "\"; needed: "
        + (policy.roles().isEmpty()
            ? "an identified person"
            : "one of the roles " + String.join(", ", new TreeSet<>(policy.roles())));
  }

  /** Whether somebody could be the user or one of the agents that the call comes from. */
  private static boolean asks(Principal requester, Subject approver) {
    String id = approver.id();
    if (ApprovalPolicy.couldBe(requester.subject(), approver)
        || id.equals(requester.agent())
        || id.equals(requester.instance())) {
      return true;
    }
    for (Actor prior : requester.priorActors()) {
      if (id.equals(prior.agent()) || id.equals(prior.instance())) {
        return true;
      }
    }
    return false;
  }
}
