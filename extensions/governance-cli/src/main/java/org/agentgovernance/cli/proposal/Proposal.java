package org.agentgovernance.cli.proposal;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.Effect;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.json.Names;
import org.agentgovernance.schema.CompiledSchema;
import org.agentgovernance.schema.SchemaException;
import org.jspecify.annotations.Nullable;

/** A manifest that is proposed for review. The same tools and labels give the same text. */
public final class Proposal {
  private final List<ToolProposal> tools = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private final String agent;
  private final String name;

  private Proposal(String agent, String name) {
    this.agent = agent;
    this.name = name;
  }

  /**
   * Proposes a manifest.
   *
   * @param descriptors what the tools say of themselves
   * @param labels what somebody said of them
   * @param agent the agent's id
   * @param name the manifest's name
   * @param pin whether to write down the descriptors' digests
   * @return the proposal
   */
  public static Proposal of(
      List<ToolDescriptor> descriptors, Labels labels, String agent, String name, boolean pin) {
    Proposal proposal = new Proposal(agent, name);
    Set<String> seen = new HashSet<>();
    for (ToolDescriptor tool : descriptors) {
      String problem = problem(tool, seen);
      if (problem == null) {
        proposal.tools.add(ToolProposal.of(tool, labels.of(tool.name()), pin));
      } else {
        proposal.leftOut.add("\"" + tool.name() + "\" is left out: " + problem);
      }
    }
    return proposal;
  }

  private static @Nullable String problem(ToolDescriptor tool, Set<String> seen) {
    if (!Names.isTool(tool.name())) {
      return "a tool's name has 1 to 64 of A-Z a-z 0-9 _ . -";
    }
    if (!seen.add(tool.name().toLowerCase(Locale.ROOT))) {
      return "another tool has that name (upper and lower case do not differ)";
    }
    Object schema = tool.inputSchema();
    if (schema == null) {
      return null;
    }
    try {
      CompiledSchema.compile(schema);
      return null;
    } catch (SchemaException e) {
      return "its input schema cannot be used: " + e.getMessage();
    }
  }

  /**
   * The manifest.
   *
   * @return JSON text that ends with a line break
   */
  public String text() {
    Map<String, @Nullable Object> root = new LinkedHashMap<>();
    root.put("$schema", "https://agentgovernance.org/schema/v1/manifest.json");
    root.put("apiVersion", "agentgovernance/v1");
    root.put("kind", "AgentManifest");
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    metadata.put("name", name);
    metadata.put("version", "0.0.0");
    root.put("metadata", metadata);
    root.put("agent", Map.of("id", agent));
    root.put("catalog", Map.of("unsigned", true));
    root.put("tools", tools.stream().map(ToolProposal::json).toList());
    List<Object> permissions = new ArrayList<>();
    rule(permissions, "read", Effect.READ, "permit", "every tool that only reads may run");
    rule(
        permissions,
        "write",
        Effect.WRITE,
        "permit",
        "narrow it: which of these may run at all, up to which amount, for which task");
    rule(
        permissions,
        "irreversible",
        Effect.IRREVERSIBLE,
        "approve",
        "a person confirms each; name who, under approvals");
    if (!permissions.isEmpty()) {
      root.put("permissions", permissions);
    }
    return new ManifestText().of(root);
  }

  private void rule(
      List<Object> permissions, String id, Effect effect, String verdict, String review) {
    List<String> names = names(effect);
    if (!names.isEmpty()) {
      Map<String, @Nullable Object> rule = new LinkedHashMap<>();
      rule.put("id", id);
      rule.put("tools", names);
      rule.put("verdict", verdict);
      rule.put("review", List.of(review));
      permissions.add(rule);
    }
  }

  private List<String> names(@Nullable Effect effect) {
    return tools.stream().filter(t -> t.effect() == effect).map(ToolProposal::name).toList();
  }

  /**
   * How many tools are proposed.
   *
   * @return the number
   */
  public int size() {
    return tools.size();
  }

  /**
   * What the proposal comes to, for people.
   *
   * @return a few lines
   */
  public List<String> summary() {
    List<String> lines = new ArrayList<>();
    List<String> unknown = names(null);
    lines.add(
        tools.size()
            + " tools: "
            + names(Effect.READ).size()
            + " read, "
            + names(Effect.WRITE).size()
            + " write, "
            + names(Effect.IRREVERSIBLE).size()
            + " irreversible, "
            + unknown.size()
            + " unknown and denied");
    if (!unknown.isEmpty()) {
      lines.add("unknown: " + String.join(", ", unknown));
    }
    lines.addAll(leftOut);
    lines.add(
        "every guess stands under \"review\"; remove an entry once you have looked at it, then add"
            + " tasks, narrower permissions, budgets and approvals");
    return lines;
  }
}
