package org.agentgovernance.audit;

import java.util.Locale;

/**
 * The optional named parts of a record, written in this order after the fields that every record of
 * a kind has. What each holds is laid down in the JSON Schema of records.
 */
public enum AuditSection {
  /** Who asks beyond user and agent: the chain of principals, scopes, how they were verified. */
  PRINCIPAL,
  /** What the session is labelled with: integrity and confidentiality, before and after. */
  LABELS,
  /** What each budget has left, as text by the budget's id. */
  BUDGETS,
  /** The call of a model: its name, what it was asked with, usage and cost. */
  MODEL,
  /** Who declared which data to be safe, and why. */
  ENDORSEMENT,
  /** The mode in which the policy was applied: enforced, observed, tried on a share of calls. */
  ROLLOUT,
  /** An order to the enforcement point: who gave it, what it says, to whom it applies. */
  ORDER,
  /** Something that happened to a control. */
  EVENT,
  /** A further try of a call whose tool failed: which one, and the id of the first. */
  RETRY;

  /**
   * The field's name in records.
   *
   * @return the name in lower case
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
