package org.agentgovernance.cli.replay;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.agentgovernance.CallResult;
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

  /** What happens to the call that is being replayed: somebody is asked, or, empty, it is over. */
  private final BlockingQueue<Optional<ApprovalRequest>> events = new LinkedBlockingQueue<>();

  @Override
  public void requested(ApprovalRequest request) {
    events.add(Optional.of(request));
  }

  /**
   * Answers what is asked for one call, also what is asked once the first was approved, until the
   * call is over. An approved call goes on on a thread of the governor; this one waits for it, so
   * that a replay gives the same answers each time.
   */
  CallResult settle(
      Approvals approvals, Line.@Nullable Answer answer, CompletableFuture<CallResult> completion) {
    CompletableFuture<Void> over = completion.thenRun(() -> events.add(Optional.empty()));
    try {
      for (Optional<ApprovalRequest> event = events.take();
          event.isPresent();
          event = events.take()) {
        answer(approvals, answer, event.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while an approved call ran", e);
    }
    over.join();
    return completion.join();
  }

  /** Takes back what was asked for a call that broke off. */
  void clear(Approvals approvals) {
    for (Optional<ApprovalRequest> event = events.poll(); event != null; event = events.poll()) {
      event.ifPresent(request -> approvals.withdraw(request.id()));
    }
  }

  private static void answer(
      Approvals approvals, Line.@Nullable Answer answer, ApprovalRequest request) {
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
