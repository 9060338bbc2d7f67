package org.agentgovernance.call;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/**
 * A tool's output together with what it consumed. A tool that has nothing to report returns its
 * output alone. Immutable.
 *
 * @param output the output, not null
 * @param usage what the call consumed
 */
public record ToolResult(Object output, Usage usage) {
  private static final int MOST_APART = 1_000;

  /**
   * An output with nothing to report.
   *
   * @param output the output
   * @return the result
   */
  public static ToolResult of(Object output) {
    return new ToolResult(output, Usage.none());
  }

  /**
   * The same output with a further amount. When the amount is no number the tool fails, and what it
   * was expected to use is booked.
   *
   * @param unit the unit, for instance {@code usd} or {@code tokens}
   * @param amount how much, as an exact decimal
   * @return a new result
   * @throws NumberFormatException when the amount is not a decimal number
   */
  public ToolResult used(String unit, String amount) {
    Map<String, BigDecimal> amounts = new HashMap<>(usage.amounts());
    amounts.merge(unit, new BigDecimal(amount), ToolResult::sum);
    return new ToolResult(output, new Usage(amounts));
  }

  /**
   * Of numbers like 1E+999999999 and 0.01 no memory holds the sum; the larger one stands for it.
   */
  private static BigDecimal sum(BigDecimal left, BigDecimal right) {
    return Math.abs((long) left.scale() - right.scale()) > MOST_APART
        ? left.max(right)
        : left.add(right);
  }
}
