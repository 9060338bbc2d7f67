package org.agentgovernance.flow;

import org.jspecify.annotations.Nullable;

/**
 * A value in the form in which it is looked for: by its longest word, which is likely its rarest.
 *
 * @param text its normal form
 * @param offset where the longest word begins in it
 * @param hash the hash of the longest word
 */
record Needle(String text, int offset, int hash) {
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
    int longest = 0;
    int longestEnd = 0;
    int start = Words.start(text, 0);
    while (start < text.length()) {
      int end = Words.end(text, start);
      if (end - start > longestEnd - longest) {
        longest = start;
        longestEnd = end;
      }
      start = Words.start(text, end);
    }
    return new Needle(text, longest, Words.hash(text, longest, longestEnd));
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
