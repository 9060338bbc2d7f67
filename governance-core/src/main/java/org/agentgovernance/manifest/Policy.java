package org.agentgovernance.manifest;

import java.util.Map;
import java.util.Set;
import org.agentgovernance.budget.ModelBudgets;
import org.agentgovernance.flow.Endorsement;
import org.agentgovernance.interceptor.Chain;
import org.agentgovernance.json.Digest;
import org.jspecify.annotations.Nullable;

/** A compiled manifest: one lookup by the tool's name leads to its controls. Immutable. */
public final class Policy {
  private final Map<String, ToolPolicy> tools;
  private final ToolPolicy unlisted;
  private final Map<String, Endorsement> endorsements;
  private final ModelBudgets models;
  private final Chain modelGate;
  private final Digest digest;

  Policy(
      Map<String, ToolPolicy> tools,
      ToolPolicy unlisted,
      Map<String, Endorsement> endorsements,
      ModelBudgets models,
      Chain modelGate,
      Digest digest) {
    this.tools = Map.copyOf(tools);
    this.unlisted = unlisted;
    this.endorsements = Map.copyOf(endorsements);
    this.models = models;
    this.modelGate = modelGate;
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
   * Who may call a model at all: the session's identities, and the orders that stand.
   *
   * @return the controls of model calls; what they ask a person about is no reason to stop thinking
   */
  public Chain modelGate() {
    return modelGate;
  }

  /**
   * An endorsement by its id.
   *
   * @param id the id
   * @return the endorsement, or null when the manifest declares none of that id
   */
  public @Nullable Endorsement endorsement(String id) {
    return endorsements.get(id);
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
