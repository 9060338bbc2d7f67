package org.agentgovernance.condition;

import org.jspecify.annotations.Nullable;

/**
 * What a condition said: true, false, or an error with a reason. An error is neither, and whoever
 * asks must not treat it as permission. True and false are single instances, so that deciding
 * allocates nothing for them.
 */
public final class ConditionResult {
  /** The condition holds. */
  public static final ConditionResult TRUE = new ConditionResult(null, "true");

  /** The condition does not hold. */
  public static final ConditionResult FALSE = new ConditionResult(null, "false");

  private final @Nullable String code;
  private final String message;

  private ConditionResult(@Nullable String code, String message) {
    this.code = code;
    this.message = message;
  }

  static ConditionResult of(boolean value) {
    return value ? TRUE : FALSE;
  }

  static ConditionResult error(String code, String message) {
    return new ConditionResult(code, message);
  }

  /**
   * Returns whether the condition holds.
   *
   * @return true only for {@link #TRUE}
   */
  public boolean isTrue() {
    return this == TRUE;
  }

  /**
   * Returns whether the condition was evaluated and does not hold.
   *
   * @return true only for {@link #FALSE}
   */
  public boolean isFalse() {
    return this == FALSE;
  }

  /**
   * Returns whether the condition could not be evaluated.
   *
   * @return true for everything but {@link #TRUE} and {@link #FALSE}
   */
  public boolean isError() {
    return code != null;
  }

  /**
   * Returns why the condition could not be evaluated.
   *
   * @return a stable code such as {@code condition.no_such_field}, or null if there was no error
   */
  public @Nullable String code() {
    return code;
  }

  /**
   * Returns the result for an operator to read: {@code true}, {@code false}, or what went wrong.
   * Names fields and types of the rule, never values of the call.
   *
   * @return a short text
   */
  public String message() {
    return message;
  }

  @Override
  public String toString() {
    return code == null ? message : code + ": " + message;
  }
}
