package org.agentgovernance.budget;

import java.util.List;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RuleRef;
import org.jspecify.annotations.Nullable;

/** What the loop control says: to the model what it repeats, to the operator also where to look. */
final class LoopDenials {
  private LoopDenials() {}

  static Deny tooManySteps(StepLimit limit) {
    return new Deny(
        ReasonCode.LOOP_STEPS,
        LoopControl.ID,
        limit.ref(),
        "the session and its sub-agents have made "
            + limit.maxSteps()
            + (limit.maxSteps() == 1 ? " call" : " calls")
            + ", all that they may; raise maxSteps in "
            + place(limit.ref()),
        "This session has made as many calls as it may. Finish with what you have.");
  }

  /** The same when it is a session above that has no step left. */
  static Deny tooManySteps(StepLimit limit, String session) {
    Deny own = tooManySteps(limit);
    return new Deny(
        own.code(),
        own.interceptor(),
        own.rule(),
        "for session " + session + ", which this one was delegated from: " + own.message(),
        own.modelMessage());
  }

  static Deny of(LoopFinding found, LoopRule rule) {
    if (found.code().equals(ReasonCode.LOOP_CYCLE)) {
      return circle(found, rule);
    }
    return found.code().equals(ReasonCode.LOOP_NO_PROGRESS)
        ? noProgress(found, rule)
        : identical(found, rule);
  }

  private static Deny identical(LoopFinding found, LoopRule rule) {
    return denial(
        found,
        rule,
        "the session has made this call with equal arguments "
            + times(found.times())
            + ", all that it may; raise identicalCalls in ",
        "You have already called "
            + found.tools().get(0)
            + " with exactly these arguments. Use the results you have, or call it differently.");
  }

  private static Deny circle(LoopFinding found, LoopRule rule) {
    return denial(
        found,
        rule,
        "the session has made the same "
            + found.tools().size()
            + " calls ("
            + sequence(found.tools())
            + ") "
            + times(found.times())
            + " one after the other, all that it may, and begins again; see why it goes in circles,"
            + " or raise cycles in ",
        "You have made the same "
            + found.tools().size()
            + " calls ("
            + sequence(found.tools())
            + ") "
            + times(found.times())
            + ". Do something else, or finish with what you have.");
  }

  private static Deny noProgress(LoopFinding found, LoopRule rule) {
    String tool = found.tools().get(0);
    return denial(
        found,
        rule,
        tool
            + " has returned the same result "
            + times(found.times())
            + " in a row, all that it may; see whether the agent gets on, or raise sameResult in ",
        tool
            + " has returned the same result "
            + times(found.times())
            + " in a row. Use it, do something else, or finish with what you have.");
  }

  private static Deny denial(LoopFinding found, LoopRule rule, String message, String forModel) {
    return new Deny(
        found.code(), LoopControl.ID, rule.ref(), message + rule.ref().place(), forModel);
  }

  static Deny stopped(ReasonCode why, LoopRule rule) {
    return new Deny(
        ReasonCode.LOOP_STOPPED,
        LoopControl.ID,
        rule.ref(),
        "the session was stopped by "
            + why
            + ", as onLoop says; open a new session when the reason is clear, or see "
            + rule.ref().place(),
        "This session was stopped because it went in circles. Make no further calls; say what you"
            + " have done and what is missing.");
  }

  private static String sequence(List<String> tools) {
    return String.join(", ", tools);
  }

  private static String times(int count) {
    return count == 1 ? "1 time" : count + " times";
  }

  private static String place(@Nullable RuleRef ref) {
    return ref == null ? "the manifest" : ref.place();
  }
}
