package org.agentgovernance.audit;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes secrets out of whatever a record says, before it goes to any sink: each match of a declared
 * pattern becomes {@code [redacted]}. Patterns are RE2 and take linear time. Immutable.
 */
public final class Redaction {
  /** What stands in the place of a match. */
  public static final String MARK = "[redacted]";

  private static final int MAX_PATTERN = 1024;
  private static final Redaction NONE = new Redaction(List.of());

  private final List<Pattern> patterns;

  private Redaction(List<Pattern> patterns) {
    this.patterns = patterns;
  }

  /**
   * Nothing is redacted.
   *
   * @return always the same object
   */
  public static Redaction none() {
    return NONE;
  }

  /**
   * Compiles patterns.
   *
   * @param patterns in the syntax of RE2, each up to 1,024 characters
   * @return what redacts them
   * @throws IllegalArgumentException when one is not a pattern, or matches an empty text
   */
  public static Redaction of(List<String> patterns) {
    if (patterns.isEmpty()) {
      return NONE;
    }
    List<Pattern> compiled = new ArrayList<>();
    for (String text : patterns) {
      if (text.length() > MAX_PATTERN) {
        throw new IllegalArgumentException("a pattern has at most 1,024 characters");
      }
      try {
        Pattern pattern = Pattern.compile(text);
        if (pattern.matcher("").matches()) {
          throw new IllegalArgumentException("the pattern matches an empty text");
        }
        compiled.add(pattern);
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException("not a pattern of RE2: " + e.getDescription(), e);
      }
    }
    return new Redaction(List.copyOf(compiled));
  }

  boolean isNone() {
    return patterns.isEmpty();
  }

  /** The text without what matches; the same object when nothing does. */
  String text(String text) {
    String rest = text;
    for (Pattern pattern : patterns) {
      Matcher matcher = pattern.matcher(rest);
      if (matcher.find()) {
        rest = matcher.replaceAll(MARK);
      }
    }
    return rest;
  }

  /** A value with every string, key and number in it redacted; the same object when none was. */
  @Nullable Object value(@Nullable Object value) {
    if (isNone()) {
      return value;
    }
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof Number number) {
      String text = number.toString();
      String rest = text(text);
      return rest.equals(text) ? number : rest;
    }
    if (value instanceof Map<?, ?> map) {
      return map(map);
    }
    return value instanceof List<?> list ? list(list) : value;
  }

  private Object map(Map<?, ?> map) {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>();
    boolean changed = false;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String key = String.valueOf(entry.getKey());
      StringBuilder kept = new StringBuilder(text(key));
      while (copy.containsKey(kept.toString())) {
        kept.append('~');
      }
      Object inner = value(entry.getValue());
      changed |= !kept.toString().equals(key) || inner != entry.getValue();
      copy.put(kept.toString(), inner);
    }
    return changed ? copy : map;
  }

  private Object list(List<?> list) {
    List<@Nullable Object> copy = new ArrayList<>(list.size());
    boolean changed = false;
    for (Object element : list) {
      Object inner = value(element);
      changed |= inner != element;
      copy.add(inner);
    }
    return changed ? copy : list;
  }
}
