package org.agentgovernance.manifest;

import java.util.Map;
import java.util.Set;
import org.agentgovernance.budget.ModelBudgets;
import org.agentgovernance.json.Digest;

/** A compiled manifest: one lookup by the tool's name leads to its controls. Immutable. */
public final class Policy {
  private final Map<String, ToolPolicy> tools;
  private final ToolPolicy unlisted;
  private final ModelBudgets models;
  private final Digest digest;

  Policy(Map<String, ToolPolicy> tools, ToolPolicy unlisted, ModelBudgets models, Digest digest) {
    this.tools = Map.copyOf(tools);
    this.unlisted = unlisted;
    this.models = models;
    this.digest = digest;
  }

  /**
   * What applies to a tool.
   *
   * @param name the name as the agent wrote it
   * @return the tool's policy, or the one that refuses what is not listed
   */
  public ToolPolicy tool(String name) {
    ToolPolicy policy = tools.get(name);
    return policy == null ? unlisted : policy;
  }

  /**
   * The listed tools.
   *
   * @return their names
   */
  public Set<String> tools() {
    return tools.keySet();
  }

  /**
   * What holds model calls within their budgets.
   *
   * @return the budgets of models
   */
  public ModelBudgets models() {
    return models;
  }

  /**
   * The manifest's digest.
   *
   * @return as {@link Manifest#digest()}
   */
  public Digest digest() {
    return digest;
  }
}
