package org.agentgovernance.audit;

/** What a record tells of. */
public enum AuditKind {
  /** A call was denied or is pending; nothing ran. */
  DECISION("decision"),
  /** A permitted call is about to run. */
  INTENT("intent"),
  /** What came of a call whose intent stands earlier in the log. */
  OUTCOME("outcome"),
  /** An approval was requested, decided, used, or ran out. */
  APPROVAL("approval"),
  /** A writer opened the log. */
  LOG_OPENED("log.opened"),
  /** A torn last line was moved out of the log. */
  LOG_RECOVERED("log.recovered"),
  /** A writer closed the log; every record it accepted stands before this one. */
  LOG_CLOSED("log.closed");

  private final String word;

  AuditKind(String word) {
    this.word = word;
  }

  /**
   * The word in records.
   *
   * @return the word
   */
  public String word() {
    return word;
  }
}
