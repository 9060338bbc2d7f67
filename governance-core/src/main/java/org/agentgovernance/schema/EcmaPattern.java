package org.agentgovernance.schema;

import java.util.Map;

/**
 * Rewrites an ECMA-262 pattern, the dialect of JSON Schema, into the syntax of RE2 with the same
 * meaning. The two differ in white space, the dot, escapes, long property names and brackets within
 * classes.
 */
final class EcmaPattern {
  private static final String SPACE =
      "\\t\\n\\v\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}"
          + "\\x{3000}\\x{feff}";
  private static final String NOT_SPACE =
      "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"
          + "\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}"
          + "\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}";
  private static final String ANY = "\\x{0}-\\x{10ffff}";
  private static final String SAME_ESCAPES = "dDwWtnrfvbB";
  private static final Map<String, String> CATEGORIES =
      Map.ofEntries(
          Map.entry("Letter", "L"),
          Map.entry("Uppercase_Letter", "Lu"),
          Map.entry("Lowercase_Letter", "Ll"),
          Map.entry("Titlecase_Letter", "Lt"),
          Map.entry("Modifier_Letter", "Lm"),
          Map.entry("Other_Letter", "Lo"),
          Map.entry("Mark", "M"),
          Map.entry("Nonspacing_Mark", "Mn"),
          Map.entry("Spacing_Mark", "Mc"),
          Map.entry("Enclosing_Mark", "Me"),
          Map.entry("Number", "N"),
          Map.entry("Decimal_Number", "Nd"),
          Map.entry("digit", "Nd"),
          Map.entry("Letter_Number", "Nl"),
          Map.entry("Other_Number", "No"),
          Map.entry("Punctuation", "P"),
          Map.entry("punct", "P"),
          Map.entry("Connector_Punctuation", "Pc"),
          Map.entry("Dash_Punctuation", "Pd"),
          Map.entry("Open_Punctuation", "Ps"),
          Map.entry("Close_Punctuation", "Pe"),
          Map.entry("Initial_Punctuation", "Pi"),
          Map.entry("Final_Punctuation", "Pf"),
          Map.entry("Other_Punctuation", "Po"),
          Map.entry("Symbol", "S"),
          Map.entry("Math_Symbol", "Sm"),
          Map.entry("Currency_Symbol", "Sc"),
          Map.entry("Modifier_Symbol", "Sk"),
          Map.entry("Other_Symbol", "So"),
          Map.entry("Separator", "Z"),
          Map.entry("Space_Separator", "Zs"),
          Map.entry("Line_Separator", "Zl"),
          Map.entry("Paragraph_Separator", "Zp"),
          Map.entry("Control", "Cc"),
          Map.entry("Format", "Cf"));

  private final String source;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private boolean inClass;

  EcmaPattern(String source) {
    this.source = source;
  }

  String toRe2() {
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '\\') {
        escape();
      } else if (inClass) {
        inClass = c != ']';
        out.append(c == '[' ? "\\[" : String.valueOf(c));
        at++;
      } else if (c == '[') {
        openClass();
      } else if (c == '.') {
        out.append("[^\\n\\r\\x{2028}\\x{2029}]");
        at++;
      } else {
        if (c == '(') {
          refuseLookaround();
        }
        out.append(c);
        at++;
      }
    }
    return out.toString();
  }

  private void openClass() {
    if (source.startsWith("[^]", at)) {
      out.append('[').append(ANY).append(']');
      at += 3;
    } else if (source.startsWith("[]", at)) {
      out.append("[^").append(ANY).append(']');
      at += 2;
    } else {
      inClass = true;
      out.append('[');
      at++;
      if (at < source.length() && source.charAt(at) == '^') {
        out.append('^');
        at++;
      }
    }
  }

  private void refuseLookaround() {
    for (String look : new String[] {"(?=", "(?!", "(?<=", "(?<!"}) {
      if (source.startsWith(look, at)) {
        throw new LinearPatterns.Refused(
            "looks around itself with " + look + " and cannot run in linear time");
      }
    }
  }

  private void escape() {
    if (at + 1 >= source.length()) {
      throw new LinearPatterns.Refused("ends within an escape");
    }
    char c = source.charAt(at + 1);
    at += 2;
    if (c == 'b' && inClass) {
      literal('\b');
    } else if (SAME_ESCAPES.indexOf(c) >= 0) {
      out.append('\\').append(c);
    } else if (c == 's' || c == 'S') {
      space(c == 's');
    } else if (c == 'p' || c == 'P') {
      property(c);
    } else if (c == 'u') {
      unicode();
    } else if (c == 'x') {
      literal(hex(2));
    } else if (c == 'c' && at < source.length() && isLetter(source.charAt(at))) {
      literal(source.charAt(at++) & 31);
    } else if (c == '0' && (at >= source.length() || !isDigit(source.charAt(at)))) {
      literal(0);
    } else if (isDigit(c) || c == 'k') {
      throw new LinearPatterns.Refused("refers back to a group and cannot run in linear time");
    } else if (isLetter(c)) {
      throw new LinearPatterns.Refused("has the unknown escape \\" + c);
    } else if (c < 0x80) {
      out.append('\\').append(c);
    } else {
      out.append(c);
    }
  }

  private void space(boolean included) {
    if (inClass) {
      out.append(included ? SPACE : NOT_SPACE);
    } else {
      out.append(included ? "[" : "[^").append(SPACE).append(']');
    }
  }

  private void property(char kind) {
    int end = source.indexOf('}', at);
    if (at >= source.length() || source.charAt(at) != '{' || end < 0) {
      throw new LinearPatterns.Refused("has a property without a name");
    }
    String name = source.substring(at + 1, end);
    String bare = name.substring(name.indexOf('=') + 1);
    out.append('\\').append(kind).append('{').append(CATEGORIES.getOrDefault(bare, bare));
    out.append('}');
    at = end + 1;
  }

  private void unicode() {
    if (at < source.length() && source.charAt(at) == '{') {
      int end = source.indexOf('}', at);
      at++;
      int point = end < 0 ? -1 : hex(end - at);
      at++;
      literal(point);
      return;
    }
    int first = hex(4);
    if (Character.isHighSurrogate((char) first) && source.startsWith("\\u", at)) {
      at += 2;
      int second = hex(4);
      if (!Character.isLowSurrogate((char) second)) {
        throw new LinearPatterns.Refused("has a lone surrogate");
      }
      literal(Character.toCodePoint((char) first, (char) second));
    } else {
      literal(first);
    }
  }

  private int hex(int digits) {
    if (digits < 1 || digits > 6 || at + digits > source.length()) {
      throw new LinearPatterns.Refused("has a malformed escape");
    }
    int value = 0;
    for (int end = at + digits; at < end; at++) {
      int digit = Character.digit(source.charAt(at), 16);
      if (digit < 0) {
        throw new LinearPatterns.Refused("has a malformed escape");
      }
      value = value * 16 + digit;
    }
    return value;
  }

  private void literal(int point) {
    if (!Character.isValidCodePoint(point) || (point >= 0xd800 && point <= 0xdfff)) {
      throw new LinearPatterns.Refused("has a lone surrogate or no character");
    }
    out.append("\\x{").append(Integer.toHexString(point)).append('}');
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
