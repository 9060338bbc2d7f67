package org.agentgovernance.manifest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Risk;
import org.agentgovernance.permission.PermissionRule;
import org.jspecify.annotations.Nullable;

/**
 * Which rules can decide about which tool in which task, told from the rules alone: a rule behind
 * one without a condition never does.
 */
final class RuleReach {
  /** What a session without a task is in. */
  static final String NO_TASK = "";

  private final Set<ManifestModel.Permission> reached = new HashSet<>();
  private final Map<String, Set<String>> callable = new LinkedHashMap<>();
  private final Map<String, Set<String>> unasked = new HashMap<>();

  RuleReach(ManifestModel model) {
    for (ManifestModel.Tool tool : model.tools()) {
      look(model, tool, null);
      for (ManifestModel.Task task : model.tasks()) {
        if (task.tools().contains(tool.name())) {
          look(model, tool, task.id());
        }
      }
    }
  }

  private void look(ManifestModel model, ManifestModel.Tool tool, @Nullable String task) {
    List<ManifestModel.Permission> applying = new ArrayList<>();
    boolean granted = false;
    for (ManifestModel.Permission rule : model.permissions()) {
      boolean within = rule.tasks().isEmpty() || (task != null && rule.tasks().contains(task));
      if (within && rule.tools().contains(tool.name())) {
        applying.add(rule);
        granted = granted || rule.verdict() != PermissionRule.Kind.FORBID;
      }
    }
    for (PermissionRule.Kind kind : PermissionRule.Kind.values()) {
      for (ManifestModel.Permission rule : applying) {
        if (rule.verdict() == kind) {
          reached.add(rule);
          mark(tool, task, kind);
          if (rule.when() == null && rule.roles().isEmpty()) {
            return;
          }
        }
      }
    }
    if (!granted && task != null) {
      // What a task lists and no rule speaks of is permitted within the task.
      mark(tool, task, PermissionRule.Kind.PERMIT);
    }
  }

  private void mark(ManifestModel.Tool tool, @Nullable String task, PermissionRule.Kind kind) {
    boolean restricted = tool.risk() == Risk.D && kind == PermissionRule.Kind.PERMIT;
    if (kind == PermissionRule.Kind.FORBID || restricted) {
      return;
    }
    String in = task == null ? NO_TASK : task;
    callable.computeIfAbsent(in, t -> new LinkedHashSet<>()).add(tool.name());
    boolean asks = tool.effect() == Effect.IRREVERSIBLE || tool.risk() == Risk.C;
    if (kind == PermissionRule.Kind.PERMIT && !asks) {
      unasked.computeIfAbsent(in, t -> new LinkedHashSet<>()).add(tool.name());
    }
  }

  boolean decides(ManifestModel.Permission rule) {
    return reached.contains(rule);
  }

  /** The tasks, {@link #NO_TASK} among them, in which anything can be called at all. */
  Set<String> tasks() {
    return callable.keySet();
  }

  /** The tools that can be called in a task, asked about or not. */
  Set<String> callable(String task) {
    return callable.getOrDefault(task, Set.of());
  }

  /** Whether some session can call the tool. */
  boolean callableAnywhere(String tool) {
    return callable.values().stream().anyMatch(tools -> tools.contains(tool));
  }

  /** Whether the rules can let a call of the tool pass in a task without asking a person. */
  boolean unasked(String task, String tool) {
    return unasked.getOrDefault(task, Set.of()).contains(tool);
  }
}
