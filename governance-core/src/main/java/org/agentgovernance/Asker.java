package org.agentgovernance;

import org.jspecify.annotations.Nullable;

/**
 * Who has asked for an asynchronous call and may want it no longer. Whichever attempt stands for
 * the call at that moment then ends. Safe for use by many threads.
 */
final class Asker {
  private @Nullable Attempt attempt;
  private boolean gone;

  /** From now on this attempt stands for the call. */
  Attempt follows(Attempt next) {
    boolean late;
    synchronized (this) {
      attempt = next;
      late = gone;
    }
    if (late) {
      next.withdraw();
    }
    return next;
  }

  /** Whether the answer is waited for no longer. */
  synchronized boolean gone() {
    return gone;
  }

  void leaves() {
    Attempt now;
    synchronized (this) {
      gone = true;
      now = attempt;
    }
    if (now != null) {
      now.withdraw();
    }
  }
}
