package org.agentgovernance.flow;

/**
 * Where a word begins and ends in a text in its normal form.
 *
 * <p>A word is an unbroken run of letters, digits, combining marks and the characters that names,
 * addresses and account numbers are written with ({@code - _ . @ + / \ ~ % &} and their relatives);
 * a comma or colon belongs to it between two digits. Full stops at its end do not belong to it.
 * What cannot be judged (half of a character outside the basic plane, an invisible character)
 * counts as part of the word, so that it never makes an end where the reader sees none.
 */
final class Words {
  private static final String JOINING = "-_.@+/\\~%&\u2010\u2044\u2212";

  private static final boolean[] ASCII = new boolean[128];

  static {
    for (char c = 0; c < ASCII.length; c++) {
      ASCII[c] = Character.isLetterOrDigit(c) || JOINING.indexOf(c) >= 0;
    }
  }

  private Words() {}

  /** The first place from there on at which a word begins, or the text's length. */
  static int start(String text, int from) {
    int at = from;
    while (at < text.length()) {
      if (!inWord(text, at)) {
        at++;
      } else if (end(text, at) > at) {
        return at;
      } else {
        at = runEnd(text, at);
      }
    }
    return at;
  }

  /** The end of the word that begins there; the same place when there are only full stops. */
  static int end(String text, int start) {
    int end = runEnd(text, start);
    while (end > start && text.charAt(end - 1) == '.') {
      end--;
    }
    return end;
  }

  /** The hash of a part, as {@link String#hashCode} would have it. */
  static int hash(String text, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    return hash;
  }

  /** Whether no word is cut at either end of a part. */
  static boolean whole(String text, int from, int to) {
    if (from > 0 && inWord(text, from - 1)) {
      return false;
    }
    int after = to;
    while (after < text.length() && text.charAt(after) == '.') {
      after++;
    }
    return after == text.length() || !inWord(text, after);
  }

  private static int runEnd(String text, int start) {
    int end = start;
    while (end < text.length() && inWord(text, end)) {
      end++;
    }
    return end;
  }

  private static boolean inWord(String text, int at) {
    char c = text.charAt(at);
    if (c < 128) {
      return ASCII[c] || ((c == ',' || c == ':') && betweenDigits(text, at));
    }
    return Character.isLetterOrDigit(c)
        || Character.isSurrogate(c)
        || c == NormalForm.UNSEEN
        || JOINING.indexOf(c) >= 0
        || isMarkOrConnector(c);
  }

  private static boolean isMarkOrConnector(char c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER,
          Character.CONNECTOR_PUNCTUATION ->
          true;
      default -> false;
    };
  }

  private static boolean betweenDigits(String text, int at) {
    return at > 0
        && at + 1 < text.length()
        && Character.isDigit(text.charAt(at - 1))
        && Character.isDigit(text.charAt(at + 1));
  }
}
