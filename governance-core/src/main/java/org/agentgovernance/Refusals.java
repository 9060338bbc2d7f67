package org.agentgovernance;

import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.decision.RuleRef;
import org.jspecify.annotations.Nullable;

/** What the enforcement point itself says when no control has refused and a call cannot run. */
final class Refusals {
  private static final String NO_APPROVAL =
      "The approval for this call could not be had. Do not try it again.";

  private Refusals() {}

  static Deny closed() {
    return new Deny(
        ReasonCode.SESSION_CLOSED,
        Enforcement.ID,
        "the governor or the session is closed; open a new one",
        "The session is over. No further call can be made.");
  }

  /** What an order says to a call that was permitted before it came. */
  static Deny late(Decision said) {
    return said instanceof Deny denial
        ? denial
        : new Deny(
            said.code(),
            said.interceptor(),
            said.rule(),
            said.message(),
            "This call needs a person's approval now and was not made. Make it again to ask.");
  }

  static Deny interrupted() {
    return withdrawn("the calling thread was interrupted before the tool had started");
  }

  static Deny withdrawn() {
    return withdrawn("whoever asked for the call wanted it no longer");
  }

  private static Deny withdrawn(String how) {
    return new Deny(
        ReasonCode.CALL_WITHDRAWN,
        Enforcement.ID,
        how + "; nothing ran, make it again if it is still wanted",
        "This call was taken back before it was made.");
  }

  static Deny missingTool() {
    return new Deny(
        ReasonCode.TOOL_MISSING,
        Enforcement.ID,
        "no function is registered for the tool; register one with the governor or pass one with"
            + " the call",
        "This tool is not available now.");
  }

  static Deny undecided(Throwable problem) {
    return new Deny(
        ReasonCode.CHAIN_FAILED,
        Enforcement.ID,
        "the call could not be decided: "
            + problem.getClass().getSimpleName()
            + "; the log has the details",
        "This call cannot be checked now and was not made.");
  }

  static Deny askedAgain(RequireApproval asks) {
    return approval(
        ReasonCode.APPROVAL_UNAVAILABLE,
        asks.rule(),
        "control \""
            + asks.interceptor()
            + "\" asks for a person before a further try; a try that nobody waits for asks nobody");
  }

  static Deny undeclaredPolicy(RequireApproval asks) {
    return new Deny(
        ReasonCode.APPROVAL_UNAVAILABLE,
        "approval",
        asks.rule(),
        "control \""
            + asks.interceptor()
            + "\" asks for approval by \""
            + asks.approval()
            + "\", which the manifest does not declare; declare it under approvals",
        NO_APPROVAL);
  }

  static Deny approval(ReasonCode code, @Nullable RuleRef rule, String message) {
    String text =
        code.equals(ReasonCode.APPROVAL_REJECTED)
            ? "A person has rejected this call. Do not try it again."
            : code.equals(ReasonCode.APPROVAL_UNAVAILABLE)
                ? "The approval for this call cannot be had now. Try again later."
                : NO_APPROVAL;
    return new Deny(code, "approval", rule, message, text);
  }

  static Deny neverStarted() {
    return new Deny(
        ReasonCode.TOOL_REJECTED,
        Enforcement.ID,
        "the host's executor did not start the tool within its time limit; look at what it is busy"
            + " with, or give it more threads",
        "This call could not be made now. Try again later.");
  }
}
