package org.agentgovernance.budget;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.GovernanceEvent;

/** Says once when the store ceases to answer for a budget, and once when it answers again. */
final class Outages {
  static final String AWAY = "budget.unavailable";
  static final String BACK = "budget.recovered";

  private final EventSink events;
  private final Set<String> away = ConcurrentHashMap.newKeySet();

  /** How the store failed a check that has not become a denial yet, by budget. */
  private final ConcurrentHashMap<String, String> seen = new ConcurrentHashMap<>();

  Outages(EventSink events) {
    this.events = events;
  }

  void failed(Account account, RuntimeException cause) {
    failed(
        account.budget().rule().id(), name(cause), account.charges().target(), account.context());
  }

  /** A check failed. Whoever only asks must not raise an event, so that is left to the denial. */
  void noticed(BudgetRule budget, RuntimeException cause) {
    seen.put(budget.id(), name(cause));
  }

  /** A call was denied because a check had failed. */
  void denied(String budget, BudgetTarget target, CallContext who) {
    String error = seen.remove(budget);
    if (error != null) {
      failed(budget, error, target, who);
    }
  }

  /** What lies behind a store's own words. */
  private static String name(RuntimeException problem) {
    Throwable cause = problem instanceof GovernanceException ? problem.getCause() : null;
    return (cause == null ? problem : cause).getClass().getSimpleName();
  }

  private void failed(String budget, String error, BudgetTarget target, CallContext who) {
    if (away.add(budget)) {
      Map<String, String> details = Map.of("budget", budget, "error", error);
      events.emit(GovernanceEvent.of(AWAY, who, target.tool(), details));
    }
  }

  void answered(Applied budget, BudgetTarget target, CallContext who) {
    String id = budget.rule().id();
    if (!away.isEmpty() && away.remove(id)) {
      events.emit(GovernanceEvent.of(BACK, who, target.tool(), Map.of("budget", id)));
    }
  }

  /** Whether the store answers for every budget, as far as is known. */
  boolean none() {
    return away.isEmpty();
  }
}
