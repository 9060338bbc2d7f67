package org.agentgovernance.rollout;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * An order that is in force, and what becomes of the calls that ran. Immutable.
 *
 * @param order the order; its id lifts it
 * @param inFlight how many calls were on their way to a tool or in one, and were cancelled
 * @param problems what could not be recorded or stored, for the operator; empty when all is well.
 *     The order is in force in this process all the same
 * @param report completes when the tools have ended or were given up, about a second later at most;
 *     never exceptionally
 */
public record Stopping(
    Order order, int inFlight, List<String> problems, CompletionStage<StopReport> report) {
  /** Copies the list. */
  public Stopping {
    problems = List.copyOf(problems);
  }
}
