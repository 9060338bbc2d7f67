package org.agentgovernance.resilience;

import org.jspecify.annotations.Nullable;

/** Whose calls a limit counts apart from those of others. */
public enum Each {
  /** The user at their issuer. Anonymous users count together. */
  USER("user"),
  /** The agent, across its instances; a sub-agent is an agent of its own. */
  AGENT("agent"),
  /** The tool. */
  TOOL("tool");

  private final String word;

  Each(String word) {
    this.word = word;
  }

  /**
   * The word in manifests.
   *
   * @return user, agent or tool
   */
  public String word() {
    return word;
  }

  /**
   * Finds one by its word.
   *
   * @param word the word in a manifest
   * @return what is counted apart, or null when there is nothing of that word
   */
  public static @Nullable Each ofWord(String word) {
    for (Each each : values()) {
      if (each.word.equals(word)) {
        return each;
      }
    }
    return null;
  }
}
