package org.agentgovernance.flow;

import org.agentgovernance.call.CallContext;

/**
 * What one session has read: its label, and the words that are known to be trusted. Safe for use by
 * many threads.
 */
final class SessionFlow {
  private static final Object KEY = SessionFlow.class;

  private volatile SessionLabel label = SessionLabel.CLEAN;
  private final Provenance provenance;

  private SessionFlow(CallContext context) {
    this.provenance = new Provenance(context.prompt());
  }

  static SessionFlow of(CallContext context) {
    return context.state(KEY, SessionFlow::new);
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
