package org.agentgovernance.otel;

import io.opentelemetry.api.common.Attributes;
import java.math.BigDecimal;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.GovernanceEvent;

/** Counts events by kind, and shows breakers and budgets as events tell of them. */
final class EventMetrics implements EventSink {
  private final Instruments instruments;

  EventMetrics(Instruments instruments) {
    this.instruments = instruments;
  }

  @Override
  public void emit(GovernanceEvent event) {
    instruments.events.add(1, Attributes.of(Names.KIND, event.kind()));
    if (event.kind().startsWith("breaker.") && event.tool() != null) {
      instruments.breakers.set(
          event.kind().startsWith("breaker.open") ? 1 : 0,
          Attributes.of(Names.TOOL_NAME, event.tool()));
    } else if (event.kind().equals("budget.threshold")) {
      remaining(event);
    }
  }

  private void remaining(GovernanceEvent event) {
    String budget = event.details().get("budget");
    String used = event.details().get("used");
    String limit = event.details().get("limit");
    if (budget == null || used == null || limit == null) {
      return;
    }
    try {
      double left = new BigDecimal(limit).subtract(new BigDecimal(used)).doubleValue();
      instruments.budgets.set(left, Attributes.of(Names.BUDGET, budget));
    } catch (NumberFormatException e) {
      return; // an event of the host's own that is written otherwise
    }
  }
}
