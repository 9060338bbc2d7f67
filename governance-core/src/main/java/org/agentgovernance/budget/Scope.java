package org.agentgovernance.budget;

import org.jspecify.annotations.Nullable;

/** What a budget is counted for. Several scopes together mean each combination has its own. */
public enum Scope {
  /** Each call alone; never combined with another scope. */
  CALL("call"),
  /** The session. */
  SESSION("session"),
  /** The task, across sessions. Sessions without a task count together. */
  TASK("task"),
  /** The agent, across its instances. */
  AGENT("agent"),
  /** The user at their issuer. Anonymous users count together. */
  USER("user"),
  /** The team: the session's tag {@code team}. Sessions without one count together. */
  TEAM("team"),
  /** The tool, or the model of a model call. */
  TOOL("tool"),
  /** The tool's group in the manifest. Tools without one count together, and so do all models. */
  GROUP("group"),
  /** The tool's effect; model calls count as {@code model}. */
  EFFECT("effect");

  private final String word;

  Scope(String word) {
    this.word = word;
  }

  /**
   * The word in manifests and stored keys.
   *
   * @return call, session, task, agent, user, team, tool, group or effect
   */
  public String word() {
    return word;
  }

  /**
   * Finds a scope by its word.
   *
   * @param word the word in a manifest
   * @return the scope, or null when there is none of that word
   */
  public static @Nullable Scope ofWord(String word) {
    for (Scope scope : values()) {
      if (scope.word.equals(word)) {
        return scope;
      }
    }
    return null;
  }
}
