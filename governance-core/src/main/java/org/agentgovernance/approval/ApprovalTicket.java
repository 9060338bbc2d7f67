package org.agentgovernance.approval;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.agentgovernance.call.Subject;
import org.jspecify.annotations.Nullable;

/** One request and where it stands. All moves are under its lock, so that each happens once. */
final class ApprovalTicket {
  private final ApprovalRequest request;
  private final List<Subject> approvers = new ArrayList<>();
  private final CompletableFuture<ApprovalState> decided = new CompletableFuture<>();
  private ApprovalState state = ApprovalState.PENDING;
  private final Consumer<ApprovalEvent> events;
  private long executeBefore;

  ApprovalTicket(ApprovalRequest request, Consumer<ApprovalEvent> events) {
    this.request = request;
    this.events = events;
  }

  /** When the present state runs out, in milliseconds since 1970. */
  synchronized long expires() {
    return state == ApprovalState.APPROVED ? executeBefore : request.approveBefore().toEpochMilli();
  }

  /** Lets the request run out before its time; false when it is over already. */
  synchronized boolean expireNow() {
    boolean open = state == ApprovalState.PENDING || state == ApprovalState.APPROVED;
    if (open) {
      state = ApprovalState.EXPIRED;
    }
    return open;
  }

  ApprovalRequest request() {
    return request;
  }

  CompletionStage<ApprovalState> decided() {
    return decided;
  }

  synchronized List<Subject> approvers() {
    return List.copyOf(approvers);
  }

  synchronized ApprovalState state(long nowMillis) {
    expire(nowMillis);
    return state;
  }

  /**
   * Adds a vote, once for each person; returns the state it leads to. The vote is recorded under
   * the lock, so that the record and the state never part, and counts for nothing when it cannot
   * be.
   */
  ApprovalState approve(Subject approver, String reason, long nowMillis) {
    ApprovalState now;
    synchronized (this) {
      expire(nowMillis);
      if (state == ApprovalState.PENDING && !votedBy(approver)) {
        vote(ApprovalState.APPROVED, approver, reason);
        if (approvers.size() >= request.policy().quorum()) {
          state = ApprovalState.APPROVED;
          executeBefore = nowMillis + request.policy().executeWithin().toMillis();
        }
      }
      now = state;
    }
    announce(now);
    return now;
  }

  ApprovalState reject(Subject approver, String reason, long nowMillis) {
    ApprovalState now;
    synchronized (this) {
      expire(nowMillis);
      if (state == ApprovalState.PENDING || state == ApprovalState.APPROVED) {
        vote(ApprovalState.REJECTED, approver, reason);
        state = ApprovalState.REJECTED;
      }
      now = state;
    }
    announce(now);
    return now;
  }

  private void vote(ApprovalState what, Subject approver, String reason) {
    approvers.add(approver);
    try {
      tell(what, approver, reason);
    } catch (RuntimeException | Error e) {
      approvers.remove(approvers.size() - 1);
      throw e;
    }
  }

  /** The one use: only one caller ever gets true, and none when it cannot be recorded. */
  synchronized boolean consume(long nowMillis) {
    expire(nowMillis);
    if (state != ApprovalState.APPROVED) {
      return false;
    }
    state = ApprovalState.CONSUMED;
    tell(ApprovalState.CONSUMED, null, null);
    return true;
  }

  private boolean votedBy(Subject approver) {
    for (Subject voted : approvers) {
      if (ApprovalPolicy.couldBe(voted, approver)) {
        return true;
      }
    }
    return false;
  }

  void tell(ApprovalState what, @Nullable Subject by, @Nullable String reason) {
    events.accept(new ApprovalEvent(request, what, by, reason));
  }

  /** Lets time pass; completes the waiting side when the request ran out. */
  void tick(long nowMillis) {
    announce(state(nowMillis));
  }

  private void expire(long nowMillis) {
    boolean late =
        (state == ApprovalState.PENDING && nowMillis > request.approveBefore().toEpochMilli())
            || (state == ApprovalState.APPROVED && nowMillis > executeBefore);
    if (late) {
      state = ApprovalState.EXPIRED;
    }
  }

  /** Outside the lock: what waits for the decision may run a tool. */
  private void announce(ApprovalState now) {
    if (now != ApprovalState.PENDING) {
      decided.complete(now);
    }
  }
}
