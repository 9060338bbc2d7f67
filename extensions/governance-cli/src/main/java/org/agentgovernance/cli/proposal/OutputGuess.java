package org.agentgovernance.cli.proposal;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.agentgovernance.call.Effect;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.flow.Confidentiality;
import org.jspecify.annotations.Nullable;

/**
 * Who can have written in a tool's output and who may learn it.
 *
 * @param trusted whether nobody but the tool's owner can
 * @param whyTrusted what that was guessed from
 * @param confidentiality who may learn it
 * @param whyConfidential what that was guessed from
 */
record OutputGuess(
    boolean trusted, String whyTrusted, Confidentiality confidentiality, String whyConfidential) {

  static OutputGuess of(
      ToolDescriptor tool, @Nullable Effect effect, Labels.@Nullable Label label) {
    List<String> name = NameWords.of(tool.name());
    List<String> subject = NameWords.subject(name);
    boolean trusted;
    String why;
    if (label != null && (label.source() != null || label.echo())) {
      trusted = "trusted".equals(label.source()) && !label.echo();
      why = "the label";
    } else if (effect == Effect.READ) {
      trusted = readsOwnersWords(subject, NameWords.of(tool.description()));
      why = trusted ? "names what its owner keeps" : "may hold what others wrote";
    } else {
      boolean reworks = name.stream().anyMatch(Vocabulary.REWORKING_VERBS::contains);
      trusted = effect != null && !(reworks && any(name, Vocabulary.OTHERS_WORDS));
      why = trusted ? "a confirmation" : "may repeat what others wrote";
    }
    String says =
        (tool.name().replace('_', ' ') + " " + tool.description()).toLowerCase(Locale.ROOT);
    boolean secret =
        effect == Effect.READ && Vocabulary.SECRETS.stream().anyMatch(word -> has(says, word));
    if (label != null && Boolean.FALSE.equals(label.sensitive())) {
      return new OutputGuess(trusted, why, Confidentiality.PUBLIC, "the label");
    }
    if (secret) {
      return new OutputGuess(trusted, why, Confidentiality.USER, "speaks of secrets");
    }
    if (label != null && Boolean.TRUE.equals(label.sensitive())) {
      return new OutputGuess(trusted, why, Confidentiality.PRIVATE, "the label");
    }
    boolean personal = effect == null || any(name, Vocabulary.PRIVATE);
    return new OutputGuess(
        trusted,
        why,
        personal ? Confidentiality.PRIVATE : Confidentiality.PUBLIC,
        personal ? "names something of somebody" : "names nothing of anybody");
  }

  /** The name decides before the description does; others' words decide before the owner's. */
  private static boolean readsOwnersWords(List<String> subject, List<String> description) {
    if (any(subject, Vocabulary.OTHERS_WORDS)) {
      return false;
    }
    if (any(subject, Vocabulary.OWNERS_WORDS)) {
      return true;
    }
    return !any(description, Vocabulary.OTHERS_WORDS) && any(description, Vocabulary.OWNERS_WORDS);
  }

  private static boolean any(List<String> words, Set<String> known) {
    return words.stream().anyMatch(known::contains);
  }

  private static boolean has(String text, String word) {
    int at = text.indexOf(word);
    return at >= 0 && (at == 0 || !Character.isLetter(text.charAt(at - 1)));
  }
}
