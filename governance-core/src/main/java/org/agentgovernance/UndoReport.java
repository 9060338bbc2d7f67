package org.agentgovernance;

import java.time.Instant;
import java.util.List;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * What an undo came to: one entry for each effect that was not undone before, the latest first.
 * Immutable.
 *
 * @param entries what became of each effect
 * @param forgotten how many earlier effects of the session are not remembered any more, and so are
 *     not among the entries; 0 when none of them can be of the time that was asked for
 * @param running how many calls that change something were running when the undo began, or have
 *     ended while it went on; they are not among the entries. Ask again when they have ended
 */
public record UndoReport(List<Entry> entries, int forgotten, int running) {
  /** Copies the entries. */
  public UndoReport {
    entries = List.copyOf(entries);
  }

  /** What became of one effect. */
  public enum State {
    /** It was undone. */
    UNDONE,
    /** The call that undoes it waits for a person. */
    PENDING,
    /** It was not undone. */
    NOT_UNDONE
  }

  /**
   * One effect of the session.
   *
   * @param callId the governor's id of the call that had the effect
   * @param tool the tool that was called
   * @param at when that call ended
   * @param state what became of it
   * @param code why it was not undone, or the code of the undoing call
   * @param message the same for the operator, without arguments
   * @param call the undoing call, or null when none was made
   */
  public record Entry(
      String callId,
      String tool,
      Instant at,
      State state,
      ReasonCode code,
      String message,
      @Nullable CallResult call) {}

  /**
   * Whether everything was undone.
   *
   * @return false when something waits, still runs, was not undone, or is not remembered
   */
  public boolean complete() {
    return forgotten == 0 && running == 0 && count(State.UNDONE) == entries.size();
  }

  /**
   * How many effects came to a state.
   *
   * @param state the state
   * @return the number
   */
  public long count(State state) {
    return entries.stream().filter(entry -> entry.state() == state).count();
  }

  /** How many of each; never arguments. */
  @Override
  public String toString() {
    return "UndoReport["
        + count(State.UNDONE)
        + " undone, "
        + count(State.PENDING)
        + " pending, "
        + count(State.NOT_UNDONE)
        + " not undone, "
        + forgotten
        + " forgotten, "
        + running
        + " running]";
  }
}
