package org.agentgovernance.cli.proposal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.agentgovernance.call.Effect;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.flow.Confidentiality;
import org.jspecify.annotations.Nullable;

/**
 * What is proposed for one tool.
 *
 * @param name its name
 * @param effect its effect, or null when it is unknown, so that the tool is denied
 * @param json its entry in the manifest
 */
record ToolProposal(String name, @Nullable Effect effect, Map<String, @Nullable Object> json) {
  private static final String NO_VERSION = "0.0.0";

  static ToolProposal of(ToolDescriptor tool, Labels.@Nullable Label label, boolean pin) {
    EffectGuess effect = EffectGuess.of(tool, label);
    ArgumentGuess arguments = ArgumentGuess.of(tool);
    List<String> review = new ArrayList<>();
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", tool.name());
    json.put("version", tool.asMap().get("version") instanceof String v ? v : NO_VERSION);
    if (pin) {
      json.put("digest", tool.digest().toString());
    }
    Effect known = effect.effect();
    if (known == null) {
      review.add("effect: unknown, so the tool is denied until a permission names it");
    } else {
      review.add("effect: by " + effect.why());
    }
    json.put("effect", (known == null ? Effect.IRREVERSIBLE : known).word());
    OutputGuess output = OutputGuess.of(tool, known, label);
    json.put("outputs", outputs(output, review));
    if (gated(known, arguments, label)) {
      json.put("accepts", accepts(known, arguments, label, review));
    }
    if (tool.inputSchema() != null) {
      json.put("inputSchema", tool.inputSchema());
    } else {
      review.add("inputSchema: the tool has none, so every call is denied");
    }
    json.put("review", review);
    return new ToolProposal(tool.name(), known, json);
  }

  private static Map<String, @Nullable Object> outputs(OutputGuess output, List<String> review) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("integrity", output.trusted() ? "trusted" : "untrusted");
    json.put("confidentiality", word(output.confidentiality()));
    review.add("outputs.integrity: " + output.whyTrusted());
    review.add("outputs.confidentiality: " + output.whyConfidential());
    return json;
  }

  /** Whether what the session has read matters: for every effect, and for reads that lead out. */
  private static boolean gated(
      @Nullable Effect effect, ArgumentGuess arguments, Labels.@Nullable Label label) {
    if (effect != Effect.READ) {
      return true;
    }
    if (label != null && label.gated() != null) {
      return label.gated();
    }
    if (label != null && label.sink() != null) {
      return label.sink().equals("external");
    }
    return !arguments.addresses().isEmpty();
  }

  private static Map<String, @Nullable Object> accepts(
      @Nullable Effect effect,
      ArgumentGuess arguments,
      Labels.@Nullable Label label,
      List<String> review) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("untrusted", false);
    json.put("otherwise", "approve");
    List<String> identity = identity(effect, arguments, label, review);
    if (!identity.isEmpty()) {
      json.put("identityArguments", identity);
      json.put("evidence", "userWords");
      if (arguments.prose()) {
        json.put("sparesUpTo", "private");
        json.put("unknownLinks", false);
      }
    }
    return json;
  }

  private static List<String> identity(
      @Nullable Effect effect,
      ArgumentGuess arguments,
      Labels.@Nullable Label label,
      List<String> review) {
    List<String> labelled = label == null ? null : label.identity();
    if (labelled != null) {
      review.add("accepts.identityArguments: the label");
      return labelled;
    }
    boolean leadsOut = effect == Effect.READ && !arguments.addresses().isEmpty();
    List<String> guessed = leadsOut ? arguments.addresses() : arguments.targets();
    review.add(
        guessed.isEmpty()
            ? "accepts.identityArguments: none found, so a person is asked"
            : arguments.named()
                ? "accepts.identityArguments: by their names"
                : "accepts.identityArguments: none stands out, so all that are no text or time");
    return guessed;
  }

  private static String word(Confidentiality confidentiality) {
    return confidentiality.name().toLowerCase(Locale.ROOT);
  }
}
