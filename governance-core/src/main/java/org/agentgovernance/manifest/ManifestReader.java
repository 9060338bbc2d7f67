package org.agentgovernance.manifest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.approval.ApprovalPolicy;
import org.agentgovernance.audit.ArgumentsMode;
import org.agentgovernance.audit.Redaction;
import org.agentgovernance.call.Effect;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.identity.Delegate;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** Reads the sections of a manifest into the model, and what refers to what. */
final class ManifestReader {
  private static final String API_VERSION = "agentgovernance/v1";
  private static final int MOST_APPROVERS = 100;
  private static final String KIND = "AgentManifest";

  private final Problems problems;
  private final Section root;

  private ManifestReader(Node document, Problems problems) {
    this.problems = problems;
    this.root = new Section(document, "", problems, Keys.ROOT);
  }

  static ManifestModel read(Node document, Problems problems) {
    ManifestModel model = new ManifestReader(document, problems).model();
    problems.throwIfAny();
    return model;
  }

  private ManifestModel model() {
    if (root.has("$schema")) {
      root.text("$schema");
    }
    constant("apiVersion", API_VERSION);
    constant("kind", KIND);
    Section metadata = required("metadata", Keys.METADATA);
    String name = metadata.text("name");
    String version = metadata.text("version");
    ManifestModel.Job job = job(metadata);
    rollout();
    Section agent = required("agent", Keys.AGENT);
    String agentId = agentId(agent);
    String catalogFile = catalog();
    List<ApprovalPolicy> approvals = approvals();
    References names =
        new References(problems, approvals.stream().map(ApprovalPolicy::id).toList());
    List<ManifestModel.Tool> tools = new ToolSection(root, problems, names).read();
    RuleSections rules = new RuleSections(root, problems, names);
    List<ManifestModel.Task> tasks = rules.tasks();
    names.tasks(tasks);
    return new ManifestModel(
        name,
        version,
        agentId,
        delegates(agent, names),
        catalogFile,
        tools,
        tasks,
        rules.permissions(tasks),
        new BudgetSection(root, problems, names).read(),
        attribution(),
        rules.rates(),
        rules.concurrency(),
        rules.loops(),
        approvals,
        rules.endorsements(),
        attributes(),
        audit(),
        job);
  }

  private void constant(String key, String expected) {
    String value = root.text(key);
    if (!value.isEmpty() && !value.equals(expected)) {
      root.problem(key, "must be \"" + expected + "\"");
    }
  }

  private Section required(String key, List<String> keys) {
    Section section = root.section(key, keys);
    if (section == null) {
      problems.add(root.node(), "", "needs \"" + key + "\"");
      return new Section(
          new Node.Obj(root.node().line(), root.node().column(), Map.of()), key, problems, keys);
    }
    return section;
  }

  /**
   * What people read and no control decides on: checked for shape here, for completeness by lint.
   */
  private ManifestModel.Job job(Section metadata) {
    Section accountable = metadata.section("accountable", Keys.ACCOUNTABLE);
    List<String> filled = new ArrayList<>();
    if (accountable != null) {
      for (String role : Keys.ACCOUNTABLE) {
        if (accountable.textOrNull(role) != null) {
          filled.add(role);
        }
      }
    }
    Section purpose = root.section("purpose", Keys.PURPOSE);
    return new ManifestModel.Job(
        metadata.textOrNull("owner"),
        filled,
        texts(purpose, "approved"),
        texts(purpose, "prohibited"),
        texts(purpose, "success"),
        metadata.date("reviewBy"),
        problems.ref("metadata", metadata.node()),
        place("purpose"),
        place("catalog"),
        place("approvals"));
  }

  private static List<String> texts(@Nullable Section section, String key) {
    return section == null ? List.of() : section.texts(key);
  }

  private RuleRef place(String key) {
    Node node = root.get(key);
    return problems.ref(key, node == null ? root.node() : node);
  }

  private void rollout() {
    Section rollout = root.section("rollout", Keys.ROLLOUT);
    String mode = rollout == null ? null : rollout.textOrNull("mode");
    if (rollout != null && mode != null && !mode.equals("enforce")) {
      rollout.problem("mode", "must be \"enforce\", the only mode of this version");
    }
  }

  private String agentId(Section agent) {
    Section bundle = agent.section("bundle", Keys.BUNDLE);
    if (bundle != null) {
      Keys.BUNDLE.forEach(bundle::textOrNull);
    }
    return agent.has("id") || root.has("agent") ? agent.text("id") : "";
  }

  private static List<Delegate> delegates(Section agent, References names) {
    Set<String> seen = new HashSet<>();
    return agent.each(
        "delegates",
        Keys.DELEGATE,
        s -> {
          String id = s.text("id");
          s.unique("id", id, seen);
          if (s.items("tools").isEmpty()) {
            s.problem("tools", "needs at least one tool; a sub-agent without tools can do nothing");
          }
          List<String> tools = names.expand(s, "tools");
          Effect most = s.oneOf("effect", Effect.class);
          Integer depth = s.count("maxDepth");
          if (depth != null && depth > Delegate.MAX_DEPTH) {
            s.problem("maxDepth", "must be at most " + Delegate.MAX_DEPTH);
          }
          return new Delegate(
              id,
              Set.copyOf(tools),
              most == null ? Effect.IRREVERSIBLE : most,
              depth == null ? Delegate.MAX_DEPTH : depth);
        });
  }

  /** The file of the signed catalogue, or null when the manifest says that there is none. */
  private @Nullable String catalog() {
    Section catalog = required("catalog", Keys.CATALOG);
    Boolean unsigned = catalog.flag("unsigned");
    String file = catalog.textOrNull("file");
    boolean one = catalog.has("file") != catalog.has("unsigned");
    if (root.has("catalog") && (!one || Boolean.FALSE.equals(unsigned))) {
      root.problem(
          "catalog", "must name its {\"file\"} or say {\"unsigned\": true} openly, one of the two");
    }
    return file;
  }

  private List<ApprovalPolicy> approvals() {
    Set<String> seen = new HashSet<>();
    return root.each(
        "approvals",
        Keys.APPROVAL,
        s -> {
          String id = s.text("id");
          s.unique("id", id, seen);
          List<String> roles = s.someTexts("roles");
          Integer quorum = s.count("quorum");
          if (quorum != null && quorum > MOST_APPROVERS) {
            s.problem("quorum", "must be at most " + MOST_APPROVERS);
          }
          Duration approve = s.duration("approveWithin");
          Duration execute = s.duration("executeWithin");
          ApprovalPolicy usual = ApprovalPolicy.DEFAULT;
          return new ApprovalPolicy(
              id,
              Set.copyOf(roles),
              quorum == null ? 1 : quorum,
              approve == null ? usual.approveWithin() : approve,
              execute == null ? usual.executeWithin() : execute,
              Boolean.TRUE.equals(s.flag("standing")));
        });
  }

  /** What use is attributed to where a session says nothing else. */
  private Map<String, String> attribution() {
    Node node = root.get("attribution");
    Map<String, String> tags = new LinkedHashMap<>();
    if (node instanceof Node.Obj obj) {
      List<String> keys = List.copyOf(obj.members().keySet());
      Section section = new Section(obj, "attribution", problems, keys);
      for (String key : keys) {
        String value = section.textOrNull(key);
        if (value != null) {
          tags.put(key, value);
        }
      }
    } else if (node != null) {
      problems.add(node, "attribution", "must be an object of texts, such as team and project");
    }
    return tags;
  }

  private ManifestModel.Attributes attributes() {
    Section attributes = root.section("attributes", Keys.ATTRIBUTES);
    return new ManifestModel.Attributes(
        schema(attributes, "user"),
        schema(attributes, "resource"),
        schema(attributes, "context"),
        sensitive(attributes));
  }

  private static List<String> sensitive(@Nullable Section attributes) {
    if (attributes == null) {
      return List.of();
    }
    List<String> paths = attributes.texts("sensitive");
    for (String path : paths) {
      String variable = path.substring(0, Math.max(0, path.indexOf('.')));
      if (!CallVariables.NAMES.contains(variable)) {
        attributes.problem(
            "sensitive",
            "\"" + path + "\" is not a path such as args.card.number or user.birthday");
      }
    }
    return paths;
  }

  private Map<String, @Nullable Object> schema(@Nullable Section attributes, String key) {
    Node node = attributes == null ? null : attributes.get(key);
    if (node == null) {
      return Map.of();
    }
    if (node instanceof Node.Obj obj) {
      return Json.object(Json.copyOf(obj.value()));
    }
    problems.add(node, "attributes." + key, "must be a JSON Schema object");
    return Map.of();
  }

  private ManifestModel.Audit audit() {
    Section audit = root.section("audit", Keys.AUDIT);
    if (audit == null) {
      return new ManifestModel.Audit(
          "audit", ArgumentsMode.DIGEST, ModelTexts.DIGEST, true, Redaction.none());
    }
    String directory = audit.textOrNull("directory");
    ArgumentsMode arguments = audit.oneOf("arguments", ArgumentsMode.class);
    ModelTexts models = audit.oneOf("models", ModelTexts.class);
    Durability durability = audit.oneOf("durability", Durability.class);
    return new ManifestModel.Audit(
        directory == null ? "audit" : directory,
        arguments == null ? ArgumentsMode.DIGEST : arguments,
        models == null ? ModelTexts.DIGEST : models,
        durability != Durability.ASYNC,
        redaction(audit));
  }

  private Redaction redaction(Section audit) {
    List<String> patterns = new ArrayList<>();
    for (Node item : audit.items("redact")) {
      if (item.value() instanceof String text) {
        try {
          Redaction.of(List.of(text));
          patterns.add(text);
        } catch (IllegalArgumentException e) {
          problems.add(item, "audit.redact", String.valueOf(e.getMessage()));
        }
      } else {
        problems.add(item, "audit.redact", "must be a pattern");
      }
    }
    return Redaction.of(patterns);
  }

  private enum Durability {
    INTENT,
    ASYNC
  }
}
