package org.agentgovernance;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.Usage;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * What came of a proposed call. A refusal is a result like any other, never an exception, so that
 * an adapter can hand {@link #forModel()} back to the model. Immutable.
 */
public final class CallResult {
  private final String callId;
  private final Decision decision;
  private final Outcome outcome;
  private final ReasonCode code;
  private final @Nullable PendingCall pending;
  private final @Nullable String problem;
  private final @Nullable StandIn standIn;

  CallResult(
      String callId,
      Decision decision,
      Outcome outcome,
      ReasonCode code,
      @Nullable PendingCall pending) {
    this(callId, decision, outcome, code, pending, null, null);
  }

  CallResult(
      String callId,
      Decision decision,
      Outcome outcome,
      ReasonCode code,
      @Nullable PendingCall pending,
      @Nullable String problem,
      @Nullable StandIn standIn) {
    this.callId = callId;
    this.decision = decision;
    this.outcome = outcome;
    this.code = code;
    this.pending = pending;
    this.problem = problem;
    this.standIn = standIn;
  }

  /** The same call with another way to wait for it. */
  CallResult waiting(PendingCall other) {
    return new CallResult(callId, decision, outcome, code, other, problem, standIn);
  }

  /** The same with something that stands in for the answer. */
  CallResult standingIn(StandIn other) {
    return new CallResult(callId, decision, outcome, code, pending, problem, other);
  }

  /** Whether the tool was started, gave no answer that can be used, and no order stopped it. */
  boolean unanswered() {
    return outcome.ran() && outcome.output() == null && !stopped();
  }

  /**
   * The id under which the call stands in the audit log.
   *
   * @return the governor's own id of the call
   */
  public String callId() {
    return callId;
  }

  /**
   * What was decided. After an approval it is still the decision that asked for it; {@link
   * #executed()} says whether the call ran.
   *
   * @return the decision
   */
  public Decision decision() {
    return decision;
  }

  /**
   * The verdict of the decision.
   *
   * @return permit, approve or deny
   */
  public Verdict verdict() {
    return decision.verdict();
  }

  /**
   * Why, for programs: the decision's code, or the tool's when the tool was started and failed.
   *
   * @return the reason code
   */
  public ReasonCode code() {
    return code;
  }

  /**
   * The rule behind the decision.
   *
   * @return the rule, or empty when none decided
   */
  public Optional<RuleRef> rule() {
    return Optional.ofNullable(decision.rule());
  }

  /**
   * Whether the tool was started. A tool that failed or timed out was started, and may have had an
   * effect.
   *
   * @return true when it was
   */
  public boolean executed() {
    return outcome.ran();
  }

  /**
   * Whether the tool ran and returned a result.
   *
   * @return true when there is an output
   */
  public boolean succeeded() {
    return outcome.kind() == Outcome.Kind.SUCCEEDED;
  }

  /**
   * How the tool ended.
   *
   * @return the outcome; {@link Outcome.Kind#NOT_RUN} for a call that did not run
   */
  public Outcome outcome() {
    return outcome;
  }

  /**
   * What the tool returned.
   *
   * @return the output
   * @throws GovernanceException with the call's code when there is none: the call was denied, waits
   *     for an approval, or failed
   */
  public Object output() {
    Object output = outcome.output();
    if (output == null) {
      throw new GovernanceException(code, forOperator());
    }
    return output;
  }

  /**
   * What stands in for the tool's answer, as the manifest declares: when the tool was started and
   * gave no answer that can be used, or rests because it failed too often. Never when a control
   * refused the call for another reason.
   *
   * @return the value, or empty when the tool's own answer can be used or nothing stands in
   */
  public Optional<Object> fallback() {
    return standIn().map(StandIn::value);
  }

  /**
   * Where what stands in comes from, how old it is, and what came of a call that was made in place
   * of this one, also when that gave no answer either.
   *
   * @return what stands in, or empty when the tool's own answer can be used or nothing is declared
   */
  public Optional<StandIn> standIn() {
    return Optional.ofNullable(standIn);
  }

  /**
   * What the tool threw.
   *
   * @return the tool's own exception, unwrapped, or empty
   */
  public Optional<Throwable> error() {
    return Optional.ofNullable(outcome.error());
  }

  /**
   * What the call consumed, as far as the tool reported it.
   *
   * @return the usage
   */
  public Usage usage() {
    return outcome.usage();
  }

  /**
   * The call, when it waits for a person.
   *
   * @return the waiting call, or empty
   */
  public Optional<PendingCall> pending() {
    return Optional.ofNullable(pending);
  }

  /**
   * The text to give back to the model: the output, or why there is none and what to do instead. It
   * never holds rules, limits, exceptions or stack traces.
   *
   * @return the text, never empty
   */
  public String forModel() {
    if (succeeded()) {
      return textOf(outcome.output());
    }
    String instead = standIn == null ? null : standIn.forModel();
    if (instead != null) {
      return "The tool gave no answer that can be used. " + instead;
    }
    if (code.equals(ReasonCode.SCHEMA_INVALID_OUTPUT)) {
      return "Error: the tool ran, but its answer cannot be used. Do not repeat the call.";
    }
    if (outcome.ran()) {
      if (stopped()) {
        return "Error: the operator stopped this call. Whether it took effect is not known; make no"
            + " further attempt.";
      }
      return code.equals(ReasonCode.TOOL_TIMEOUT) || code.equals(ReasonCode.TOOL_CANCELLED)
          ? "Error: the tool did not answer in time. Whether it took effect is not known; do not"
              + " repeat the call."
          : "Error: the tool failed and returned no result.";
    }
    if (code.equals(ReasonCode.TOOL_REJECTED)) {
      return "Not executed: the tool is not available now. Try again later.";
    }
    if (pending != null) {
      return "Not executed yet: " + decision.modelMessage();
    }
    return "Not executed: " + decision.modelMessage();
  }

  private boolean stopped() {
    return code.equals(ReasonCode.CONTROL_HALTED) || code.equals(ReasonCode.CONTROL_REVOKED);
  }

  static String textOf(@Nullable Object output) {
    if (output instanceof String text) {
      return text.isEmpty() ? "(empty)" : text;
    }
    if (output instanceof Map<?, ?> || output instanceof Iterable<?> || output instanceof Number) {
      try {
        return Json.text(Json.copyOf(output));
      } catch (JsonException e) {
        return shown(output);
      }
    }
    return shown(output);
  }

  /** What a host returned may throw when it is looked at. */
  private static String shown(@Nullable Object output) {
    try {
      return String.valueOf(output);
    } catch (RuntimeException | StackOverflowError e) {
      return "(an answer that cannot be shown)";
    }
  }

  /**
   * The text for the operator: what was decided by whom, the limit against the actual, the next
   * step.
   *
   * @return the text, without arguments
   */
  public String forOperator() {
    return standIn == null ? ownStory() : ownStory() + "; " + standIn.forOperator();
  }

  private String ownStory() {
    if (code.equals(ReasonCode.TOOL_REJECTED)) {
      return code
          + ": the call was allowed, but the executor had no thread for the tool in time, or the"
          + " governor was closed; nothing ran";
    }
    return succeeded() || !outcome.ran()
        ? code + ": " + decision.interceptor() + ": " + decision.message()
        : code + ": " + howItEnded();
  }

  private String howItEnded() {
    if (stopped()) {
      return "an order stopped the call while its tool ran; find out whether it took effect";
    }
    if (problem != null) {
      return "the tool ran and its answer was withheld: " + problem;
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(outcome.nanos());
    return switch (outcome.kind()) {
      case TIMED_OUT ->
          "the tool did not answer within its time limit and was given up after "
              + millis
              + " ms; find out whether it took effect, and see its timeout in the manifest";
      case CANCELLED ->
          "the tool was interrupted after " + millis + " ms; find out whether it took effect";
      default -> failure();
    };
  }

  private String failure() {
    Throwable error = outcome.error();
    return error == null
        ? "the tool returned null; return a word such as \"done\""
        : "the tool threw " + error.getClass().getName() + "; see error(), or the tool's own log";
  }

  /** Verdict, code and whether it ran; never arguments or output. */
  @Override
  public String toString() {
    return "CallResult["
        + decision.verdict().word()
        + ", "
        + code
        + (executed() ? ", executed]" : ", not executed]");
  }
}
