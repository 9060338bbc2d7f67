package org.agentgovernance.approval;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.agentgovernance.call.Subject;
import org.jspecify.annotations.Nullable;

/**
 * The reviewers' side of one governor's desk. A vote is recorded, then stored; when somebody else
 * has changed the request meanwhile, it is looked at again. No lock is held while a vote is stored,
 * since what waits for it may then run a tool.
 */
final class Reviewers implements Approvals {
  private static final int MOST_TRIES = 16;

  private final ApprovalDesk desk;
  private final Consumer<ApprovalEvent> elsewhere;
  private final Set<Ballot> taken = ConcurrentHashMap.newKeySet();

  /** Whose vote is being taken, so that a click that comes twice is recorded once. */
  private record Ballot(String request, String person, String issuer, boolean yes) {}

  Reviewers(ApprovalDesk desk, Consumer<ApprovalEvent> elsewhere) {
    this.desk = desk;
    this.elsewhere = elsewhere;
  }

  @Override
  public List<ApprovalRequest> pending() {
    desk.expireLate();
    Instant now = desk.now();
    return desk.store().open().stream()
        .filter(entry -> entry.stateAt(now) == ApprovalState.PENDING)
        .map(ApprovalEntry::request)
        .toList();
  }

  @Override
  public ApprovalState approve(String id, Subject approver, String reason) {
    return decide(id, new ApprovalVote(approver, true, reason, desk.now()));
  }

  @Override
  public ApprovalState reject(String id, Subject approver, String reason) {
    return decide(id, new ApprovalVote(approver, false, reason, desk.now()));
  }

  private ApprovalState decide(String id, ApprovalVote vote) {
    Ballot ballot = new Ballot(id, vote.by().id(), vote.by().issuer(), vote.yes());
    if (!taken.add(ballot)) {
      return admitted(id, vote.by()).state();
    }
    try {
      ApprovalEntry next = voted(id, vote);
      desk.changed(next);
      return next.state();
    } finally {
      taken.remove(ballot);
    }
  }

  private ApprovalEntry voted(String id, ApprovalVote vote) {
    for (int i = 0; i < MOST_TRIES; i++) {
      ApprovalEntry entry = admitted(id, vote.by());
      boolean counts =
          !vote.yes() || (entry.state() == ApprovalState.PENDING && !entry.approvedBy(vote.by()));
      if (!counts) {
        return entry;
      }
      ApprovalEntry next = entry.with(vote);
      if (i == 0) {
        record(entry, vote);
      }
      if (desk.store().replace(next)) {
        return next;
      }
    }
    throw ApprovalDesk.unavailable("the approval changed too often meanwhile; try again", null);
  }

  private void record(ApprovalEntry entry, ApprovalVote vote) {
    HeldRequest held = desk.held(entry.id());
    if (held == null) {
      elsewhere.accept(ApprovalEvent.vote(entry.sealed(), vote));
    } else {
      held.record(vote);
    }
  }

  /** The entry of an open request that somebody may decide about. */
  private ApprovalEntry admitted(String id, Subject approver) {
    ApprovalEntry entry = open(id);
    if (entry == null) {
      throw ApprovalDesk.unavailable("no such approval is open; it may have expired", null);
    }
    String refusal = Admission.refusal(entry.request(), approver);
    if (refusal != null) {
      throw ApprovalDesk.unavailable(refusal, null);
    }
    return entry;
  }

  private @Nullable ApprovalEntry open(String id) {
    Instant now = desk.now();
    return desk.store().find(id).filter(entry -> entry.stateAt(now).open()).orElse(null);
  }

  @Override
  public List<Subject> approvers(String id) {
    ApprovalEntry entry = open(id);
    return entry == null ? List.of() : entry.approvers();
  }

  @Override
  public void withdraw(String id) {
    HeldRequest held = desk.held(id);
    if (held != null) {
      held.withdraw();
      return;
    }
    for (int i = 0; i < MOST_TRIES; i++) {
      ApprovalEntry entry = open(id);
      if (entry == null) {
        return;
      }
      if (desk.store().replace(entry.expired(desk.now()))) {
        elsewhere.accept(new ApprovalEvent(entry.sealed(), ApprovalEvent.Kind.EXPIRED, null, null));
        return;
      }
    }
    throw ApprovalDesk.unavailable("the approval changed too often meanwhile; try again", null);
  }
}
