package org.agentgovernance.flow;

/** Whether a text can carry somebody else's instructions. */
public enum Integrity {
  /** Written by the user or attested by the tool's owner. */
  TRUSTED,
  /** Anyone may have written it. */
  UNTRUSTED
}
