package org.agentgovernance.manifest;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.audit.ArgumentsMode;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Risk;
import org.agentgovernance.flow.Acceptance;
import org.agentgovernance.flow.Confidentiality;
import org.agentgovernance.flow.Integrity;
import org.agentgovernance.flow.OutputLabel;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Names;
import org.agentgovernance.recovery.Fallback;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools}. */
final class ToolSection {
  private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);
  private static final String NO_TIMEOUT = "none";

  private final Section root;
  private final Problems problems;
  private final References names;
  private final Set<String> seen = new HashSet<>();
  private final RecoverySection recovery;
  private final ToolLimits limits = new ToolLimits();

  ToolSection(Section root, Problems problems, References names) {
    this.root = root;
    this.problems = problems;
    this.names = names;
    this.recovery = new RecoverySection(problems, names);
  }

  List<ManifestModel.Tool> read() {
    if (root.items("tools").isEmpty()) {
      root.problem("tools", "needs at least one tool; a manifest without tools permits nothing");
    }
    List<ManifestModel.Tool> tools = root.each("tools", Keys.TOOL, this::tool);
    names.tools(tools);
    recovery.check(tools);
    limits.check(names);
    return tools;
  }

  private ManifestModel.Tool tool(Section s) {
    String name = s.text("name");
    if (!name.isEmpty() && !Names.isTool(name)) {
      s.problem("name", "a tool's name has 1 to 64 of A-Z a-z 0-9 _ . -");
    }
    if (!name.isEmpty() && !seen.add(name.toLowerCase(Locale.ROOT))) {
      s.problem("name", "\"" + name + "\" stands twice (upper and lower case do not differ)");
    }
    String version = s.text("version");
    Effect effect = s.oneOf("effect", Effect.class);
    if (!s.has("effect")) {
      problems.add(s.node(), s.path(), "needs \"effect\": read, write or irreversible");
    }
    Effect known = effect == null ? Effect.IRREVERSIBLE : effect;
    Risk risk = s.oneOf("risk", Risk.class);
    recovery.tool(s);
    s.texts("review");
    return new ManifestModel.Tool(
        name,
        version,
        digest(s),
        s.someTexts("scopes"),
        known,
        risk == null ? usualRisk(known) : risk,
        s.has("roles") ? s.someTexts("roles") : List.of(),
        inputSchema(s),
        outputs(s),
        accepts(s),
        timeout(s),
        limits.read(s, problems.ref(name, s.node())),
        BudgetUnits.estimates(s),
        names.approval(s, "approval"),
        s.oneOf("arguments", ArgumentsMode.class),
        recovery.undo(s),
        s.textOrNull("group"),
        s.fraction("minConfidence"),
        Boolean.TRUE.equals(s.flag("coerce")),
        answer(s),
        problems.ref(name, s.node()));
  }

  private static Risk usualRisk(Effect effect) {
    return switch (effect) {
      case READ -> Risk.A;
      case WRITE -> Risk.B;
      case IRREVERSIBLE -> Risk.C;
    };
  }

  private static @Nullable Digest digest(Section s) {
    String text = s.textOrNull("digest");
    if (text == null) {
      return null;
    }
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      s.problem("digest", "must be sha256: and 64 hexadecimal digits in lower case");
      return null;
    }
  }

  private @Nullable Node inputSchema(Section s) {
    return schema(s, "inputSchema");
  }

  private @Nullable Node schema(Section s, String key) {
    Node node = s.get(key);
    if (node == null || node instanceof Node.Obj || node.value() instanceof Boolean) {
      return node;
    }
    problems.add(node, s.at(key), "must be a JSON Schema: an object, true or false");
    return null;
  }

  private ManifestModel.Answer answer(Section s) {
    Section o = s.section("outputs", Keys.OUTPUTS);
    Fallback fallback = recovery.fallback(s);
    if (o == null) {
      return new ManifestModel.Answer(null, 0, List.of(), fallback);
    }
    Integer most = o.count("maxBytes");
    return new ManifestModel.Answer(
        schema(o, "schema"), most == null ? 0 : most, o.someTexts("redact"), fallback);
  }

  private @Nullable Duration timeout(Section s) {
    if (!s.has("timeout")) {
      return USUAL_TIMEOUT;
    }
    return unlimited(s) ? null : s.duration("timeout");
  }

  /** Whether the tool says that it has no time limit. */
  static boolean unlimited(Section s) {
    Node timeout = s.get("timeout");
    return timeout != null && NO_TIMEOUT.equals(timeout.value());
  }

  private @Nullable OutputLabel outputs(Section s) {
    Section o = s.section("outputs", Keys.OUTPUTS);
    if (o == null || (!o.has("integrity") && !o.has("confidentiality") && !o.has("fields"))) {
      return null;
    }
    Integrity integrity = o.oneOf("integrity", Integrity.class);
    Confidentiality confidentiality = o.oneOf("confidentiality", Confidentiality.class);
    return new OutputLabel(
        integrity == null ? Integrity.UNTRUSTED : integrity,
        confidentiality == null ? Confidentiality.PUBLIC : confidentiality,
        fields(o));
  }

  private Map<String, Integrity> fields(Section o) {
    Node node = o.get("fields");
    if (node == null) {
      return Map.of();
    }
    if (!(node instanceof Node.Obj obj)) {
      problems.add(node, o.at("fields"), "must be an object of labels by JSON Pointer");
      return Map.of();
    }
    Map<String, Integrity> fields = new LinkedHashMap<>();
    Section labels =
        new Section(obj, o.at("fields"), problems, List.copyOf(obj.members().keySet()));
    for (String pointer : obj.members().keySet()) {
      if (!pointer.startsWith("/")) {
        labels.problem(pointer, "a JSON Pointer starts with /");
      }
      Integrity integrity = labels.oneOf(pointer, Integrity.class);
      if (integrity != null) {
        fields.put(pointer, integrity);
      }
    }
    return fields;
  }

  private static @Nullable Acceptance accepts(Section s) {
    Section a = s.section("accepts", Keys.ACCEPTS);
    if (a == null) {
      return null;
    }
    Boolean untrusted = a.flag("untrusted");
    Confidentiality max = a.oneOf("maxConfidentiality", Confidentiality.class);
    Acceptance.Otherwise otherwise = a.oneOf("otherwise", Acceptance.Otherwise.class);
    Acceptance.Evidence evidence = a.oneOf("evidence", Acceptance.Evidence.class);
    Confidentiality spares = a.oneOf("sparesUpTo", Confidentiality.class);
    Boolean links = a.flag("unknownLinks");
    return new Acceptance(
        Boolean.TRUE.equals(untrusted),
        max == null ? Confidentiality.USER : max,
        otherwise == null ? Acceptance.Otherwise.APPROVE : otherwise,
        a.texts("identityArguments"),
        evidence == null ? Acceptance.Evidence.TRUSTED_OUTPUT : evidence,
        spares == null ? Confidentiality.USER : spares,
        !Boolean.FALSE.equals(links));
  }
}
