package org.agentgovernance.manifest;

/** How much of a model's prompt and response is recorded. */
public enum ModelTexts {
  /** Length and digest. */
  DIGEST,
  /** The texts too. */
  FULL
}
