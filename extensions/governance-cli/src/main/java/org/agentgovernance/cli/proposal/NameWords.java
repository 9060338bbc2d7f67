package org.agentgovernance.cli.proposal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Takes names apart: {@code getUserIds} and {@code get-user-ids} are get, user, id. */
final class NameWords {
  private static final Pattern CAMEL = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
  private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}]+");

  private NameWords() {}

  /** The words in lower case and in the singular. */
  static List<String> of(String name) {
    List<String> words = new ArrayList<>();
    for (String part : BETWEEN.split(CAMEL.matcher(name).replaceAll("_"), -1)) {
      if (!part.isEmpty()) {
        words.add(singular(part.toLowerCase(Locale.ROOT)));
      }
    }
    return words;
  }

  /** The words before the first preposition, which say what a tool is about. */
  static List<String> subject(List<String> words) {
    for (int i = 1; i < words.size(); i++) {
      if (Vocabulary.PREPOSITIONS.contains(words.get(i))) {
        return words.subList(0, i);
      }
    }
    return words;
  }

  static String last(List<String> words) {
    return words.isEmpty() ? "" : words.get(words.size() - 1);
  }

  private static String singular(String word) {
    if (word.length() <= 3 || !word.endsWith("s")) {
      return word.equals("ids") ? "id" : word;
    }
    if (word.endsWith("ss") || word.endsWith("us") || word.endsWith("is")) {
      return word;
    }
    if (word.endsWith("ies")) {
      return word.substring(0, word.length() - 3) + "y";
    }
    if (word.endsWith("sses") || word.endsWith("xes") || word.endsWith("ches")) {
      return word.substring(0, word.length() - 2);
    }
    return word.substring(0, word.length() - 1);
  }
}
