package org.agentgovernance.cli.proposal;

import java.util.List;
import java.util.Map;
import org.agentgovernance.call.Effect;
import org.agentgovernance.catalog.ToolDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * What a tool does to the world, as far as its label, its hints and its name say.
 *
 * @param effect the effect, or null when nothing says it
 * @param why what it was guessed from
 */
record EffectGuess(@Nullable Effect effect, String why) {
  private record Verb(@Nullable Effect effect, String word) {}

  static EffectGuess of(ToolDescriptor tool, Labels.@Nullable Label label) {
    Verb verb = verb(NameWords.of(tool.name()));
    if (label != null && label.effect() != null) {
      boolean reads = label.effect().equals("read");
      return !reads && verb.effect() == Effect.IRREVERSIBLE
          ? new EffectGuess(Effect.IRREVERSIBLE, "the label and the verb " + verb.word())
          : new EffectGuess(reads ? Effect.READ : Effect.WRITE, "the label");
    }
    Map<?, ?> hints = tool.asMap().get("annotations") instanceof Map<?, ?> map ? map : Map.of();
    Object readOnly = hints.get("readOnlyHint");
    if (Boolean.TRUE.equals(hints.get("destructiveHint")) && !Boolean.TRUE.equals(readOnly)) {
      return new EffectGuess(Effect.IRREVERSIBLE, "destructiveHint");
    }
    if (verb.effect() == null) {
      verb = firstVerb(NameWords.of(tool.description()));
    }
    Effect named = verb.effect();
    if (Boolean.TRUE.equals(readOnly)) {
      return named == null || named == Effect.READ
          ? new EffectGuess(Effect.READ, "readOnlyHint")
          : new EffectGuess(named, "the verb " + verb.word() + ", against readOnlyHint");
    }
    if (Boolean.FALSE.equals(readOnly) && (named == null || named == Effect.READ)) {
      return new EffectGuess(Effect.WRITE, "readOnlyHint: false");
    }
    return new EffectGuess(named, named == null ? "" : "the verb " + verb.word());
  }

  /** How a description begins: "Returns a list" reads, although a tool named so gives back. */
  private static Verb firstVerb(List<String> words) {
    if (words.isEmpty()) {
      return new Verb(null, "");
    }
    String first = words.get(0);
    return first.equals("return") ? new Verb(Effect.READ, first) : verb(List.of(first));
  }

  /** The first word that is a verb; names such as slack_post_message begin with something else. */
  private static Verb verb(List<String> words) {
    Verb found = new Verb(null, "");
    for (String word : words) {
      Effect effect =
          Vocabulary.IRREVERSIBLE_VERBS.contains(word)
              ? Effect.IRREVERSIBLE
              : Vocabulary.WRITE_VERBS.contains(word)
                  ? Effect.WRITE
                  : Vocabulary.READ_VERBS.contains(word) ? Effect.READ : null;
      if (effect != null && found.effect() == null) {
        found = new Verb(effect, word);
      }
    }
    return found;
  }
}
