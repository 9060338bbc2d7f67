package org.agentgovernance.call;

import java.math.BigDecimal;
import java.util.Map;

/**
 * What a call consumed, by unit: {@code tokens}, {@code usd}, a unit of the host's own. Immutable.
 *
 * @param amounts amounts by unit, none negative
 */
public record Usage(Map<String, BigDecimal> amounts) {
  private static final Usage NONE = new Usage(Map.of());

  /** Copies the map and checks the amounts. */
  public Usage {
    amounts = Map.copyOf(amounts);
    for (BigDecimal amount : amounts.values()) {
      if (amount.signum() < 0) {
        throw new IllegalArgumentException("a usage is not negative");
      }
    }
  }

  /**
   * Nothing that is known of.
   *
   * @return the empty usage
   */
  public static Usage none() {
    return NONE;
  }
}
