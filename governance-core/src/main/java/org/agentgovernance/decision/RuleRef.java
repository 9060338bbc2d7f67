package org.agentgovernance.decision;

/**
 * The rule behind a decision and where it stands, interned when the manifest is loaded.
 *
 * @param id the rule's id in the manifest
 * @param place where it stands, as {@code file:line:column}
 */
public record RuleRef(String id, String place) {
  /** Id and place. */
  @Override
  public String toString() {
    return id + " (" + place + ")";
  }
}
