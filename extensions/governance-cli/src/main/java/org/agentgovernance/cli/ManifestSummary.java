package org.agentgovernance.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.call.Effect;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.json.Names;
import org.agentgovernance.manifest.Manifest;

/**
 * What a valid manifest comes to in a few lines, and what is allowed in it but rarely meant.
 *
 * @param lines the facts
 * @param warnings what to look at
 */
record ManifestSummary(List<String> lines, List<String> warnings) {
  private static final int LABEL = 12;
  private static final int NAMED = 10;

  static ManifestSummary of(
      Manifest manifest, List<ToolDescriptor> descriptors, boolean descriptorsGiven) {
    List<Map<?, ?>> tools = objects(manifest, "tools");
    List<String> lines = new ArrayList<>();
    lines.add("  digest " + manifest.digest());
    line(lines, "agent", manifest.agent());
    line(lines, "tools", tools.size() + byEffect(tools));
    line(lines, "tasks", count(manifest, "tasks"));
    line(lines, "rules", count(manifest, "permissions"));
    line(lines, "budgets", count(manifest, "budgets"));
    line(lines, "rates", count(manifest, "rates"));
    line(lines, "approvals", count(manifest, "approvals"));
    return new ManifestSummary(lines, warnings(tools, descriptors, descriptorsGiven));
  }

  private static void line(List<String> lines, String label, String text) {
    lines.add(Text.wrap("  " + Text.pad(label, LABEL), text, Terminal.WIDTH));
  }

  private static String count(Manifest manifest, String key) {
    return String.valueOf(objects(manifest, key).size());
  }

  private static List<Map<?, ?>> objects(Manifest manifest, String key) {
    List<Map<?, ?>> objects = new ArrayList<>();
    if (manifest.asMap().get(key) instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof Map<?, ?> map) {
          objects.add(map);
        }
      }
    }
    return objects;
  }

  private static String byEffect(List<Map<?, ?>> tools) {
    List<String> parts = new ArrayList<>();
    for (Effect effect : Effect.values()) {
      long count = tools.stream().filter(t -> effect.word().equals(t.get("effect"))).count();
      if (count > 0) {
        parts.add(count + " " + effect.word());
      }
    }
    return parts.isEmpty() ? "" : " (" + String.join(", ", parts) + ")";
  }

  private static List<String> warnings(
      List<Map<?, ?>> tools, List<ToolDescriptor> descriptors, boolean given) {
    Map<String, ToolDescriptor> live = new HashMap<>();
    descriptors.forEach(descriptor -> live.put(descriptor.name(), descriptor));
    List<String> schemaless = new ArrayList<>();
    List<String> unpinned = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    List<String> unreviewed = new ArrayList<>();
    Map<String, Map<?, ?>> listed = new TreeMap<>();
    for (Map<?, ?> tool : tools) {
      String name = String.valueOf(tool.get("name"));
      listed.put(name, tool);
      ToolDescriptor descriptor = live.get(name);
      boolean declares = tool.get("inputSchema") != null;
      if (!declares && (descriptor == null || descriptor.inputSchema() == null)) {
        schemaless.add(name);
      }
      if (tool.get("digest") == null) {
        unpinned.add(name);
      }
      if (tool.get("review") instanceof List<?> marks && !marks.isEmpty()) {
        unreviewed.add(name);
      }
      if (given && descriptor == null) {
        absent.add(name);
      }
    }
    List<String> warnings = new ArrayList<>();
    add(
        warnings,
        schemaless,
        given
            ? "no input schema in the manifest or the descriptors, so every call is denied"
            : "no input schema in the manifest; without a descriptor every call is denied; give"
                + " --tools to check with them");
    add(warnings, absent, "the descriptors do not have it; is it deployed?");
    add(warnings, unreviewed, "guesses that nobody has looked at yet stand under \"review\"");
    add(warnings, unpinned, "no \"digest\", so a changed descriptor goes unnoticed");
    for (ToolDescriptor descriptor : descriptors) {
      if (!listed.containsKey(descriptor.name())) {
        String nearest = Names.nearest(descriptor.name(), listed.keySet());
        warnings.add(
            "tool "
                + descriptor.name()
                + " is deployed and not listed, so every call of it is denied"
                + (nearest == null ? "" : "; did you mean \"" + nearest + "\"?"));
      }
    }
    return warnings;
  }

  private static void add(List<String> warnings, List<String> names, String what) {
    if (names.isEmpty()) {
      return;
    }
    String some = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    String more = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
    warnings.add((names.size() == 1 ? "tool " : "tools ") + some + more + ": " + what);
  }
}
