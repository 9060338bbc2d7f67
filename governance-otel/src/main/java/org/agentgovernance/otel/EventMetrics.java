package org.agentgovernance.otel;

import io.opentelemetry.api.common.Attributes;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.GovernanceEvent;

/** Counts events by kind. */
record EventMetrics(Instruments instruments) implements EventSink {
  @Override
  public void emit(GovernanceEvent event) {
    instruments.events.add(1, Attributes.of(Names.KIND, event.kind()));
  }
}
