package org.agentgovernance.manifest;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.agentgovernance.json.Names;
import org.jspecify.annotations.Nullable;

/**
 * One object of the manifest, read strictly: the keys that it may have are named first, any other
 * is a problem. A value of the wrong kind is a problem too and stands in as empty, so that reading
 * goes on and finds the rest.
 */
final class Section {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,40}(\\.[0-9]{1,40})?");
  private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9.]+([eE][-+]?[0-9]+)?");

  private final Node.Obj node;
  private final String path;
  private final Problems problems;

  Section(Node value, String path, Problems problems, List<String> keys) {
    this.path = path;
    this.problems = problems;
    if (value instanceof Node.Obj obj) {
      this.node = obj;
    } else {
      problems.add(value, path, "must be an object, not " + value.kind());
      this.node = new Node.Obj(value.line(), value.column(), Map.of());
    }
    node.members()
        .forEach(
            (key, member) -> {
              if (!keys.contains(key)) {
                problems.add(
                    member.line(),
                    member.column(),
                    at(key),
                    "unknown key \"" + key + "\"",
                    Names.nearest(key, keys));
              }
            });
  }

  Node.Obj node() {
    return node;
  }

  String path() {
    return path;
  }

  boolean has(String key) {
    return node.members().containsKey(key);
  }

  @Nullable Node get(String key) {
    Node.Member member = node.members().get(key);
    return member == null ? null : member.value();
  }

  String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** A problem with the value of a key, or with the section when the key is missing. */
  void problem(String key, String message) {
    Node value = get(key);
    problems.add(value == null ? node : value, at(key), message);
  }

  void problem(String key, String message, @Nullable String suggestion) {
    Node value = get(key);
    Node where = value == null ? node : value;
    problems.add(where.line(), where.column(), at(key), message, suggestion);
  }

  String text(String key) {
    String value = textOrNull(key);
    if (value == null && !has(key)) {
      problems.add(node, path, "needs \"" + key + "\"");
    }
    return value == null ? "" : value;
  }

  @Nullable String textOrNull(String key) {
    Node value = get(key);
    if (value == null) {
      return null;
    }
    if (value.value() instanceof String text && !text.isBlank()) {
      return text;
    }
    problems.add(value, at(key), "must be a string that is not empty");
    return null;
  }

  <E extends Enum<E>> @Nullable E oneOf(String key, Class<E> type) {
    String word = textOrNull(key);
    if (word == null) {
      return null;
    }
    List<String> words = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      String name = wordOf(constant);
      if (name.equals(word)) {
        return constant;
      }
      words.add(name);
    }
    problem(
        key,
        "\"" + word + "\" is not one of " + String.join(", ", words),
        Names.nearest(word, words));
    return null;
  }

  /** A constant as the manifest writes it: A, permit, userWords. */
  private static String wordOf(Enum<?> constant) {
    if (constant.name().length() == 1) {
      return constant.name();
    }
    StringBuilder word = new StringBuilder();
    for (String part : constant.name().toLowerCase(Locale.ROOT).split("_", -1)) {
      word.append(
          word.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
    }
    return word.toString();
  }

  @Nullable Duration duration(String key) {
    Node value = get(key);
    if (value == null) {
      return null;
    }
    if (!(value.value() instanceof String text)) {
      problem(key, "must be a duration in quotation marks, such as \"PT30S\"");
      return null;
    }
    try {
      Duration duration = Duration.parse(text);
      if (duration.isNegative() || duration.isZero()) {
        problem(key, "must be longer than nothing");
      } else if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
        problem(key, "must be from PT0.001S to P36500D");
      } else {
        return duration;
      }
    } catch (DateTimeException e) {
      problem(key, "must be a duration of ISO 8601 such as PT30S, PT5M or P1D");
    }
    return null;
  }

  /** A duration that limits keep in whole milliseconds, at most a day. */
  @Nullable Duration shortDuration(String key) {
    Duration duration = duration(key);
    if (duration == null) {
      return null;
    }
    if (duration.compareTo(DAY) > 0) {
      problem(key, "must be at most P1D, a day");
    } else if (!duration.equals(duration.truncatedTo(ChronoUnit.MILLIS))) {
      problem(key, "must be in whole milliseconds, such as PT0.25S");
    } else {
      return duration;
    }
    return null;
  }

  @Nullable LocalDate date(String key) {
    String text = textOrNull(key);
    if (text == null) {
      return null;
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      problem(key, "must be a date of ISO 8601 such as 2027-06-30");
      return null;
    }
  }

  /** A whole number of at least 1. */
  @Nullable Integer count(String key) {
    return count(key, 1, Integer.MAX_VALUE);
  }

  /** A whole number within bounds. */
  @Nullable Integer count(String key, int least, int most) {
    Node value = get(key);
    if (value == null) {
      return null;
    }
    if (value.value() instanceof Long number && number >= least && number <= most) {
      return number.intValue();
    }
    problems.add(value, at(key), "must be a whole number from " + least + " to " + most);
    return null;
  }

  @Nullable Double fraction(String key) {
    Node value = get(key);
    if (value == null) {
      return null;
    }
    if (value.value() instanceof Number number
        && number.doubleValue() > 0
        && number.doubleValue() <= 1) {
      return number.doubleValue();
    }
    problems.add(value, at(key), "must be a number above 0 and at most 1");
    return null;
  }

  @Nullable Boolean flag(String key) {
    Node value = get(key);
    if (value == null) {
      return null;
    }
    if (value.value() instanceof Boolean flag) {
      return flag;
    }
    problems.add(value, at(key), "must be true or false");
    return null;
  }

  /** An exact amount above 0, written as a decimal string. */
  @Nullable BigDecimal amount(String key) {
    Node value = get(key);
    return value == null ? null : amount(value, at(key));
  }

  private @Nullable BigDecimal amount(Node value, String where) {
    if (value.value() instanceof String text && text.length() <= 40) {
      if (DECIMAL.matcher(text).matches() && new BigDecimal(text).signum() > 0) {
        return new BigDecimal(text);
      }
      if (NUMBER.matcher(text).matches()) {
        problems.add(value, where, "must be above 0, in digits; to forbid the tool, leave it out");
        return null;
      }
    }
    problems.add(value, where, "must be a decimal in quotation marks, such as \"2.50\"");
    return null;
  }

  Map<String, BigDecimal> amounts(String key) {
    Map<String, BigDecimal> amounts = new LinkedHashMap<>();
    Node value = get(key);
    if (value instanceof Node.Obj obj) {
      obj.members()
          .forEach(
              (unit, member) -> {
                BigDecimal amount = amount(member.value(), at(key) + "." + unit);
                if (amount != null) {
                  amounts.put(unit, amount);
                }
              });
    } else if (value != null) {
      problems.add(value, at(key), "must be an object of amounts by unit");
    }
    return amounts;
  }

  /** Texts of a key that limits something: an empty list would say the same as leaving it out. */
  List<String> someTexts(String key) {
    if (get(key) instanceof Node.Arr array && array.items().isEmpty()) {
      problem(key, "needs at least one entry; an empty list would limit nothing, so leave it out");
    }
    return texts(key);
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (Node item : items(key)) {
      if (item.value() instanceof String text && !text.isBlank()) {
        if (texts.contains(text)) {
          problems.add(item, at(key), "\"" + text + "\" stands twice");
        }
        texts.add(text);
      } else {
        problems.add(item, at(key), "must hold strings that are not empty");
      }
    }
    return texts;
  }

  List<Node> items(String key) {
    Node value = get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof Node.Arr array) {
      return array.items();
    }
    problems.add(value, at(key), "must be an array, not " + value.kind());
    return List.of();
  }

  /** The objects of an array, each read with the same keys. */
  <T> List<T> each(String key, List<String> keys, Function<Section, @Nullable T> read) {
    List<T> list = new ArrayList<>();
    int index = 0;
    for (Node item : items(key)) {
      T value = read.apply(new Section(item, at(key) + "[" + index++ + "]", problems, keys));
      if (value != null) {
        list.add(value);
      }
    }
    return list;
  }

  @Nullable Section section(String key, List<String> keys) {
    Node value = get(key);
    return value == null ? null : new Section(value, at(key), problems, keys);
  }

  /** Reports an entry whose id an earlier entry of the list already has. */
  void unique(String key, String id, Set<String> seen) {
    if (!id.isEmpty() && !seen.add(id)) {
      problem(key, "\"" + id + "\" stands twice");
    }
  }
}
