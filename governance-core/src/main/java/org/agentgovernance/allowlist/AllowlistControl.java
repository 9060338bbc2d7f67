package org.agentgovernance.allowlist;

import java.util.List;
import java.util.Set;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.Interceptor;

/**
 * Gate 1 for one listed tool: it is there for this user, and the session's task exists and includes
 * it. A session without a task passes here; the permissions decide about it. Immutable.
 */
public final class AllowlistControl implements Interceptor {
  static final String ID = "allowlist";
  private static final Permit PERMIT = Permit.by(ID);

  private final Set<String> tasksWithTool;
  private final Set<String> tasks;
  private final String[] roles;
  private final Deny notForUser;
  private final Deny notInTask;
  private final Deny unknownTask;

  private AllowlistControl(
      String tool, Set<String> tasksWithTool, Set<String> tasks, List<String> roles) {
    this.tasksWithTool = Set.copyOf(tasksWithTool);
    this.tasks = Set.copyOf(tasks);
    this.roles = roles.toArray(new String[0]);
    this.notForUser =
        new Deny(
            ReasonCode.ALLOWLIST_NOT_FOR_USER,
            ID,
            "tool \""
                + tool
                + "\" is there for users with one of the roles "
                + String.join(", ", roles)
                + "; the session's user has none of them",
            "This tool is not there for the current user. Continue without it.");
    this.notInTask =
        new Deny(
            ReasonCode.ALLOWLIST_NOT_IN_TASK,
            ID,
            "the session's task does not include tool \""
                + tool
                + "\"; tasks that do: "
                + (tasksWithTool.isEmpty() ? "none" : String.join(", ", List.copyOf(tasksWithTool)))
                + "; add it to the task in the manifest if it belongs there",
            "This tool is not part of the current task. Continue without it.");
    this.unknownTask =
        new Deny(
            ReasonCode.ALLOWLIST_UNKNOWN_TASK,
            ID,
            "the session's task is not declared; declared tasks: "
                + (tasks.isEmpty() ? "none" : String.join(", ", List.copyOf(tasks)))
                + "; open the session with one of them",
            "The current task is not known, so no tool can be used.");
  }

  /**
   * The control of a listed tool.
   *
   * @param tool the tool's name
   * @param tasksWithTool the tasks that include it
   * @param tasks all declared tasks
   * @param roles the user must have one of these; empty when the tool is there for every user
   * @return the control
   */
  public static Interceptor listed(
      String tool, Set<String> tasksWithTool, Set<String> tasks, List<String> roles) {
    return new AllowlistControl(tool, tasksWithTool, tasks, roles);
  }

  /**
   * The control that refuses every tool that is not listed.
   *
   * @param toolNames the listed tools, for the suggestion to the operator
   * @return the control
   */
  public static Interceptor unlisted(Set<String> toolNames) {
    return new UnlistedTool(toolNames);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    if (roles.length > 0 && !hasOne(context.principal().subject().roles())) {
      return notForUser;
    }
    String task = context.task();
    if (task == null || tasksWithTool.contains(task)) {
      return PERMIT;
    }
    return tasks.contains(task) ? notInTask : unknownTask;
  }

  private boolean hasOne(Set<String> held) {
    for (String role : roles) {
      if (held.contains(role)) {
        return true;
      }
    }
    return false;
  }
}
