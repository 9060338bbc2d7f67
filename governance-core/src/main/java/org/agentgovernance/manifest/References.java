package org.agentgovernance.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.Effect;
import org.agentgovernance.json.Names;
import org.jspecify.annotations.Nullable;

/** Resolves what one section says of another: tools by name or glob, tasks, approvals. */
final class References {
  private final Problems problems;
  private final List<String> approvals;
  private final Map<String, ManifestModel.Tool> tools = new LinkedHashMap<>();
  private final Set<String> tasks = new LinkedHashSet<>();

  References(Problems problems, List<String> approvals) {
    this.problems = problems;
    this.approvals = approvals;
  }

  void tools(List<ManifestModel.Tool> list) {
    list.forEach(tool -> tools.put(tool.name(), tool));
  }

  void known(Section section, String key) {
    String name = section.textOrNull(key);
    if (name != null && !tools.containsKey(name)) {
      section.problem(
          key,
          "tool \"" + name + "\" is not listed under tools",
          Names.nearest(name, tools.keySet()));
    }
  }

  /** What a listed tool does, or null when it is not listed. */
  @Nullable Effect effect(String tool) {
    ManifestModel.Tool known = tools.get(tool);
    return known == null ? null : known.effect();
  }

  void tasks(List<ManifestModel.Task> list) {
    list.forEach(task -> tasks.add(task.id()));
  }

  /** The tools that a key names, globs expanded; every entry must reach at least one. */
  List<String> expand(Section section, String key) {
    Set<String> reached = new LinkedHashSet<>();
    for (Node item : section.items(key)) {
      if (!(item.value() instanceof String pattern) || pattern.isBlank()) {
        problems.add(item, section.at(key), "must hold tool names or patterns");
      } else if (pattern.indexOf('*') >= 0) {
        List<String> hits = tools.keySet().stream().filter(t -> Names.matches(pattern, t)).toList();
        reached.addAll(hits);
        if (hits.isEmpty()) {
          problems.add(item, section.at(key), "no tool matches \"" + pattern + "\"");
        }
      } else if (tools.containsKey(pattern)) {
        reached.add(pattern);
      } else {
        problems.add(
            item.line(),
            item.column(),
            section.at(key),
            "tool \"" + pattern + "\" is not listed under tools",
            Names.nearest(pattern, tools.keySet()));
      }
    }
    return new ArrayList<>(reached);
  }

  /** All tools when the key is missing. */
  List<String> expandOrAll(@Nullable Section section, String key) {
    return section == null || !section.has(key)
        ? new ArrayList<>(tools.keySet())
        : expand(section, key);
  }

  List<String> ofEffects(List<String> names, Set<Effect> effects) {
    return names.stream()
        .filter(
            name -> {
              ManifestModel.Tool tool = tools.get(name);
              return tool != null && effects.contains(tool.effect());
            })
        .toList();
  }

  List<String> taskIds(Section section, String key) {
    List<String> ids = section.someTexts(key);
    for (String id : ids) {
      if (!tasks.contains(id)) {
        section.problem(
            key, "task \"" + id + "\" is not declared under tasks", Names.nearest(id, tasks));
      }
    }
    return ids;
  }

  @Nullable String approval(Section section, String key) {
    String id = section.textOrNull(key);
    if (id != null && !approvals.contains(id)) {
      section.problem(
          key,
          "approval \"" + id + "\" is not declared under approvals",
          Names.nearest(id, approvals));
    }
    return id;
  }
}
