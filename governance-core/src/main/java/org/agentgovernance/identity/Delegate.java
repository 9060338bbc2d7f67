package org.agentgovernance.identity;

import java.util.Set;
import org.agentgovernance.call.Effect;

/**
 * An agent that the manifest's agent may hand work to, and what it may use then. Immutable.
 *
 * @param id the agent's id
 * @param tools the names of its tools
 * @param effect the worst that its tools may do
 * @param maxDepth how far from the user's own session it may stand, 1 for directly below
 */
public record Delegate(String id, Set<String> tools, Effect effect, int maxDepth) {
  /** How many sessions may stand below each other under one that a host opened for a user. */
  public static final int MAX_DEPTH = 4;

  /** Copies the tools. */
  public Delegate {
    tools = Set.copyOf(tools);
  }
}
