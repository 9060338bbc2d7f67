package org.agentgovernance.budget;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.agentgovernance.decision.RuleRef;
import org.jspecify.annotations.Nullable;

/** One entry of the manifest's {@code budgets}. Immutable. */
public final class BudgetRule {
  /** The unit of which every call uses exactly one. */
  public static final String CALLS = "calls";

  /** The unit of which every tool call and every model call uses exactly one. */
  public static final String STEPS = "steps";

  private final String id;
  private final Set<Scope> per;
  private final String unit;
  private final BigDecimal limit;
  private final Window window;
  private final List<BigDecimal> alerts;
  private final @Nullable BigDecimal allowance;
  private final RuleRef ref;

  private BudgetRule(Builder builder) {
    this.id = builder.id;
    this.per = Collections.unmodifiableSet(EnumSet.copyOf(builder.per));
    this.unit = builder.unit;
    this.limit = builder.limit;
    this.window = builder.window;
    this.alerts = builder.alerts.stream().distinct().sorted().toList();
    this.allowance = builder.allowance;
    this.ref = builder.ref;
  }

  /**
   * Starts a rule.
   *
   * @param id the rule's id, unique in the manifest
   * @param unit {@link #CALLS}, {@link #STEPS}, or a unit that tools estimate and report, such as
   *     {@code tokens} or a currency
   * @param limit how much may be used; more than 0, at most 6 digits after the point
   * @param ref where the rule stands
   * @return a builder
   */
  public static Builder builder(String id, String unit, BigDecimal limit, RuleRef ref) {
    return new Builder(id, unit, limit, ref);
  }

  /**
   * The rule's id.
   *
   * @return the id, unique in the manifest
   */
  public String id() {
    return id;
  }

  /**
   * What it is counted for.
   *
   * @return at least one scope; every one is part of the key
   */
  public Set<Scope> per() {
    return per;
  }

  /**
   * What is counted.
   *
   * @return the unit
   */
  public String unit() {
    return unit;
  }

  /**
   * How much may be used in one window.
   *
   * @return more than 0
   */
  public BigDecimal limit() {
    return limit;
  }

  /**
   * For which time it counts together.
   *
   * @return the window; {@link Window#total} means for the whole life of what it is counted for
   */
  public Window window() {
    return window;
  }

  /**
   * At which parts of the limit an event says so.
   *
   * @return numbers above 0 and at most 1, ascending; often none
   */
  public List<BigDecimal> alerts() {
    return alerts;
  }

  /**
   * How much tools that only read may use while the store does not answer.
   *
   * @return an amount of the unit for each account and outage, or null when nothing may run
   */
  public @Nullable BigDecimal allowance() {
    return allowance;
  }

  /**
   * Where the rule stands.
   *
   * @return its place in the manifest
   */
  public RuleRef ref() {
    return ref;
  }

  /**
   * Whether each call counts as one.
   *
   * @return true when the unit is {@code calls} or {@code steps}
   */
  public boolean countsCalls() {
    return CALLS.equals(unit) || STEPS.equals(unit);
  }

  /** The id. */
  @Override
  public String toString() {
    return "BudgetRule[" + id + "]";
  }

  /** Collects what a {@link BudgetRule} says. */
  public static final class Builder {
    private final String id;
    private final String unit;
    private final BigDecimal limit;
    private final RuleRef ref;
    private final Set<Scope> per = EnumSet.noneOf(Scope.class);
    private final List<BigDecimal> alerts = new ArrayList<>();
    private Window window = Window.total();
    private @Nullable BigDecimal allowance;

    private Builder(String id, String unit, BigDecimal limit, RuleRef ref) {
      this.id = id;
      this.unit = unit;
      this.limit = limit;
      this.ref = ref;
    }

    /**
     * Adds scopes; at least one is needed.
     *
     * @param scopes what it is counted for
     * @return this builder
     */
    public Builder per(Collection<Scope> scopes) {
      per.addAll(scopes);
      return this;
    }

    /**
     * Sets for which time it counts together; {@link Window#total} by default.
     *
     * @param value the window
     * @return this builder
     */
    public Builder window(Window value) {
      this.window = value;
      return this;
    }

    /**
     * Adds parts of the limit at which an event says so.
     *
     * @param parts numbers above 0 and at most 1
     * @return this builder
     */
    public Builder alerts(Collection<BigDecimal> parts) {
      alerts.addAll(parts);
      return this;
    }

    /**
     * Sets how much tools that only read may use while the store does not answer; nothing by
     * default.
     *
     * @param amount more than 0 and at most the limit, at most 6 digits after the point; or null
     * @return this builder
     */
    public Builder allowance(@Nullable BigDecimal amount) {
      this.allowance = amount;
      return this;
    }

    /**
     * Makes the rule.
     *
     * @return the rule
     * @throws IllegalArgumentException when a value is outside what is described here; the message
     *     says which and names no place
     */
    public BudgetRule build() {
      String name = "budget \"" + id + "\"";
      if (id.isEmpty() || unit.isEmpty()) {
        throw new IllegalArgumentException("a budget needs an id and a unit");
      }
      if (per.isEmpty()) {
        throw new IllegalArgumentException(name + " names nothing it is counted per");
      }
      if (per.contains(Scope.CALL) && (per.size() > 1 || window.ends())) {
        throw new IllegalArgumentException(
            name + " is per call: it takes neither a window nor a further scope");
      }
      if (per.contains(Scope.CALL) && (!alerts.isEmpty() || allowance != null)) {
        throw new IllegalArgumentException(
            name + " is per call: nothing of it is counted, so it takes no alerts or allowance");
      }
      if (limit.signum() <= 0) {
        throw new IllegalArgumentException(
            name + ": a limit is more than 0; leave the tool out to forbid it");
      }
      long most = Amounts.exact(limit, "the limit of " + name);
      for (BigDecimal part : alerts) {
        if (part.signum() <= 0 || part.compareTo(BigDecimal.ONE) > 0) {
          throw new IllegalArgumentException(name + ": an alert is above 0 and at most 1");
        }
      }
      if (allowance != null
          && (allowance.signum() <= 0
              || Amounts.exact(allowance, "the allowance of " + name) > most)) {
        throw new IllegalArgumentException(
            name + ": an allowance is above 0 and at most the limit");
      }
      return new BudgetRule(this);
    }
  }
}
