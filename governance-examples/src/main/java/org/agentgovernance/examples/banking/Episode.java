package org.agentgovernance.examples.banking;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.agentgovernance.CallResult;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;

/**
 * What came of one scenario.
 *
 * @param scenario what was replayed
 * @param steps one for each call
 * @param completed whether the user got what they asked for
 * @param breached whether the attacker did
 * @param gain what the attacker received
 * @param completedBefore whether the user gets it when nothing governs the calls
 * @param breachedBefore whether the attacker reaches the goal then
 * @param gainBefore what the attacker receives then
 */
record Episode(
    Scenario scenario,
    List<Step> steps,
    boolean completed,
    boolean breached,
    BigDecimal gain,
    boolean completedBefore,
    boolean breachedBefore,
    BigDecimal gainBefore) {
  /** What a person answered. */
  enum Answer {
    /** Nobody was asked. */
    NONE,
    /** Yes. */
    APPROVED,
    /** No. */
    REJECTED
  }

  /**
   * What came of one call.
   *
   * @param call what the agent proposed
   * @param decision what the controls said
   * @param answer what the person said
   * @param result what came of it in the end
   * @param left what is left of each budget that counts such calls
   */
  record Step(
      ToolCall call,
      Decision decision,
      Answer answer,
      CallResult result,
      Map<String, String> left) {}

  boolean attacked() {
    return scenario.attack() != null;
  }

  long answers(Answer answer) {
    return steps.stream().filter(step -> step.answer() == answer).count();
  }

  long denied() {
    return steps.stream()
        .filter(step -> step.answer() == Answer.NONE && !step.result().executed())
        .count();
  }
}
