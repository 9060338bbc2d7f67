package org.agentgovernance.budget;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agentgovernance.interceptor.Facts;
import org.jspecify.annotations.Nullable;

/**
 * What one call reserved or booked in one budget, and in the budgets before it, as the call saw it:
 * what others do at the same time is theirs. Immutable.
 *
 * @param before what was used before the call
 * @param reserved what was reserved for it
 * @param booked what was booked for it; while it runs the complement of when it was reserved, to
 *     whose window it belongs
 */
record BudgetFacts(
    Applied budget, long before, long reserved, long booked, @Nullable BudgetFacts earlier)
    implements Facts {
  /** Under this and the unit a record says what was booked, for reports that add it up. */
  static final String BOOKED = "booked ";

  /** And under this what was reserved, which stays booked when nobody knows what became of it. */
  static final String RESERVED = "reserved ";

  /** And under this when; the record itself is made a little later. */
  static final String RESERVED_AT = "reservedAt";

  @Override
  public Map<String, String> texts() {
    Map<String, String> texts = earlier == null ? new LinkedHashMap<>() : earlier.texts();
    BudgetRule rule = budget.rule();
    StringBuilder text = new StringBuilder(64);
    text.append("before ").append(Amounts.text(before, rule.limit()));
    if (booked < 0) {
      text.append(", reserved ").append(Amounts.text(reserved, rule.limit()));
      texts.put(RESERVED + rule.unit(), Amounts.text(reserved, rule.limit()));
      texts.put(RESERVED_AT, Instant.ofEpochMilli(~booked).toString());
    } else {
      text.append(", booked ").append(Amounts.text(booked, rule.limit()));
      text.append(", after ").append(Amounts.text(Amounts.plus(before, booked), rule.limit()));
      texts.put(BOOKED + rule.unit(), Amounts.text(booked, rule.limit()));
    }
    text.append(", limit ").append(rule.limit().toPlainString()).append(' ').append(rule.unit());
    // A budget of a session and of those above it stands once: the session's own comes first.
    texts.putIfAbsent(rule.id(), text.toString());
    return texts;
  }
}
