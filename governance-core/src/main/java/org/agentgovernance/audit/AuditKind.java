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
  /** What a session's agent was given to read before it proposed anything. */
  CONTEXT("context"),
  /** A call of the model behind the agent, denied or made. */
  MODEL("model"),
  /** Somebody declared data to be safe that was not labelled so. */
  ENDORSEMENT("endorsement"),
  /** Somebody asked for a session with a credential that was not good; it names nobody. */
  SESSION("session"),
  /** An order to the enforcement point: a halt, a mode, a revocation. */
  CONTROL("control"),
  /** Something happened to a control: a breaker opened, a sink lost records. */
  EVENT("event"),
  /** A writer opened the log. */
  LOG_OPENED("log.opened"),
  /** A torn last line was moved out of the log. */
  LOG_RECOVERED("log.recovered"),
  /** Intents of earlier segments that still wait for their outcome as a segment ends. */
  LOG_CARRIED("log.carried"),
  /** Old segments are removed, as the log's options say; their hashes stay. */
  LOG_RETENTION("log.retention"),
  /** Personal values were erased from beside the log. */
  LOG_ERASED("log.erased"),
  /** A writer closed the log; every record it accepted stands before this one. */
  LOG_CLOSED("log.closed");

  private final String word;

  AuditKind(String word) {
    this.word = word;
  }

  /**
   * Whether records of this kind tell of a tool call and so name one.
   *
   * @return true for decisions, intents, outcomes and approvals
   */
  public boolean ofCall() {
    return this == DECISION || this == INTENT || this == OUTCOME || this == APPROVAL;
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
