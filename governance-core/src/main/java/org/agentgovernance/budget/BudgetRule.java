package org.agentgovernance.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.agentgovernance.decision.RuleRef;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the manifest's {@code budgets}. Immutable.
 *
 * <p>A window is fixed and starts at a multiple of its length since 1970-01-01T00:00Z, so {@code
 * P1D} is the calendar day in UTC. Without a window the budget is for the whole life of what it is
 * counted for: with {@link Scope#SESSION} for the session, otherwise for good.
 *
 * @param id the rule's id, unique in the manifest
 * @param per what it is counted for; every scope named is part of the key
 * @param unit {@code calls}, of which each call is one, or a unit that tools estimate and report
 * @param limit how much may be used; more than 0, at most 6 digits after the point
 * @param window how long until it starts anew, at least a millisecond and at most a day, or null
 * @param ref where the rule stands
 */
public record BudgetRule(
    String id,
    Set<Scope> per,
    String unit,
    BigDecimal limit,
    @Nullable Duration window,
    RuleRef ref) {
  /** The unit of which every call uses exactly one. */
  public static final String CALLS = "calls";

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(1);

  /**
   * Copies the set and checks the values.
   *
   * @throws IllegalArgumentException when a value is outside what is described above; the message
   *     says which and names no place
   */
  public BudgetRule {
    per = Set.copyOf(per);
    if (id.isEmpty() || unit.isEmpty()) {
      throw new IllegalArgumentException("a budget needs an id and a unit");
    }
    if (per.isEmpty()) {
      throw new IllegalArgumentException("budget \"" + id + "\" names nothing it is counted per");
    }
    if (per.contains(Scope.CALL) && (per.size() > 1 || window != null)) {
      throw new IllegalArgumentException(
          "budget \"" + id + "\" is per call: it takes neither a window nor a further scope");
    }
    checkLimit(id, limit);
    if (window != null && (window.compareTo(SHORTEST) < 0 || window.compareTo(LONGEST) > 0)) {
      throw new IllegalArgumentException(
          "budget \"" + id + "\": a window is between PT0.001S and P1D, not " + window);
    }
    if (window != null && !window.equals(window.truncatedTo(ChronoUnit.MILLIS))) {
      throw new IllegalArgumentException(
          "budget \"" + id + "\": a window is a whole number of milliseconds, not " + window);
    }
  }

  /**
   * Whether each call counts as one.
   *
   * @return true when the unit is {@code calls}
   */
  public boolean countsCalls() {
    return CALLS.equals(unit);
  }

  private static void checkLimit(String id, BigDecimal limit) {
    if (limit.signum() <= 0) {
      throw new IllegalArgumentException(
          "budget \"" + id + "\": a limit is more than 0; leave the tool out to forbid it");
    }
    Amounts.exact(limit, "the limit of budget \"" + id + "\"");
  }
}
