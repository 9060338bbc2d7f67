package org.agentgovernance.flow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value in the form in which it is looked for.
 *
 * @param text its normal form
 * @param words the words in it
 * @param offsets where each word begins in it
 */
@SuppressWarnings("ArrayRecordComponent")
record Needle(String text, String[] words, int[] offsets) {
  private static final int MIN_CHARS = 2;
  private static final int MAX_CHARS = 256;

  /** The value, or null when it is never trusted: too short, too long, invisible parts, no word. */
  static @Nullable Needle of(String value) {
    if (value.length() > MAX_CHARS) {
      return null;
    }
    String text = NormalForm.ofValue(value);
    if (text == null || text.length() < MIN_CHARS || !hasLetterOrDigit(text)) {
      return null;
    }
    int start = Words.start(text, 0);
    int end = start < text.length() ? Words.end(text, start) : start;
    if (start == 0 && end == text.length()) {
      return new Needle(text, new String[] {text}, new int[] {0});
    }
    List<String> words = new ArrayList<>();
    int[] offsets = new int[text.length()];
    while (start < text.length()) {
      end = Words.end(text, start);
      offsets[words.size()] = start;
      words.add(text.substring(start, end));
      start = Words.start(text, end);
    }
    return new Needle(text, words.toArray(String[]::new), offsets);
  }

  private static boolean hasLetterOrDigit(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isLetterOrDigit(text.charAt(i)) || Character.isSurrogate(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }
}
