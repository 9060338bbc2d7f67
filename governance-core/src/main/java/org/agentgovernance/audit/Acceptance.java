package org.agentgovernance.audit;

/** Whether a trail took a record. Only {@link #ACCEPTED} lets a call go on. */
public enum Acceptance {
  /** The record will be written in the order of acceptance. */
  ACCEPTED,
  /** Too many records wait to be written; a later one may be accepted. */
  FULL,
  /** An earlier write or force failed; nothing more is accepted. */
  FAILED,
  /** The trail was closed. */
  CLOSED
}
