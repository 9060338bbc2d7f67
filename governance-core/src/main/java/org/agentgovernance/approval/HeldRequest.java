package org.agentgovernance.approval;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that a call of this process waits for. For the enforcement point. It ends once: used,
 * run out, taken back, or given up. Safe for use by many threads.
 */
public final class HeldRequest {
  private static final Logger LOG = LoggerFactory.getLogger(HeldRequest.class);
  private static final int MOST_TRIES = 16;

  private final ApprovalDesk desk;
  private final SealedRequest sealed;
  private final Consumer<ApprovalEvent> events;
  private final CompletableFuture<ApprovalState> decided = new CompletableFuture<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Set<ApprovalVote> recorded = new HashSet<>();
  private ApprovalEntry known;

  HeldRequest(ApprovalDesk desk, ApprovalEntry entry, Consumer<ApprovalEvent> events) {
    this.desk = desk;
    this.sealed = entry.sealed();
    this.events = events;
    this.known = entry;
  }

  /**
   * What people are asked.
   *
   * @return the request
   */
  public ApprovalRequest request() {
    return sealed.request();
  }

  /**
   * What an approval answers.
   *
   * @return the questions, as they were when the request was made
   */
  public List<RequireApproval> questions() {
    return sealed.questions();
  }

  /**
   * What is called when the request has been decided or has run out.
   *
   * @return a stage that completes with the new state; with PENDING when the governor was closed
   *     and the request stands on in its store; exceptionally when what was decided could not be
   *     recorded
   */
  public CompletionStage<ApprovalState> decided() {
    return decided;
  }

  /**
   * For how long people may still decide.
   *
   * @return the time until just after the request runs out; not negative
   */
  public Duration open() {
    Duration left = Duration.between(desk.now(), request().approveBefore()).plusMillis(1);
    return left.isNegative() ? Duration.ZERO : left;
  }

  synchronized ApprovalEntry known() {
    return known;
  }

  /** Begins to wait for a request that was made before: its votes are recorded here, too. */
  void resume() {
    synchronized (this) {
      tell(ApprovalEvent.Kind.RESUMED, null, "asked first by call " + sealed.call());
      record(known);
    }
    announce(known().state());
  }

  /** Records a vote before it is stored, once. */
  synchronized void record(ApprovalVote vote) {
    if (recorded.add(vote)) {
      try {
        events.accept(ApprovalEvent.vote(sealed, vote));
      } catch (RuntimeException | Error e) {
        recorded.remove(vote);
        throw e;
      }
    }
  }

  private void record(ApprovalEntry entry) {
    entry.votes().forEach(this::record);
  }

  /** Takes what the store tells. A vote counts here only once it is recorded here. */
  void see(ApprovalEntry entry) {
    try {
      synchronized (this) {
        if (ended.get() || entry.version() <= known.version()) {
          return;
        }
        if (!entry.request().digest().equals(request().digest())) {
          throw new GovernanceException(
              ReasonCode.APPROVAL_UNAVAILABLE,
              "the store holds another call under the id of an approval; nothing runs by it");
        }
        record(entry);
        known = entry;
      }
    } catch (RuntimeException | Error e) {
      if (ended.compareAndSet(false, true)) {
        desk.letGo(this);
        decided.completeExceptionally(e);
      }
      return;
    }
    announce(entry.state());
  }

  /** Outside the lock: what waits for the decision may run a tool. */
  private void announce(ApprovalState now) {
    if (now != ApprovalState.PENDING) {
      decided.complete(now);
    }
  }

  /**
   * Uses the approval for its one run.
   *
   * @param proposed the call that is about to run
   * @return true for exactly one caller in all processes, and only for the very call that was
   *     approved; the use is stored then
   * @throws GovernanceException with {@code approval.unavailable} when the store does not answer,
   *     and as the record does when the use could not be recorded
   */
  public boolean consume(ProposedCall proposed) {
    ApprovalEntry approved = known();
    Instant now = desk.now();
    if (approved.stateAt(now) != ApprovalState.APPROVED
        || !sealed.isAbout(proposed)
        || !ended.compareAndSet(false, true)) {
      return false;
    }
    boolean won;
    try {
      won = desk.store().replace(approved.consumed(now));
    } finally {
      // Not before: an equal call would take up what this one is about to use.
      desk.letGo(this);
    }
    if (!won) {
      return false;
    }
    tell(ApprovalEvent.Kind.CONSUMED, null, null);
    return true;
  }

  /**
   * Whether the time is over in which people may decide, or their approval may be used.
   *
   * @return true when nothing runs by it any more for that reason
   */
  public boolean ranOut() {
    return known().stateAt(desk.now()) == ApprovalState.EXPIRED;
  }

  /** Takes the request back, as if its time were over. */
  public void withdraw() {
    expire();
  }

  /**
   * Ends the request of a call that goes on without it. Where the governor is closed, or the store
   * does not answer, it stands on in the store and the same call can take it up again.
   */
  public void forget() {
    if (ended.compareAndSet(false, true)) {
      if (!desk.closed() && known().state().open()) {
        boolean unused = expireInStore();
      }
      desk.letGo(this);
    }
  }

  /** Its time seems to be over; unless somebody elsewhere has decided meanwhile. */
  void runOut(Instant now) {
    if (desk.sharesStore() && known().state() == ApprovalState.PENDING) {
      try {
        Optional<ApprovalEntry> latest = desk.store().find(request().id());
        latest.ifPresent(this::see);
      } catch (RuntimeException e) {
        LOG.debug("the end of approval {} could not be looked at again", request().id(), e);
      }
    }
    if (known().stateAt(now) == ApprovalState.EXPIRED) {
      expire();
    }
  }

  /** A request that ran out is over, also when that cannot be recorded: nothing runs by it. */
  void expire() {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    boolean expired = expireInStore();
    desk.letGo(this);
    if (expired) {
      try {
        tell(ApprovalEvent.Kind.EXPIRED, null, null);
      } catch (RuntimeException e) {
        LOG.error("the end of approval {} could not be recorded", request().id(), e);
      }
    }
    decided.complete(ApprovalState.EXPIRED);
  }

  /** False when it has come to another end elsewhere. */
  private boolean expireInStore() {
    try {
      ApprovalEntry entry = known();
      for (int i = 0; i < MOST_TRIES && entry.state().open(); i++) {
        if (desk.store().replace(entry.expired(desk.now()))) {
          return true;
        }
        Optional<ApprovalEntry> latest = desk.store().find(request().id());
        if (latest.isEmpty()) {
          return true;
        }
        entry = latest.get();
      }
      return entry.state() == ApprovalState.EXPIRED;
    } catch (RuntimeException e) {
      LOG.warn("approval {} stands on in its store until its time is over", request().id(), e);
      return true;
    }
  }

  /** Waits no longer; the request stands on in the store. */
  void release() {
    if (ended.compareAndSet(false, true)) {
      desk.letGo(this);
      decided.complete(ApprovalState.PENDING);
    }
  }

  void tell(ApprovalEvent.Kind what, @Nullable Subject by, @Nullable String reason) {
    events.accept(new ApprovalEvent(sealed, what, by, reason));
  }
}
