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

  void tell(ApprovalState what, @Nullable Subject by, @Nullable String reason) {
    events.accept(new ApprovalEvent(request, what, by, reason));
  }

  /** When the present state runs out, in milliseconds since 1970. */
  synchronized long expires() {
    return state == ApprovalState.APPROVED ? executeBefore : request.approveBefore().toEpochMilli();
  }

  synchronized void expireNow() {
    if (state == ApprovalState.PENDING || state == ApprovalState.APPROVED) {
      state = ApprovalState.EXPIRED;
    }
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

  /** Adds a vote; returns the state it leads to. */
  ApprovalState approve(Subject approver, long nowMillis) {
    ApprovalState now;
    synchronized (this) {
      expire(nowMillis);
      if (state == ApprovalState.PENDING) {
        approvers.add(approver);
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

  ApprovalState reject(Subject approver, long nowMillis) {
    ApprovalState now;
    synchronized (this) {
      expire(nowMillis);
      if (state == ApprovalState.PENDING || state == ApprovalState.APPROVED) {
        approvers.add(approver);
        state = ApprovalState.REJECTED;
      }
      now = state;
    }
    announce(now);
    return now;
  }

  /** The one use: only one caller ever gets CONSUMED from this method with true. */
  synchronized boolean consume(long nowMillis) {
    expire(nowMillis);
    if (state != ApprovalState.APPROVED) {
      return false;
    }
    state = ApprovalState.CONSUMED;
    return true;
  }

  synchronized boolean votedBy(Subject approver) {
    for (Subject voted : approvers) {
      if (voted.id().equals(approver.id()) && voted.issuer().equals(approver.issuer())) {
        return true;
      }
    }
    return false;
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
