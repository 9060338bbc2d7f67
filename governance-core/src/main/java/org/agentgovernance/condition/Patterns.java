package org.agentgovernance.condition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** Compiles a pattern at load, after a bound on what its repetitions would unfold to. */
final class Patterns {
  private static final int MAX_LENGTH = 1_000;
  private static final long MAX_UNFOLDED = 20_000;

  private Patterns() {}

  /** Compiles; an {@link EvalError} says why not. */
  static Pattern compile(String pattern) {
    if (pattern.length() > MAX_LENGTH) {
      throw EvalError.of(Codes.PATTERN, "a pattern has at most " + MAX_LENGTH + " characters");
    }
    if (unfolded(pattern) > MAX_UNFOLDED) {
      throw EvalError.of(Codes.PATTERN, "the repetitions of the pattern unfold to too much");
    }
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw EvalError.of(Codes.PATTERN, "RE2 refuses the pattern: " + e.getDescription());
    } catch (RuntimeException | StackOverflowError e) {
      throw EvalError.of(Codes.PATTERN, "RE2 refuses the pattern");
    }
  }

  /**
   * An upper bound of the pattern's size when counted repetitions are written out: each character
   * counts one, a count multiplies what the group or character before it counts.
   */
  private static long unfolded(String pattern) {
    long[] sizes = new long[pattern.length() + 1];
    int depth = 0;
    long last = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '(') {
        sizes[depth++] += last;
        sizes[depth] = 0;
        last = 0;
      } else if (c == ')' && depth > 0) {
        long group = sizes[depth] + last;
        depth--;
        last = group + 1;
      } else if (c == '{') {
        last = capped(last * largestCount(pattern, i));
      } else {
        sizes[depth] = capped(sizes[depth] + last);
        last = 1;
        i += c == '\\' ? 1 : 0;
      }
    }
    long total = last;
    for (int i = 0; i <= depth; i++) {
      total = capped(total + sizes[i]);
    }
    return total;
  }

  private static long capped(long size) {
    return Math.min(size, Integer.MAX_VALUE);
  }

  private static long largestCount(String pattern, int open) {
    long most = 1;
    long number = 0;
    for (int i = open + 1; i < pattern.length() && pattern.charAt(i) != '}'; i++) {
      char c = pattern.charAt(i);
      if (c >= '0' && c <= '9') {
        number = capped(number * 10 + (c - '0'));
        most = Math.max(most, number);
      } else {
        number = 0;
      }
    }
    return most;
  }
}
