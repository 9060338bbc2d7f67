package org.agentgovernance.call;

import org.jspecify.annotations.Nullable;

/**
 * What came of a call that had been permitted. Immutable.
 *
 * @param kind how it ended
 * @param output what the tool returned, or null unless it succeeded
 * @param error what the tool threw, or null; for the operator, never for the model
 * @param usage what it consumed, as far as the tool reported it
 * @param nanos how long the tool ran, in nanoseconds
 */
public record Outcome(
    Kind kind, @Nullable Object output, @Nullable Throwable error, Usage usage, long nanos) {
  private static final Outcome NOT_RUN = new Outcome(Kind.NOT_RUN, null, null, Usage.none(), 0);

  /** How a permitted call ended. */
  public enum Kind {
    /** The tool returned a result. */
    SUCCEEDED,
    /** The tool threw, or returned null. */
    FAILED,
    /** The tool did not answer within its time; whether it took effect is not known. */
    TIMED_OUT,
    /** The call was cancelled while it ran; whether it took effect is not known. */
    CANCELLED,
    /** The tool was never started. */
    NOT_RUN
  }

  /**
   * A tool that was never started.
   *
   * @return the outcome
   */
  public static Outcome notRun() {
    return NOT_RUN;
  }

  /**
   * A tool that returned a result.
   *
   * @param output what it returned
   * @param usage what it consumed
   * @param nanos how long it ran, in nanoseconds
   * @return the outcome
   */
  public static Outcome succeeded(Object output, Usage usage, long nanos) {
    return new Outcome(Kind.SUCCEEDED, output, null, usage, nanos);
  }

  /**
   * A tool that did not return a result.
   *
   * @param kind how it ended
   * @param error what it threw, or null
   * @param nanos how long it ran, in nanoseconds
   * @return the outcome
   */
  public static Outcome failed(Kind kind, @Nullable Throwable error, long nanos) {
    return new Outcome(kind, null, error, Usage.none(), nanos);
  }

  /**
   * Whether the tool was started.
   *
   * @return false only for a call that never reached its tool
   */
  public boolean ran() {
    return kind != Kind.NOT_RUN;
  }

  /** The kind; never the output. */
  @Override
  public String toString() {
    return "Outcome[" + kind + "]";
  }
}
