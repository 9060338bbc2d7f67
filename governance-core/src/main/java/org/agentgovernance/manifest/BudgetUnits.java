package org.agentgovernance.manifest;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.budget.BudgetRule;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the units of budgets and estimates. Any word may be a unit of one's own, so a misspelt
 * one would count nothing and limit nothing; what is close to a unit that is known is refused.
 */
final class BudgetUnits {
  private static final List<String> KNOWN =
      List.of(BudgetRule.CALLS, BudgetRule.STEPS, "tokens", "tokens.in", "tokens.out");

  private static final Set<String> COUNTED = Set.of(BudgetRule.CALLS, BudgetRule.STEPS);

  /** Above this, and finer than this many digits, no budget can count. */
  private static final BigDecimal MOST = new BigDecimal("9000000000000");

  private static final int DIGITS = 6;

  private BudgetUnits() {}

  /** The unit of a budget. */
  static void check(Section s, String unit) {
    String meant = meant(unit);
    if (meant != null) {
      s.problem("unit", "\"" + unit + "\" is no unit that is reported as such", meant);
    }
  }

  /** What a tool is expected to use. */
  static Map<String, BigDecimal> estimates(Section s) {
    Map<String, BigDecimal> amounts = s.amounts("estimate");
    if (s.get("estimate") instanceof Node.Obj obj) {
      obj.members().keySet().forEach(unit -> estimate(s, unit));
    }
    amounts.forEach(
        (unit, amount) -> {
          if (amount.compareTo(MOST) > 0) {
            s.problem("estimate", "must be at most " + MOST.toPlainString() + " " + unit);
          }
        });
    return amounts;
  }

  private static void estimate(Section s, String unit) {
    if (unit.isBlank()) {
      s.problem("estimate", "needs a unit for each amount");
    } else if (COUNTED.contains(unit)) {
      s.problem("estimate", "a call always counts as one of \"" + unit + "\"; leave it out");
    } else {
      String meant = meant(unit);
      if (meant != null) {
        s.problem("estimate", "\"" + unit + "\" is no unit that is reported as such", meant);
      }
    }
  }

  /** An amount that budgets can count exactly, or null, which has been said then. */
  static @Nullable BigDecimal exact(Section s, String key) {
    BigDecimal amount = s.amount(key);
    if (amount == null) {
      return null;
    }
    if (amount.compareTo(MOST) > 0) {
      s.problem(key, "must be at most " + MOST.toPlainString());
      return null;
    }
    if (amount.stripTrailingZeros().scale() > DIGITS) {
      s.problem(key, "must have at most " + DIGITS + " digits after the point");
      return null;
    }
    return amount;
  }

  /** The unit that somebody who writes a word most likely means, or null when it may stand. */
  private static @Nullable String meant(String unit) {
    if (KNOWN.contains(unit)) {
      return null;
    }
    String lower = unit.toLowerCase(Locale.ROOT);
    for (String known : KNOWN) {
      if (lower.equals(known) || (lower + "s").equals(known)) {
        return known;
      }
    }
    return isCurrency(unit) ? lower : null;
  }

  /** Whether it is a code of ISO 4217, which model calls and reports write in lower case. */
  private static boolean isCurrency(String unit) {
    return unit.length() == 3
        && unit.equals(unit.toUpperCase(Locale.ROOT))
        && Currency.getAvailableCurrencies().stream()
            .anyMatch(each -> each.getCurrencyCode().equals(unit));
  }
}
