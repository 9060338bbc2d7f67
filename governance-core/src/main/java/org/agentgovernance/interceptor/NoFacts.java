package org.agentgovernance.interceptor;

import java.util.Map;

/** What a control says that has nothing to say. */
enum NoFacts implements Facts {
  INSTANCE;

  @Override
  public Map<String, String> texts() {
    return Map.of();
  }
}
