package org.agentgovernance;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.Usage;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.interceptor.Facts;
import org.agentgovernance.interceptor.Reservation;

/**
 * One call of the model behind an agent, held within the same budgets as the calls of tools. The
 * host makes the call itself, between {@link ModelCallBuilder#begin} and {@link #succeeded} or
 * {@link #failed}:
 *
 * <pre>{@code
 * try (ModelCall call = session.modelCall("large-model").estimateTokens(900, 400).begin()) {
 *   if (!call.permitted()) {
 *     return "not now"; // call.decision() says why
 *   }
 *   Answer answer = provider.ask(prompt);
 *   call.succeeded(ModelUsage.tokens(answer.in(), answer.out()).amount("usd", answer.cost()));
 * }
 * }</pre>
 *
 * <p>A call that is closed without having ended is booked as estimated: it may have been made. Safe
 * for use by many threads; it ends once.
 */
public final class ModelCall implements AutoCloseable {
  private final ModelRecords records;
  private final Decision decision;
  private final Reservation reservation;
  private final Map<String, BigDecimal> estimates;
  private final AtomicBoolean ended;

  private ModelCall(
      ModelRecords records,
      Decision decision,
      Reservation reservation,
      Map<String, BigDecimal> estimates) {
    this.records = records;
    this.decision = decision;
    this.reservation = reservation;
    this.estimates = estimates;
    this.ended = new AtomicBoolean(decision instanceof Deny);
  }

  static ModelCall begin(Session session, Enforcement enforcement, ModelCallBuilder asked) {
    ModelRecords records = new ModelRecords(enforcement, session.context(), asked);
    Map<String, BigDecimal> estimates = Map.copyOf(asked.estimates);
    if (enforcement.closed() || session.closed()) {
      return denied(records, Refusals.closed(), estimates);
    }
    ToolCall proposed = ToolCall.of(asked.model, Arguments.empty());
    if (enforcement.policy.modelGate().check(proposed, session.context(), List.of())
        instanceof Deny refused) {
      return denied(records, refused, estimates);
    }
    Reservation taken;
    try {
      taken = enforcement.policy.models().reserve(asked.model, estimates, session.context());
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (RuntimeException e) {
      return denied(records, Refusals.undecided(e), estimates);
    }
    Deny exceeded = taken.denial();
    if (exceeded != null) {
      return denied(records, exceeded, estimates);
    }
    Permit permit = Permit.by(Enforcement.ID);
    Deny stopped = taken.start();
    if (stopped == null && !records.asked(permit, taken.facts())) {
      stopped = records.unavailable();
    }
    if (stopped != null) {
      taken.settle(Outcome.notRun());
      return denied(records, stopped, estimates);
    }
    return new ModelCall(records, permit, taken, estimates);
  }

  private static ModelCall denied(
      ModelRecords records, Deny denial, Map<String, BigDecimal> estimates) {
    records.asked(denial, Facts.none());
    return new ModelCall(records, denial, Reservation.none(), estimates);
  }

  /**
   * The governor's own id of the call.
   *
   * @return the id, the same in all records of it
   */
  public String id() {
    return records.id();
  }

  /**
   * What was decided.
   *
   * @return a permit, or a denial with its reason
   */
  public Decision decision() {
    return decision;
  }

  /**
   * Whether the model may be called.
   *
   * @return true when everything that was expected is reserved
   */
  public boolean permitted() {
    return !(decision instanceof Deny);
  }

  /**
   * The model has answered. Books what it used, also past a limit, which then stops the next call.
   *
   * @param usage what it used; what is not known of it is booked as estimated
   */
  public void succeeded(ModelUsage usage) {
    end(Outcome.Kind.SUCCEEDED, usage);
  }

  /**
   * The model was called and did not answer as it should.
   *
   * @param usage what it used all the same; what is not known of it is booked as estimated
   */
  public void failed(ModelUsage usage) {
    end(Outcome.Kind.FAILED, usage);
  }

  /** The model was never called. Gives everything back. */
  public void notMade() {
    end(Outcome.Kind.NOT_RUN, ModelUsage.unknown());
  }

  /** Ends the call as failed, with what was estimated, if nothing else has ended it. */
  @Override
  public void close() {
    end(Outcome.Kind.FAILED, ModelUsage.unknown());
  }

  private void end(Outcome.Kind kind, ModelUsage usage) {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    Map<String, BigDecimal> known = new LinkedHashMap<>();
    if (kind != Outcome.Kind.NOT_RUN) {
      known.putAll(estimates);
      known.putAll(usage.amounts());
    }
    reservation.settle(new Outcome(kind, null, null, new Usage(known), 0));
    records.ended(kind, known, usage.response(), reservation.facts());
  }

  /** Id and decision. */
  @Override
  public String toString() {
    return "ModelCall[" + records.id() + " " + decision.verdict().word() + "]";
  }
}
