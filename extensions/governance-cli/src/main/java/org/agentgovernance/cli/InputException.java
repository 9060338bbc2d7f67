package org.agentgovernance.cli;

/** Something on the command line cannot be used; the message says what and what to do. */
final class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  InputException(int code, String message) {
    super(message);
    this.code = code;
  }

  static InputException usage(String message) {
    return new InputException(ExitCode.USAGE, message);
  }

  int code() {
    return code;
  }
}
