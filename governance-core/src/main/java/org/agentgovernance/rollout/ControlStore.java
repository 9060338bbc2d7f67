package org.agentgovernance.rollout;

import java.nio.file.Path;

/**
 * Where orders stand, so that they outlive the process and reach every process that shares the
 * store. All orders are one value that is replaced as a whole, by compare-and-set on its epoch.
 *
 * <p>Called by many threads; {@link #load} and {@link #compareAndSet} may block for I/O and are
 * never called on the path of a call. A store throws {@link
 * org.agentgovernance.decision.GovernanceException} with {@code control.unavailable} when it cannot
 * answer; it never guesses that there are no orders.
 */
public interface ControlStore {
  /**
   * What stands now.
   *
   * @return the orders; {@link Orders#none()} for a store that never held any
   * @throws org.agentgovernance.decision.GovernanceException with {@code control.unavailable} when
   *     they cannot be read in full
   */
  Orders load();

  /**
   * Replaces the orders if nobody else did meanwhile. Durable when it returns true.
   *
   * @param epoch the epoch that {@link #load} gave
   * @param next the new orders, of epoch {@code epoch + 1}
   * @return false when the store holds another epoch by now; load again and retry
   * @throws org.agentgovernance.decision.GovernanceException with {@code control.unavailable} when
   *     it could not be stored, or it is not known whether it was
   */
  boolean compareAndSet(long epoch, Orders next);

  /**
   * Tells a governor of every change, its own and others', within a second: by notification, by
   * polling, or both. The watcher is also told of what stands when the watch begins, soon after.
   *
   * @param watcher whom to tell, on any thread
   * @return what ends the watch
   */
  Watch watch(Watcher watcher);

  /** Takes what a store tells. Safe for use by many threads; does not throw. */
  interface Watcher {
    /**
     * The orders are these now. Telling the same twice, or an older one late, does no harm.
     *
     * @param orders the orders
     */
    void changed(Orders orders);

    /**
     * The store cannot be read, so nobody knows what stands. Every call is denied with {@code
     * control.unavailable} until {@link #changed} is called, also with orders that are known. A
     * store over a network says so at the latest when it has not been reached for ten seconds.
     *
     * @param why for the operator; no secrets
     */
    void lost(String why);
  }

  /** A watch that can be ended. */
  interface Watch extends AutoCloseable {
    /** Ends it; the watcher is told nothing more, except what is being told just now. */
    @Override
    void close();
  }

  /**
   * A store that lives as long as the process. Governors that share it share its orders.
   *
   * @return a new store without orders
   */
  static ControlStore inMemory() {
    return new InMemoryControlStore();
  }

  /**
   * A store in one file. Several processes of one machine may share it: each sees a change within
   * half a second. The directory must be out of the reach of every tool and agent.
   *
   * @param file the file; it and its directory are made, for the owner only, with the first order.
   *     A file that is there and cannot be read in full is refused, never taken for empty
   * @return the store
   */
  static ControlStore file(Path file) {
    return new FileControlStore(file);
  }
}
