package org.agentgovernance.condition;

import org.jspecify.annotations.Nullable;

/** Leaves the parser at the first problem; has no stack trace because it never escapes. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final int start;
  final int end;
  final String code;
  final @Nullable String suggestion;

  Refusal(int start, int end, String code, String message, @Nullable String suggestion) {
    super(message, null, false, false);
    this.start = start;
    this.end = end;
    this.code = code;
    this.suggestion = suggestion;
  }

  static Refusal syntax(int start, int end, String message) {
    return new Refusal(start, end, Codes.SYNTAX, message, null);
  }

  ConditionProblem in(String source) {
    String message = getMessage();
    return ConditionProblem.at(
        source, start, end, code, message == null ? "" : message, suggestion);
  }
}
