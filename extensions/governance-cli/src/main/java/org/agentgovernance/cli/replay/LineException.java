package org.agentgovernance.cli.replay;

/** A line that is no record of the contract. The message holds no content of the line. */
final class LineException extends Exception {
  private static final long serialVersionUID = 1L;

  LineException(String message) {
    super(message, null, false, false);
  }

  String said() {
    return String.valueOf(getMessage());
  }
}
