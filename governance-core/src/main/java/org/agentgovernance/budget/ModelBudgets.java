package org.agentgovernance.budget;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.interceptor.Reservation;

/**
 * Holds model calls within the budgets that apply to them, in the same accounts as tool calls. Safe
 * for use by many threads.
 */
public final class ModelBudgets {
  private static final int MOST_KNOWN = 1024;

  private final List<Entry> entries;
  private final Budgets budgets;
  private final ConcurrentHashMap<String, Charges> known = new ConcurrentHashMap<>();

  /**
   * A budget and the models that it counts.
   *
   * @param rule the budget
   * @param models whether a model of a name counts
   */
  public record Entry(BudgetRule rule, Predicate<String> models) {}

  /**
   * Makes the budgets of models.
   *
   * @param entries the budgets that count models, in the order of the manifest
   * @param budgets what is counted
   */
  public ModelBudgets(List<Entry> entries, Budgets budgets) {
    this.entries = List.copyOf(entries);
    this.budgets = budgets;
  }

  /**
   * Reserves what a model call is expected to use, in every budget or in none.
   *
   * @param model the model's name
   * @param estimates what it is expected to use, by unit
   * @param context whose session it is
   * @return the reservation; look at {@link Reservation#denial()} first
   * @throws IllegalArgumentException when an estimate is negative or cannot be represented
   */
  public Reservation reserve(String model, Map<String, BigDecimal> estimates, CallContext context) {
    Charges charges = known.get(model);
    if (charges == null) {
      charges = new Charges(BudgetTarget.model(model), rules(model), budgets);
      if (known.mappingCount() < MOST_KNOWN) {
        Charges first = known.putIfAbsent(model, charges);
        charges = first == null ? charges : first;
      }
    }
    return charges.reserve(context, charges.amounts(estimates));
  }

  private List<BudgetRule> rules(String model) {
    return entries.stream().filter(entry -> entry.models().test(model)).map(Entry::rule).toList();
  }
}
