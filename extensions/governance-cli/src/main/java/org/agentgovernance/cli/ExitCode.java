package org.agentgovernance.cli;

/** How the command ends. The numbers are an append-only part of the interface. */
final class ExitCode {
  /** All is well. */
  static final int PASS = 0;

  /** What was asked for could not be done, or came out badly. */
  static final int FAILED = 1;

  /** The command line is wrong, or names a file that cannot be read. */
  static final int USAGE = 2;

  /** The manifest, or a descriptor beside it, is not valid. */
  static final int INVALID_MANIFEST = 3;

  /** The audit log is not what was written, or the catalogue not what was signed. */
  static final int TAMPERED = 5;

  private ExitCode() {}
}
