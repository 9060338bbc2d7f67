package org.agentgovernance.identity;

import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;

/** A credential was not good, so nobody knows who asks and no session is opened. */
public final class IdentityException extends GovernanceException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes an exception.
   *
   * @param code why, for programs
   * @param message why, for the operator; never the credential or parts of it that are secret
   */
  public IdentityException(ReasonCode code, String message) {
    super(code, message);
  }

  /**
   * Makes an exception with a cause.
   *
   * @param code why, for programs
   * @param message why, for the operator; never the credential or parts of it that are secret
   * @param cause what happened underneath
   */
  public IdentityException(ReasonCode code, String message, Throwable cause) {
    super(code, message, cause);
  }
}
