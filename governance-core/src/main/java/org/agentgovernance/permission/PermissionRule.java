package org.agentgovernance.permission;

import java.util.Set;
import org.agentgovernance.decision.RuleRef;
import org.jspecify.annotations.Nullable;

/**
 * One rule of the manifest as it applies to one tool. Immutable.
 *
 * @param ref the rule's id and place
 * @param tasks the tasks it is limited to; empty for every session
 * @param roles the user needs one of them; empty for every user
 * @param when its condition, or null when it always holds
 * @param verdict what it says when it matches
 * @param approval the approval policy it names, or null
 */
public record PermissionRule(
    RuleRef ref,
    Set<String> tasks,
    Set<String> roles,
    @Nullable RuleCondition when,
    Kind verdict,
    @Nullable String approval) {
  /** What a rule says, strongest first. */
  public enum Kind {
    /** The call does not run, whatever else permits it. */
    FORBID,
    /** The call needs a person. */
    APPROVE,
    /** The call may run. */
    PERMIT
  }

  /** Copies the sets. */
  public PermissionRule {
    tasks = Set.copyOf(tasks);
    roles = Set.copyOf(roles);
  }

  boolean unconditional() {
    return when == null && roles.isEmpty();
  }
}
