package org.agentgovernance.condition;

/**
 * Why an expression has no value. Travels as an exception without stack trace up to the operator
 * that may absorb it, or to the boundary, where it becomes a result.
 */
final class EvalError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  final String code;

  /** Whether the whole evaluation ends: spent budgets are not absorbed by {@code ||}. */
  final boolean fatal;

  private EvalError(String code, String message, boolean fatal) {
    super(message, null, false, false);
    this.code = code;
    this.fatal = fatal;
  }

  static EvalError of(String code, String message) {
    return new EvalError(code, message, false);
  }

  static EvalError fatal(String code, String message) {
    return new EvalError(code, message, true);
  }

  static EvalError noOverload(String operation, Object value) {
    return of(Codes.NO_SUCH_OVERLOAD, operation + " is not defined for " + Values.typeName(value));
  }

  static EvalError noOverload(String operation, Object left, Object right) {
    return of(
        Codes.NO_SUCH_OVERLOAD,
        operation
            + " is not defined for "
            + Values.typeName(left)
            + " and "
            + Values.typeName(right));
  }

  static EvalError overflow(String type) {
    return of(Codes.OVERFLOW, "the result does not fit " + type);
  }

  String text() {
    String message = getMessage();
    return message == null ? code : message;
  }
}
