package org.agentgovernance.approval;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.json.Digest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks people on behalf of the enforcement point: what the calls of one governor wait for. People
 * decide at {@link #approvals()}. Safe for use by many threads; no thread waits here for a person.
 */
public final class ApprovalDesk {
  private static final Logger LOG = LoggerFactory.getLogger(ApprovalDesk.class);
  private static final int MOST_HELD = 10_000;
  private static final Duration KEPT = Duration.ofDays(1);
  private static final Duration TIDY_EVERY = Duration.ofMinutes(10);

  private final ApprovalStore store;
  private final boolean sharesStore;
  private final Clock clock;
  private final List<ApprovalChannel> channels;
  private final Reviewers reviewers;
  private final Waiting waiting = new Waiting();
  private final AtomicLong nextTidy = new AtomicLong(Long.MIN_VALUE);
  private ApprovalStore.@Nullable Watch watch;
  private volatile boolean closed;

  /**
   * Makes the desk of one governor.
   *
   * @param store where requests are kept, or null for memory of this governor alone, whose requests
   *     end with it
   * @param clock what tells the time
   * @param channels who is told of a request
   * @param elsewhere who is told what people decide here about calls that another process holds, or
   *     none does, before it takes effect; when it throws, it does not
   */
  public ApprovalDesk(
      @Nullable ApprovalStore store,
      Clock clock,
      List<ApprovalChannel> channels,
      Consumer<ApprovalEvent> elsewhere) {
    this.sharesStore = store != null;
    this.store = new GuardedStore(store == null ? ApprovalStore.inMemory() : store);
    this.clock = clock;
    this.channels = List.copyOf(channels);
    this.reviewers = new Reviewers(this, elsewhere);
  }

  /**
   * Where people decide.
   *
   * @return the reviewers' side
   */
  public Approvals approvals() {
    return reviewers;
  }

  /**
   * Brings a call before people. Where an open request of a shared store is about exactly this
   * call, asks nothing new and is not held here by another call, the call waits for that one: it
   * was made before a restart, or in another process. Blocks as long as the store does.
   *
   * @param policy who may decide
   * @param proposed the exact call
   * @param questions all that an approval is to answer
   * @param reason why a person is asked, as they will read it
   * @param events who is told of every change, for the record; when it throws before a change has
   *     taken effect, the change does not happen
   * @return what the call waits for
   * @throws GovernanceException {@code approval.unavailable} when too many are open, the store does
   *     not answer, or a channel failed
   */
  public HeldRequest request(
      ApprovalPolicy policy,
      ProposedCall proposed,
      List<RequireApproval> questions,
      String reason,
      Consumer<ApprovalEvent> events) {
    expireLate();
    if (waiting.size() >= MOST_HELD) {
      throw unavailable(
          MOST_HELD + " approvals are open, the most there can be; decide some of them", null);
    }
    if (sharesStore) {
      begin();
      HeldRequest before = takeUp(policy, proposed, questions, events);
      if (before != null) {
        return before;
      }
      tidy();
    }
    SealedRequest sealed = SealedRequest.of(policy, proposed, questions, reason, now());
    HeldRequest made = new HeldRequest(this, ApprovalEntry.of(sealed), events);
    made.tell(ApprovalEvent.Kind.REQUESTED, null, null);
    boolean unused = waiting.add(made);
    try {
      store.add(made.known());
    } catch (RuntimeException | Error e) {
      made.expire();
      throw e;
    }
    return announced(made);
  }

  /** With the store told, so that an answer can come at once. */
  private HeldRequest announced(HeldRequest made) {
    if (closed) {
      made.withdraw();
      throw unavailable("the governor is closed; nobody is asked any more", null);
    }
    for (ApprovalChannel channel : channels) {
      try {
        channel.requested(made.request());
      } catch (RuntimeException | Error e) {
        made.withdraw();
        throw unavailable(
            "an approval channel failed with " + e.getClass().getSimpleName() + "; see its own log",
            e);
      }
    }
    return made;
  }

  private @Nullable HeldRequest takeUp(
      ApprovalPolicy policy,
      ProposedCall proposed,
      List<RequireApproval> questions,
      Consumer<ApprovalEvent> events) {
    Instant now = now();
    Digest key = CallSeal.key(policy.id(), proposed);
    for (ApprovalEntry entry : store.open(key)) {
      HeldRequest again = new HeldRequest(this, entry, events);
      if (entry.stateAt(now).open()
          && entry.request().policy().equals(policy)
          && Questions.answersAll(entry.sealed().questions(), questions)
          && entry.sealed().key().equals(key)
          && waiting.add(again)) {
        try {
          again.resume();
          // What changed between the two looks, a store that only tells of changes has told
          // already.
          store.find(entry.id()).ifPresent(again::see);
        } catch (RuntimeException | Error e) {
          again.release();
          throw e;
        }
        if (closed) {
          again.release();
        }
        return again;
      }
    }
    return null;
  }

  /** Watches the store from the first request on. */
  private synchronized void begin() {
    if (watch == null && !closed) {
      watch = store.watch(waiting);
    }
  }

  private void tidy() {
    Instant now = now();
    long due = nextTidy.get();
    if (now.toEpochMilli() >= due
        && nextTidy.compareAndSet(due, now.plus(TIDY_EVERY).toEpochMilli())) {
      try {
        int unused = store.forget(now.minus(KEPT));
      } catch (RuntimeException e) {
        LOG.warn("approvals that are over could not be removed from their store", e);
      }
    }
  }

  /**
   * Lets requests run out whose time is over, and tells what waits for them. Called by itself
   * whenever a request is made or looked at.
   */
  public void expireLate() {
    waiting.expireLate(now());
  }

  /**
   * Waits for nothing any more. Requests in memory of the governor's own are taken back; those in a
   * store that was given stand on.
   */
  public void close() {
    ApprovalStore.Watch watching;
    synchronized (this) {
      closed = true;
      watching = watch;
      watch = null;
    }
    for (HeldRequest request : waiting.all()) {
      if (sharesStore) {
        request.release();
      } else {
        request.withdraw();
      }
    }
    if (watching != null) {
      watching.close();
    }
  }

  void changed(ApprovalEntry entry) {
    waiting.changed(entry);
  }

  @Nullable HeldRequest held(String id) {
    return waiting.get(id);
  }

  void letGo(HeldRequest request) {
    waiting.remove(request);
  }

  ApprovalStore store() {
    return store;
  }

  /**
   * Whether requests are kept in a store that was given. A visit there may take its time.
   *
   * @return false when they are in memory and end with the governor
   */
  public boolean sharesStore() {
    return sharesStore;
  }

  boolean closed() {
    return closed;
  }

  Instant now() {
    return clock.instant();
  }

  static GovernanceException unavailable(String message, @Nullable Throwable cause) {
    return cause == null
        ? new GovernanceException(ReasonCode.APPROVAL_UNAVAILABLE, message)
        : new GovernanceException(ReasonCode.APPROVAL_UNAVAILABLE, message, cause);
  }
}
