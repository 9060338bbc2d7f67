package org.agentgovernance.call;

/**
 * Who acts for a user: an agent, and which running instance of it. Immutable.
 *
 * @param agent the agent's id; never empty
 * @param instance the running instance, or an empty string
 */
public record Actor(String agent, String instance) {
  /** Checks that an agent is named. */
  public Actor {
    if (agent.isEmpty()) {
      throw new IllegalArgumentException("an actor needs an id");
    }
  }

  /**
   * An agent of which the instance is not known.
   *
   * @param agent the agent's id
   * @return the actor
   */
  public static Actor of(String agent) {
    return new Actor(agent, "");
  }

  /** The agent, and behind a slash the instance. */
  @Override
  public String toString() {
    return instance.isEmpty() ? agent : agent + "/" + instance;
  }
}
