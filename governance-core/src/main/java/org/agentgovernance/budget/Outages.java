package org.agentgovernance.budget;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.GovernanceEvent;

/** Says once when the store ceases to answer for a budget, and once when it answers again. */
final class Outages {
  static final String AWAY = "budget.unavailable";
  static final String BACK = "budget.recovered";

  private final EventSink events;
  private final Set<String> away = ConcurrentHashMap.newKeySet();

  Outages(EventSink events) {
    this.events = events;
  }

  void failed(Account account, RuntimeException cause) {
    String budget = account.budget().rule().id();
    if (away.add(budget)) {
      String tool = account.charges().target().tool();
      Map<String, String> details =
          Map.of("budget", budget, "error", cause.getClass().getSimpleName());
      events.emit(GovernanceEvent.of(AWAY, account.context(), tool, details));
    }
  }

  void answered(Applied budget, BudgetTarget target, CallContext who) {
    String id = budget.rule().id();
    if (!away.isEmpty() && away.remove(id)) {
      events.emit(GovernanceEvent.of(BACK, who, target.tool(), Map.of("budget", id)));
    }
  }
}
