package org.agentgovernance.approval;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agentgovernance.json.Digest;

/**
 * Where requests to people are kept, so that they outlive the process and are the same for every
 * process that shares the store. Each request is one {@link ApprovalEntry}, replaced as a whole by
 * compare-and-set on its version: that is what makes an approval run one call once, wherever the
 * calls and the people are.
 *
 * <p>Called by many threads; all methods but {@link #watch} may block for I/O, on the thread of the
 * call that asks for an approval or of the person who decides. A store throws {@link
 * org.agentgovernance.decision.GovernanceException} with {@code approval.unavailable} when it
 * cannot answer, or when it does not know whether what it was asked to do was done: the call is
 * then denied. {@code ApprovalStoreContract} in {@code governance-test} says in tests what a store
 * must keep to.
 *
 * <p>Whoever can write to what is behind the store can approve, unless its entries are {@link
 * #signed}. Entries hold the arguments of calls as people read them.
 */
public interface ApprovalStore {
  /** The order in which entries are listed: by when they were made, then by id. */
  Comparator<ApprovalEntry> OLDEST_FIRST =
      Comparator.<ApprovalEntry, Instant>comparing(entry -> entry.request().created())
          .thenComparing(ApprovalEntry::id);

  /**
   * Takes a new request. Durable when it returns.
   *
   * @param entry an entry of version 1, of an id that the store does not hold
   */
  void add(ApprovalEntry entry);

  /**
   * Replaces an entry if nobody else did meanwhile. Durable when it returns true.
   *
   * @param next the new entry, one version above the one that the caller has seen
   * @return false when the store holds another version by now, or none; find it and think again
   */
  boolean replace(ApprovalEntry next);

  /**
   * What the store holds under an id.
   *
   * @param id the request's id
   * @return the entry; empty when there is none, or it is over and forgotten. One that cannot be
   *     read, or does not hold together, is thrown as unavailable
   */
  Optional<ApprovalEntry> find(String id);

  /**
   * The entries that are not over as the store has them; their time may be.
   *
   * @return a copy, oldest first; one that cannot be read is left out, so that it hides no other
   */
  List<ApprovalEntry> open();

  /**
   * The same of one call, for a call that is made again.
   *
   * @param key as {@link SealedRequest#key} has it
   * @return a copy, oldest first
   */
  List<ApprovalEntry> open(Digest key);

  /**
   * Drops entries that came to their end before a time, whether anybody noted that or not.
   * Governors ask for it now and then. A store may drop one that is over earlier, once it has told
   * the watchers.
   *
   * @param before what ended earlier is dropped
   * @return how many there were
   */
  int forget(Instant before);

  /**
   * Tells a governor of the changes of what it waits for, its own and others', within a second: by
   * notification, by polling, or both. While the store cannot be reached, nothing is told; what
   * changed meanwhile is told afterwards.
   *
   * @param watcher whom to tell, on any thread
   * @return what ends the watch
   */
  Watch watch(Watcher watcher);

  /** Takes what a store tells. Safe for use by many threads; does not throw. */
  interface Watcher {
    /**
     * What the governor waits for, for a store that has to look. One that knows of every change
     * need not ask.
     *
     * @return the last version known, by id
     */
    Map<String, Long> awaited();

    /**
     * An entry is this now. Telling the same twice, an older one late, or one that is not awaited
     * does no harm.
     *
     * @param entry the entry
     */
    void changed(ApprovalEntry entry);
  }

  /** A watch that can be ended. */
  interface Watch extends AutoCloseable {
    /** Ends it; the watcher is told nothing more, except what is being told just now. */
    @Override
    void close();
  }

  /**
   * A store whose entries are signed with a key that its governors share. Whoever can write to what
   * is behind it, but has no key, can neither approve nor change what is asked: an entry without a
   * good signature is shown to nobody and runs nothing, and is logged as an error. So is one that
   * is older than what this process has seen of it. What such a writer still can do is to remove
   * entries, which denies calls.
   *
   * @param store where the entries are
   * @param key the same for every governor of the store
   * @return the store to give to each of them
   */
  static ApprovalStore signed(ApprovalStore store, ApprovalKey key) {
    return new SignedStore(store, key);
  }

  /**
   * A store that lives as long as the process. Governors that share it share their requests. It
   * forgets what is over at once.
   *
   * @return a new, empty store
   */
  static ApprovalStore inMemory() {
    return new InMemoryApprovalStore();
  }
}
