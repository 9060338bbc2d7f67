package org.agentgovernance.interceptor;

/** Forgets every event. */
enum NoEvents implements EventSink {
  INSTANCE;

  @Override
  public void emit(GovernanceEvent event) {}
}
