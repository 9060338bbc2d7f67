package org.agentgovernance.interceptor;

import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.decision.Decision;
import org.jspecify.annotations.Nullable;

/**
 * What each control of a chain said of one call, for its record: those that were asked, in order,
 * and those that were not, because an earlier one denied. Filled by one thread while the call is
 * decided; it does not change any more once it is part of a record, and is then safe for use by
 * many threads.
 */
public final class ControlTrace {
  private final String[] names;
  private final @Nullable Decision[] said;
  private final @Nullable Facts[] facts;
  private final long @Nullable [] marks;

  ControlTrace(String[] names, boolean timed) {
    this.names = names;
    this.said = new Decision[names.length];
    this.facts = new Facts[names.length];
    this.marks = timed ? new long[names.length + 1] : null;
    if (marks != null) {
      marks[0] = System.nanoTime();
    }
  }

  /**
   * What one control said.
   *
   * @param interceptor the control's id
   * @param decision what it said, or null when it was not reached
   * @param facts what it knew, or {@link Facts#none()}
   * @param begin when it was asked, in the time of {@link System#nanoTime()}; 0 unless timed
   * @param nanos how long it took; 0 unless timed or when it was not reached
   */
  public record Step(
      String interceptor, @Nullable Decision decision, Facts facts, long begin, long nanos) {
    /**
     * Whether the control was asked at all.
     *
     * @return false when an earlier one denied
     */
    public boolean reached() {
      return decision != null;
    }
  }

  void said(int index, Decision decision) {
    said[index] = decision;
    if (marks != null) {
      marks[index + 1] = System.nanoTime();
    }
  }

  /** A control that permitted changes its mind when the call is about to run. */
  void refused(int index, Decision denial) {
    said[index] = denial;
  }

  void knew(int index, Facts what) {
    facts[index] = what == Facts.none() ? null : what;
  }

  /** Whether that control was asked. */
  boolean reached(int index) {
    return said[index] != null;
  }

  /**
   * Whether the time of each control was taken.
   *
   * @return false unless somebody asked for it, since it costs time itself
   */
  public boolean timed() {
    return marks != null;
  }

  /**
   * One step for each control.
   *
   * @return the steps in order, those that were not reached at the end
   */
  public List<Step> steps() {
    List<Step> steps = new ArrayList<>(names.length);
    for (int i = 0; i < names.length; i++) {
      Facts what = facts[i];
      boolean timed = marks != null && said[i] != null;
      steps.add(
          new Step(
              names[i],
              said[i],
              what == null ? Facts.none() : what,
              timed && marks != null ? marks[i] : 0,
              timed && marks != null ? marks[i + 1] - marks[i] : 0));
    }
    return steps;
  }
}
