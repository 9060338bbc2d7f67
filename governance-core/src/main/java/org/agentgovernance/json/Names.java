package org.agentgovernance.json;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** What counts as a name, and which known name is nearest to a misspelt one. */
public final class Names {
  private static final int MAX_TOOL_CHARS = 64;
  private static final int MAX_SUGGESTION_CHARS = 128;

  private Names() {}

  /**
   * Whether a text can be a tool's name.
   *
   * @param text the text
   * @return true for 1 to 64 letters, digits, underscores, dots and hyphens of ASCII
   */
  public static boolean isTool(String text) {
    if (text.isEmpty() || text.length() > MAX_TOOL_CHARS) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean ok =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '.'
              || c == '-';
      if (!ok) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a name fits a pattern.
   *
   * @param pattern characters as they are, and stars, each for any characters, none included
   * @param name the name
   * @return true when the pattern covers the whole name
   */
  public static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int resume = 0;
    while (n < name.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = n;
      } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /**
   * The known name that a misspelt one most likely means.
   *
   * @param text the misspelt name
   * @param known the names there are
   * @return the nearest one, or null when none is near
   */
  public static @Nullable String nearest(String text, Collection<String> known) {
    if (text.length() > MAX_SUGGESTION_CHARS) {
      return null;
    }
    String best = null;
    int bestDistance = Math.max(1, Math.min(3, text.length() / 2)) + 1;
    for (String name : known) {
      int distance = distance(text, name, bestDistance);
      if (distance < bestDistance
          || (best != null && distance == bestDistance && name.compareTo(best) < 0)) {
        best = name;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** Edits (insert, delete, replace, swap of neighbours) between two names, case ignored. */
  private static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) > limit) {
      return Integer.MAX_VALUE;
    }
    int[] before = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same = same(a.charAt(i - 1), b.charAt(j - 1));
        int edits = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && same(a.charAt(i - 1), b.charAt(j - 2))
            && same(a.charAt(i - 2), b.charAt(j - 1))) {
          edits = Math.min(edits, before[j - 2] + 1);
        }
        row[j] = edits;
      }
      int[] spare = before;
      before = last;
      last = row;
      row = spare;
    }
    return last[b.length()];
  }

  private static boolean same(char a, char b) {
    return Character.toLowerCase(a) == Character.toLowerCase(b);
  }
}
