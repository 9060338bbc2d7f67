package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Writes random expressions that mostly type-check, and random values for their variables. */
final class ExpressionGenerator {
  /** Types that are generated. */
  enum Kind {
    BOOL,
    INT,
    DOUBLE,
    STRING,
    INTS,
    TEXTS,
    MAP,
    DYN
  }

  private final Random random;
  private int names;

  ExpressionGenerator(long seed) {
    this.random = new Random(seed);
  }

  static ConditionEnvironment environment() {
    return ConditionEnvironment.builder()
        .variable("b", ConditionType.BOOL)
        .variable("i", ConditionType.INT)
        .variable("j", ConditionType.INT)
        .variable("d", ConditionType.DOUBLE)
        .variable("s", ConditionType.STRING)
        .variable("is", ConditionType.list(ConditionType.INT))
        .variable("ss", ConditionType.list(ConditionType.STRING))
        .variable("m", ConditionType.map(ConditionType.STRING, ConditionType.INT))
        .variable("x", ConditionType.DYN)
        .build();
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("b", random.nextBoolean());
    values.put("i", integer());
    values.put("j", integer());
    values.put("d", real());
    values.put("s", text());
    values.put("is", List.of(integer(), integer(), integer()).subList(0, random.nextInt(4)));
    values.put("ss", List.of(text(), text()).subList(0, random.nextInt(3)));
    Map<String, Object> map = new LinkedHashMap<>();
    for (String key : List.of("a", "b", "ab")) {
      if (random.nextBoolean()) {
        map.put(key, integer());
      }
    }
    values.put("m", map);
    values.put("x", random.nextBoolean() ? integer() : random.nextBoolean() ? text() : map);
    return values;
  }

  private Long integer() {
    return pick(0L, 1L, -1L, 2L, 3L, 7L, 100L, Long.MAX_VALUE, Long.MIN_VALUE, 9007199254740993L);
  }

  private Double real() {
    return pick(0.0, 1.0, -1.0, 0.5, 2.5, 100.0, 1e18, Double.NaN, Double.POSITIVE_INFINITY);
  }

  private String text() {
    return pick("", "a", "b", "ab", "abc", "\u00e4\ud83d\ude00", "A", "12", "true");
  }

  @SafeVarargs
  private <T> T pick(T... options) {
    return options[random.nextInt(options.length)];
  }

  String expression(Kind kind, int depth) {
    return expression(kind, depth, new ArrayList<>());
  }

  private String expression(Kind kind, int depth, List<String> locals) {
    if (depth <= 0) {
      return leaf(kind, locals);
    }
    switch (kind) {
      case BOOL:
        return bool(depth - 1, locals);
      case INT:
        return number(depth - 1, locals);
      case DOUBLE:
        return real(depth - 1, locals);
      case STRING:
        return text(depth - 1, locals);
      case INTS:
        return ints(depth - 1, locals);
      case TEXTS:
        return pick(
            "ss",
            "[" + sub(Kind.STRING, 0, locals) + ", " + sub(Kind.STRING, depth - 1, locals) + "]");
      case MAP:
        return pick("m", "{" + quoted() + ": " + sub(Kind.INT, depth - 1, locals) + "}");
      default:
        return pick(
            "x",
            "dyn("
                + sub(pick(Kind.INT, Kind.STRING, Kind.DOUBLE, Kind.BOOL), depth - 1, locals)
                + ")");
    }
  }

  private String sub(Kind kind, int depth, List<String> locals) {
    return expression(kind, random.nextInt(4) == 0 ? 0 : depth, locals);
  }

  private String leaf(Kind kind, List<String> locals) {
    switch (kind) {
      case BOOL:
        return pick("b", "true", "false", "b");
      case INT:
        String local = locals.isEmpty() ? "i" : pick(locals.toArray(new String[0]));
        return pick("i", "j", local, "0", "1", "-1", "2", "9223372036854775807", "100");
      case DOUBLE:
        return pick("d", "d", "0.0", "1.0", "-2.5", "1e18", "100.0");
      case STRING:
        return pick("s", "s", quoted());
      case INTS:
        return pick("is", "[]", "[1, 2, 3]");
      case TEXTS:
        return pick("ss", "['a', 'ab']");
      case MAP:
        return pick("m", "{'a': 1, 'b': 2}");
      default:
        return "x";
    }
  }

  private String quoted() {
    return "'" + text() + "'";
  }

  private String bool(int depth, List<String> locals) {
    String comparison = pick("==", "!=", "<", "<=", ">", ">=");
    String equality = pick("==", "!=");
    String item = "v" + names++;
    List<String> inside = new ArrayList<>(locals);
    inside.add(item);
    switch (random.nextInt(19)) {
      case 0:
      case 1:
        return "(" + sub(Kind.BOOL, depth, locals) + " && " + sub(Kind.BOOL, depth, locals) + ")";
      case 2:
      case 3:
        return "(" + sub(Kind.BOOL, depth, locals) + " || " + sub(Kind.BOOL, depth, locals) + ")";
      case 4:
        return "!" + sub(Kind.BOOL, depth, locals);
      case 5:
      case 6:
        return two(Kind.INT, comparison, Kind.INT, depth, locals);
      case 7:
        return two(Kind.DOUBLE, comparison, Kind.DOUBLE, depth, locals);
      case 8:
        return two(Kind.STRING, comparison, Kind.STRING, depth, locals);
      case 9:
        return two(Kind.INT, pick("<", "<=", ">", ">="), Kind.DOUBLE, depth, locals);
      case 10:
        return two(Kind.INT, "in", Kind.INTS, depth, locals);
      case 11:
        return two(Kind.STRING, "in", pick(Kind.TEXTS, Kind.MAP), depth, locals);
      case 12:
        return two(pick(Kind.DYN, Kind.INT), equality, Kind.DYN, depth, locals);
      case 13:
        return two(Kind.INTS, equality, Kind.INTS, depth, locals);
      case 14:
        String macro = pick("all", "exists", "exists_one");
        return sub(Kind.INTS, depth, locals)
            + "."
            + macro
            + "("
            + item
            + ", "
            + expression(Kind.BOOL, depth, inside)
            + ")";
      case 15:
        String method = pick("startsWith", "endsWith", "contains");
        return sub(Kind.STRING, depth, locals)
            + "."
            + method
            + "("
            + sub(Kind.STRING, depth, locals)
            + ")";
      case 16:
        return "has(" + pick("m", "x") + "." + pick("a", "b", "zz") + ")";
      case 17:
        return sub(Kind.STRING, depth, locals)
            + ".matches('"
            + pick("a+", "^a", "b$", "[a-c]{2}", "\u00e4.")
            + "')";
      default:
        return choice(Kind.BOOL, depth, locals);
    }
  }

  private String two(Kind left, String operator, Kind right, int depth, List<String> locals) {
    return "(" + sub(left, depth, locals) + " " + operator + " " + sub(right, depth, locals) + ")";
  }

  private String choice(Kind kind, int depth, List<String> locals) {
    return "("
        + sub(Kind.BOOL, depth, locals)
        + " ? "
        + sub(kind, depth, locals)
        + " : "
        + sub(kind, depth, locals)
        + ")";
  }

  private String number(int depth, List<String> locals) {
    switch (random.nextInt(8)) {
      case 0:
      case 1:
      case 2:
        return two(Kind.INT, pick("+", "-", "*", "/", "%"), Kind.INT, depth, locals);
      case 3:
        return "size(" + sub(pick(Kind.STRING, Kind.INTS, Kind.MAP), depth, locals) + ")";
      case 4:
        return sub(Kind.INTS, depth, locals) + "[" + pick("0", "1", "i") + "]";
      case 5:
        return sub(Kind.MAP, depth, locals) + pick("['a']", ".b", "[s]");
      case 6:
        return "int(" + sub(pick(Kind.DOUBLE, Kind.STRING), depth, locals) + ")";
      default:
        return choice(Kind.INT, depth, locals);
    }
  }

  private String real(int depth, List<String> locals) {
    switch (random.nextInt(4)) {
      case 0:
      case 1:
        return two(Kind.DOUBLE, pick("+", "-", "*", "/"), Kind.DOUBLE, depth, locals);
      case 2:
        return "double(" + sub(Kind.INT, depth, locals) + ")";
      default:
        return choice(Kind.DOUBLE, depth, locals);
    }
  }

  private String text(int depth, List<String> locals) {
    switch (random.nextInt(4)) {
      case 0:
      case 1:
        return two(Kind.STRING, "+", Kind.STRING, depth, locals);
      case 2:
        return "string(" + sub(pick(Kind.INT, Kind.BOOL), depth, locals) + ")";
      default:
        return choice(Kind.STRING, depth, locals);
    }
  }

  private String ints(int depth, List<String> locals) {
    String item = "v" + names++;
    List<String> inside = new ArrayList<>(locals);
    inside.add(item);
    switch (random.nextInt(4)) {
      case 0:
        return two(Kind.INTS, "+", Kind.INTS, depth, locals);
      case 1:
        return sub(Kind.INTS, depth, locals)
            + ".map("
            + item
            + ", "
            + expression(Kind.INT, depth, inside)
            + ")";
      case 2:
        return sub(Kind.INTS, depth, locals)
            + ".filter("
            + item
            + ", "
            + expression(Kind.BOOL, depth, inside)
            + ")";
      default:
        return "[" + sub(Kind.INT, depth, locals) + ", " + sub(Kind.INT, depth, locals) + "]";
    }
  }

  /** A text in which a few characters were changed, removed or doubled. */
  String damaged(String source) {
    StringBuilder text = new StringBuilder(source);
    for (int i = random.nextInt(3); i >= 0 && text.length() > 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0:
          text.deleteCharAt(at);
          break;
        case 1:
          text.insert(at, pick("(", ")", ".", "[", "'", "\\", "!", "&&", "-", "\ud800", "u", "e9"));
          break;
        default:
          text.insert(at, text.substring(at, Math.min(text.length(), at + 3)));
          break;
      }
    }
    return text.toString();
  }

  static Variables variables(Map<String, Object> values) {
    Object[] inOrder = values.values().toArray();
    assert Arrays.stream(inOrder).allMatch(value -> value != null);
    return index -> inOrder[index];
  }
}
