package org.agentgovernance.decision;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each control says of a call, and what the whole chain says. Made by a dry run: nothing is
 * reserved, executed, recorded or asked.
 *
 * @param tool the tool's name as proposed
 * @param decision what the chain says
 * @param steps one step for each control, in order
 */
public record Explanation(String tool, Decision decision, List<Step> steps) {
  /** Copies the list. */
  public Explanation {
    steps = List.copyOf(steps);
  }

  /**
   * What one control says.
   *
   * @param interceptor the control's id
   * @param decision what it says
   * @param reached whether the chain would have asked it; false after an earlier denial
   * @param counters what it counts and which part of a condition decided, for instance {@code
   *     daily-writes: 3 of 5 left}
   */
  public record Step(
      String interceptor, Decision decision, boolean reached, Map<String, String> counters) {
    /** Copies the map and keeps its order. */
    public Step {
      counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
    }
  }

  /** One line a control, for a terminal of 80 columns or more. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(256);
    out.append(tool).append(": ").append(decision.verdict().word());
    out.append(" (").append(decision.code()).append(")\n");
    for (Step step : steps) {
      Decision said = step.decision();
      out.append(step.reached() ? "  " : "  not reached: ");
      out.append(step.interceptor()).append(": ").append(said.verdict().word());
      if (said.verdict() != Verdict.PERMIT || said.rule() != null) {
        out.append(", ").append(said.message());
      }
      step.counters()
          .forEach((name, value) -> out.append("; ").append(name).append(' ').append(value));
      out.append('\n');
    }
    return out.toString();
  }
}
