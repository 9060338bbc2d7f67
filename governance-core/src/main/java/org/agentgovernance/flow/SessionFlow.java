package org.agentgovernance.flow;

import org.agentgovernance.call.CallContext;
import org.jspecify.annotations.Nullable;

/**
 * What one session has read: its label, and the words that are known to be trusted. Safe for use by
 * many threads.
 */
final class SessionFlow {
  private static final Object KEY = SessionFlow.class;

  private volatile SessionLabel label = SessionLabel.CLEAN;
  private final Provenance provenance;

  SessionFlow(@Nullable String prompt) {
    this.provenance = new Provenance(prompt);
  }

  static SessionFlow of(CallContext context) {
    return context.state(KEY, known -> new SessionFlow(known.prompt()));
  }

  SessionLabel label() {
    return label;
  }

  Provenance provenance() {
    return provenance;
  }

  synchronized void read(String tool, Integrity integrity, Confidentiality confidentiality) {
    label = label.join(tool, integrity, confidentiality);
  }
}
