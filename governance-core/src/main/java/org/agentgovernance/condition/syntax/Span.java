package org.agentgovernance.condition.syntax;

/**
 * A stretch of the source text of one condition.
 *
 * @param start index of the first UTF-16 unit, from 0
 * @param end index after the last UTF-16 unit; never less than {@code start}
 */
public record Span(int start, int end) {
  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException if {@code start} is negative or {@code end} is before it
   */
  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("span " + start + ".." + end);
    }
  }

  /**
   * Returns the number of UTF-16 units covered.
   *
   * @return the length, 0 or more
   */
  public int length() {
    return end - start;
  }

  /**
   * Returns the part of {@code source} that this span covers.
   *
   * @param source the text that was parsed
   * @return the covered text
   */
  public String in(String source) {
    return source.substring(start, end);
  }
}
