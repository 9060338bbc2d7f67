package org.agentgovernance.call;

/** A tool's risk class, as the manifest declares it. */
public enum Risk {
  /** Read-only or harmless. */
  A,
  /** Can be reviewed afterwards. */
  B,
  /** Needs an approval each time. */
  C,
  /** Restricted: needs an approval by a rule that names it. */
  D
}
