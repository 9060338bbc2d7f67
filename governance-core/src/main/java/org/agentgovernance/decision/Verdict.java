package org.agentgovernance.decision;

/** The three answers, weakest first: a stronger one beats a weaker one. */
public enum Verdict {
  /** The call may run. */
  PERMIT("permit"),
  /** The call may run once a person has approved it. */
  APPROVE("approve"),
  /** The call does not run. */
  DENY("deny");

  private final String word;

  Verdict(String word) {
    this.word = word;
  }

  /**
   * The word in records and reports.
   *
   * @return permit, approve or deny
   */
  public String word() {
    return word;
  }
}
