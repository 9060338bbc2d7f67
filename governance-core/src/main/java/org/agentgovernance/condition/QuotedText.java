package org.agentgovernance.condition;

/** {@code strings.quote}: a text between double quotes with escapes, as CEL defines it. */
final class QuotedText {
  private QuotedText() {}

  static String of(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      int escape = "\u0007\b\f\n\r\t\u000b\\\"".indexOf(point);
      if (escape >= 0) {
        out.append('\\').append("abfnrtv\\\"".charAt(escape));
      } else {
        boolean half = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        out.appendCodePoint(half ? 0xfffd : point);
      }
    }
    return out.append('"').toString();
  }
}
