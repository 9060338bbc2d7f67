package org.agentgovernance.call;

/**
 * Who asks: an instance of an agent, on behalf of a user. Immutable.
 *
 * @param subject the user
 * @param agent the agent's id, as in the manifest
 * @param instance the running instance of the agent, or an empty string
 */
public record Principal(Subject subject, String agent, String instance) {
  /** Checks that an agent is named. */
  public Principal {
    if (agent.isEmpty()) {
      throw new IllegalArgumentException("a principal needs an agent");
    }
  }
}
