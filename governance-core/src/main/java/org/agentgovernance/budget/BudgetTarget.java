package org.agentgovernance.budget;

import org.agentgovernance.call.Effect;

/**
 * What a call uses: a tool or a model, as budgets tell them apart. Immutable.
 *
 * @param tool the tool's name in the manifest, or {@code model/} and the model's name
 * @param group the tool's group in the manifest, or an empty string; {@code model} for models
 * @param effect read, write, irreversible or model
 */
public record BudgetTarget(String tool, String group, String effect) {
  /** The effect and the group of every model. */
  static final String MODEL = "model";

  /**
   * A tool.
   *
   * @param name the tool's name in the manifest
   * @param group its group, or an empty string
   * @param effect its effect
   * @return the target
   */
  public static BudgetTarget tool(String name, String group, Effect effect) {
    return new BudgetTarget(name, group, effect.word());
  }

  /**
   * A model. No tool has such a name, since a tool's name holds no slash.
   *
   * @param name the model's name
   * @return the target
   */
  public static BudgetTarget model(String name) {
    return new BudgetTarget(MODEL + "/" + name, MODEL, MODEL);
  }

  /** Whether a call of it changes nothing but what it uses up. */
  boolean reads() {
    return effect.equals(Effect.READ.word());
  }
}
