package org.agentgovernance.cli.replay;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.agentgovernance.approval.ApprovalChannel;
import org.agentgovernance.approval.ApprovalRequest;
import org.agentgovernance.approval.Approvals;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.jspecify.annotations.Nullable;

/**
 * The people of a replay: they have every role that is asked for, are as many as are needed and
 * never the user, and say what was recorded. Requests that they leave open are taken back.
 */
final class Approver implements ApprovalChannel {
  private static final String ISSUER = "governance-replay";
  private static final String REASON = "as recorded";
  private static final int MOST_PEOPLE = 1000;

  private final Deque<ApprovalRequest> requests = new ArrayDeque<>();

  @Override
  public void requested(ApprovalRequest request) {
    requests.add(request);
  }

  /** Answers what is asked for one call, also what is asked once the first was approved. */
  void answer(Approvals approvals, Line.@Nullable Answer answer) {
    for (ApprovalRequest request = requests.poll(); request != null; request = requests.poll()) {
      try {
        if (answer == Line.Answer.APPROVE && request.policy().quorum() <= MOST_PEOPLE) {
          approve(approvals, request);
        } else if (answer == Line.Answer.REJECT) {
          approvals.reject(request.id(), person(request, 1), REASON);
        } else {
          approvals.withdraw(request.id());
        }
      } catch (GovernanceException e) {
        approvals.withdraw(request.id());
      }
    }
  }

  private static void approve(Approvals approvals, ApprovalRequest request) {
    for (int i = 1; i <= request.policy().quorum(); i++) {
      approvals.approve(request.id(), person(request, i), REASON);
    }
  }

  private static Subject person(ApprovalRequest request, int number) {
    Subject user = request.principal().subject();
    String id = "approver-" + number;
    if (user.issuer().equals(ISSUER) && user.id().startsWith("approver-")) {
      id = user.id() + "-" + id;
    }
    return new Subject(id, ISSUER, request.policy().roles(), Map.of());
  }
}
