package org.agentgovernance.docs;

import java.util.List;

/**
 * A fenced block of a page.
 *
 * @param page the page's path from the root
 * @param language what stands behind the opening fence, possibly empty
 * @param mark the text of the HTML comment directly above the block, possibly empty
 * @param line the line of the opening fence, counted from 1
 * @param lines what stands between the fences
 */
record Fence(String page, String language, String mark, int line, List<String> lines) {
  String text() {
    return String.join("\n", lines) + "\n";
  }

  boolean is(String name) {
    return language.equals(name);
  }

  /** What stands behind a word of the mark, or null when the mark does not begin with it. */
  String after(String word) {
    return mark.equals(word) || mark.startsWith(word + " ")
        ? mark.substring(word.length()).strip()
        : null;
  }

  /** The line of the closing fence. */
  int lastLine() {
    return line + lines.size() + 1;
  }

  /** Page and line. */
  @Override
  public String toString() {
    return page + ":" + line;
  }
}
