package org.agentgovernance.condition;

/** Shows a place in an expression: the line, a caret under the place, the suggestion. */
final class CaretText {
  private static final int WIDTH = 100;
  private static final int BEFORE = 60;

  private CaretText() {}

  static String render(ConditionProblem problem, String source) {
    int offset = Math.min(problem.offset(), source.length());
    int lineStart = source.lastIndexOf('\n', offset - 1) + 1;
    int lineEnd = source.indexOf('\n', offset);
    if (lineEnd < 0) {
      lineEnd = source.length();
    }
    int from = Math.max(lineStart, offset - BEFORE);
    int to = Math.min(lineEnd, from + WIDTH);
    StringBuilder out = new StringBuilder();
    appendSafe(out.append("  "), source, from, to);
    out.append("\n  ");
    for (int i = source.codePointCount(from, offset); i > 0; i--) {
      out.append(' ');
    }
    out.append('^');
    int end = Math.min(to, offset + problem.length());
    for (int i = source.codePointCount(offset, Math.max(offset, end)); i > 1; i--) {
      out.append('~');
    }
    if (problem.suggestion() != null) {
      out.append("\n  ").append(problem.suggestion());
    }
    return out.toString();
  }

  private static void appendSafe(StringBuilder out, String source, int from, int to) {
    for (int i = from; i < to; ) {
      int point = source.codePointAt(i);
      out.appendCodePoint(SafeText.visible(point) ? point : (point == '\t' ? ' ' : '\ufffd'));
      i += Character.charCount(point);
    }
  }
}
