package org.agentgovernance.manifest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.Effect;
import org.agentgovernance.json.Json;
import org.agentgovernance.recovery.Compensation;
import org.agentgovernance.recovery.Fallback;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools[].fallback} and {@code tools[].undo}, and checks them against all tools. */
final class RecoverySection {
  private final Problems problems;
  private final References names;
  private final List<Section> tools = new ArrayList<>();
  private final Map<Section, Section> fallbacks = new HashMap<>();
  private final Map<Section, Section> undos = new HashMap<>();

  RecoverySection(Problems problems, References names) {
    this.problems = problems;
    this.names = names;
  }

  void tool(Section s) {
    tools.add(s);
  }

  @Nullable Fallback fallback(Section s) {
    Section f = s.section("fallback", Keys.FALLBACK);
    if (f == null) {
      return null;
    }
    fallbacks.put(s, f);
    if (!Effect.READ.name().equalsIgnoreCase(s.textOrNull("effect"))) {
      s.problem(
          "fallback", "only a tool that reads has one; it would hide what another may have done");
    }
    Node value = f.get("value");
    if (value != null && value.value() == null) {
      f.problem("value", "null stands in for nothing; leave it out");
    }
    if (!f.has("value") && !f.has("tool") && !f.has("lastGood")) {
      problems.add(
          f.node(),
          f.path(),
          "needs \"value\", \"lastGood\" or \"tool\": what stands in for an answer that cannot be"
              + " used");
    }
    Section lastGood = f.section("lastGood", Keys.LAST_GOOD);
    Duration maxAge = lastGood == null ? null : lastGood.duration("maxAge");
    if (lastGood != null && !lastGood.has("maxAge")) {
      problems.add(lastGood.node(), lastGood.path(), "needs \"maxAge\", such as PT10M");
    }
    return new Fallback(
        f.textOrNull("tool"), maxAge, value == null ? null : Json.copyOf(value.value()));
  }

  @Nullable Compensation undo(Section s) {
    Node node = s.get("undo");
    if (node == null) {
      return null;
    }
    if (Effect.READ.name().equalsIgnoreCase(s.textOrNull("effect"))) {
      s.problem("undo", "a tool that only reads has nothing to undo");
    }
    if (!(node instanceof Node.Obj)) {
      String tool = s.textOrNull("undo");
      return tool == null ? null : Compensation.sameArguments(tool, Compensation.USUAL_WITHIN);
    }
    Section u = new Section(node, s.at("undo"), problems, Keys.UNDO);
    undos.put(s, u);
    String tool = u.text("tool");
    Duration declared = u.duration("within");
    Duration within = declared == null ? Compensation.USUAL_WITHIN : declared;
    return u.has("arguments")
        ? Compensation.of(tool, sources(u), within)
        : Compensation.sameArguments(tool, within);
  }

  private Map<String, Compensation.Source> sources(Section u) {
    Map<String, Compensation.Source> sources = new LinkedHashMap<>();
    Node node = u.get("arguments");
    if (!(node instanceof Node.Obj obj)) {
      u.problem("arguments", "must be an object: JSON Pointers such as /output/id by argument");
      return sources;
    }
    Section each =
        new Section(obj, u.at("arguments"), problems, List.copyOf(obj.members().keySet()));
    for (String argument : obj.members().keySet()) {
      String pointer = each.textOrNull(argument);
      if (pointer != null) {
        try {
          sources.put(argument, Compensation.Source.parse(pointer));
        } catch (IllegalArgumentException e) {
          each.problem(argument, String.valueOf(e.getMessage()));
        }
      }
    }
    return sources;
  }

  /** What only shows when all tools are known. */
  void check(List<ManifestModel.Tool> all) {
    Map<String, ManifestModel.Tool> byName = new HashMap<>();
    all.forEach(tool -> byName.put(tool.name(), tool));
    for (Section s : tools) {
      ManifestModel.Tool tool = byName.get(s.textOrNull("name"));
      if (tool != null) {
        Compensation undo = tool.undo();
        if (undo != null) {
          undoes(s, tool, undo, byName.get(undo.tool()));
        }
        Fallback fallback = tool.answer().fallback();
        if (fallback != null && fallback.tool() != null) {
          standsIn(s, tool, fallback.tool(), byName);
        }
      }
    }
  }

  private void undoes(
      Section s, ManifestModel.Tool tool, Compensation undo, ManifestModel.@Nullable Tool other) {
    if (other == null) {
      Section u = undos.get(s);
      names.known(u == null ? s : u, u == null ? "undo" : "tool");
    } else if (other.name().equals(tool.name())) {
      s.problem("undo", "a tool does not undo itself");
    } else if (other.effect() != Effect.WRITE) {
      s.problem(
          "undo",
          other.effect() == Effect.READ
              ? "\"" + undo.tool() + "\" only reads, so it undoes nothing; name a tool that writes"
              : "\""
                  + undo.tool()
                  + "\" is irreversible, so an undo could do more harm; name a tool whose effect is"
                  + " write");
    }
  }

  private void standsIn(
      Section s, ManifestModel.Tool tool, String other, Map<String, ManifestModel.Tool> byName) {
    Section f = fallbacks.getOrDefault(s, s);
    ManifestModel.Tool next = byName.get(other);
    if (next == null) {
      names.known(f, "tool");
      return;
    }
    if (next.effect() != Effect.READ) {
      f.problem("tool", "\"" + other + "\" does more than read; a read must not turn into it");
      return;
    }
    Set<String> way = new LinkedHashSet<>(Set.of(tool.name()));
    while (next != null && way.add(next.name())) {
      Fallback following = next.answer().fallback();
      String name = following == null ? null : following.tool();
      if (tool.name().equals(name)) {
        f.problem("tool", "goes in a circle: " + String.join(" -> ", way) + " -> " + tool.name());
        return;
      }
      next = name == null ? null : byName.get(name);
    }
    if (way.size() == 1) {
      f.problem("tool", "a tool does not stand in for itself");
    }
  }
}
