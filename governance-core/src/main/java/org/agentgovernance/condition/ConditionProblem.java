package org.agentgovernance.condition;

import org.jspecify.annotations.Nullable;

/**
 * One reason why a condition was refused at load. Positions count from the start of the expression;
 * whoever knows where the expression stands in a file shifts them.
 *
 * @param code what is wrong, stable: {@code condition.syntax}, {@code condition.unknown_field}, …
 * @param message what is wrong, for a person; contains parts of the expression, never data
 * @param offset index of the first UTF-16 unit concerned, from 0
 * @param length number of UTF-16 units concerned, 0 at the end of the expression
 * @param line line of {@code offset} in the expression, from 1
 * @param column column of {@code offset} in that line in Unicode characters, from 1
 * @param suggestion what to write instead, or null if nothing is near
 */
public record ConditionProblem(
    String code,
    String message,
    int offset,
    int length,
    int line,
    int column,
    @Nullable String suggestion) {

  static ConditionProblem at(
      String source, int start, int end, String code, String message, @Nullable String suggestion) {
    int from = Math.min(Math.max(start, 0), source.length());
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < from; i++) {
      if (source.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    int column = source.codePointCount(lineStart, from) + 1;
    int length = Math.max(0, Math.min(end, source.length()) - from);
    return new ConditionProblem(code, message, from, length, line, column, suggestion);
  }

  /**
   * Shows the line concerned with a caret under the place, then the suggestion. Characters that
   * could disturb a terminal are replaced, and a long line is cut around the place.
   *
   * @param source the expression that was compiled
   * @return two or three lines without a final line break
   */
  public String render(String source) {
    return CaretText.render(this, source);
  }

  @Override
  public String toString() {
    String hint = suggestion == null ? "" : "; " + suggestion;
    return line + ":" + column + ": " + code + ": " + message + hint;
  }
}
