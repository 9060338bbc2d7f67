package org.agentgovernance.flow;

import java.util.function.BiPredicate;
import org.agentgovernance.call.CallContext;
import org.jspecify.annotations.Nullable;

/**
 * What one session has read: its label, and the words that are known to be trusted. Safe for use by
 * many threads.
 *
 * <p>A session that another delegated to begins with the other's label, and what it reads labels
 * the other at once: no later than its result can get there. Trusted words are shared, since where
 * they were read does not change who wrote them.
 */
final class SessionFlow {
  private static final Object KEY = SessionFlow.class;

  private final @Nullable SessionFlow parent;
  private final Provenance provenance;
  private volatile SessionLabel label;

  /** A session of its own, with the user's words. */
  SessionFlow(@Nullable String prompt) {
    this.parent = null;
    this.label = SessionLabel.CLEAN;
    this.provenance = new Provenance(prompt);
  }

  private SessionFlow(SessionFlow parent) {
    this.parent = parent;
    this.label = parent.label();
    this.provenance = parent.provenance;
  }

  static SessionFlow of(CallContext context) {
    return context.state(KEY, SessionFlow::begin);
  }

  private static SessionFlow begin(CallContext context) {
    CallContext above = context.parent();
    return above == null ? new SessionFlow(context.prompt()) : new SessionFlow(of(above));
  }

  SessionLabel label() {
    return label;
  }

  Provenance provenance() {
    return provenance;
  }

  void read(String tool, Integrity integrity, Confidentiality confidentiality) {
    // Upwards first, so that nothing is ever known here that the session above does not know.
    if (parent != null) {
      parent.read(tool, integrity, confidentiality);
    }
    join(tool, integrity, confidentiality);
  }

  private synchronized void join(String tool, Integrity integrity, Confidentiality secrecy) {
    label = label.join(tool, integrity, secrecy);
  }

  /** Takes effect only when the change was recorded; nothing can be read in between. */
  synchronized boolean endorse(
      Endorsement endorsement, BiPredicate<SessionLabel, SessionLabel> recorded) {
    SessionLabel after = label.endorsed(endorsement);
    if (!recorded.test(label, after)) {
      return false;
    }
    label = after;
    return true;
  }
}
