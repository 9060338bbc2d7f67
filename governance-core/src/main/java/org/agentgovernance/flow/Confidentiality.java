package org.agentgovernance.flow;

/** Who may learn it, widest first. */
public enum Confidentiality {
  /** Everyone. */
  PUBLIC,
  /** The organisation. */
  PRIVATE,
  /** Only the user. */
  USER
}
