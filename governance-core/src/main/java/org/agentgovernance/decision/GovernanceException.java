package org.agentgovernance.decision;

/**
 * The root of what this library throws. A refused call is a value, not an exception; this is for a
 * manifest that does not load, a log that cannot be opened, a result taken from a call that has
 * none.
 */
public class GovernanceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ReasonCode code;

  /**
   * Makes an exception.
   *
   * @param code why, for programs
   * @param message why, for the operator; never arguments or secrets
   */
  public GovernanceException(ReasonCode code, String message) {
    super(message);
    this.code = code;
  }

  /**
   * Makes an exception with a cause.
   *
   * @param code why, for programs
   * @param message why, for the operator; never arguments or secrets
   * @param cause what happened underneath
   */
  public GovernanceException(ReasonCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /**
   * Why, for programs.
   *
   * @return the reason code
   */
  public ReasonCode code() {
    return code;
  }
}
