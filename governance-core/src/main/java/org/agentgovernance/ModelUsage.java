package org.agentgovernance;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model call used, as its provider says. Immutable; each method returns a new one.
 *
 * <p>The units are those of budgets: {@code tokens.in}, {@code tokens.out} and their sum {@code
 * tokens}; a currency in lower case such as {@code usd}; units of one's own.
 */
public final class ModelUsage {
  private static final ModelUsage NOTHING = new ModelUsage(Map.of(), null);

  private final Map<String, BigDecimal> amounts;
  private final @Nullable String response;

  private ModelUsage(Map<String, BigDecimal> amounts, @Nullable String response) {
    this.amounts = amounts;
    this.response = response;
  }

  /**
   * Nothing known; budgets then book what was estimated.
   *
   * @return an empty usage
   */
  public static ModelUsage unknown() {
    return NOTHING;
  }

  /**
   * Tokens read and written.
   *
   * @param in tokens of the prompt, 0 or more
   * @param out tokens of the response, 0 or more
   * @return a usage
   * @throws IllegalArgumentException when a number is negative
   */
  public static ModelUsage tokens(long in, long out) {
    return NOTHING
        .amount("tokens.in", BigDecimal.valueOf(in))
        .amount("tokens.out", BigDecimal.valueOf(out))
        .amount("tokens", BigDecimal.valueOf(in).add(BigDecimal.valueOf(out)));
  }

  /**
   * With an amount: a cost by its currency, or another unit.
   *
   * @param unit the unit, for instance {@code usd}
   * @param amount how much, 0 or more
   * @return a new usage
   * @throws IllegalArgumentException when the amount is negative or the unit empty
   */
  public ModelUsage amount(String unit, BigDecimal amount) {
    if (unit.isEmpty() || amount.signum() < 0) {
      throw new IllegalArgumentException("a usage has a unit and is not negative");
    }
    Map<String, BigDecimal> more = new LinkedHashMap<>(amounts);
    more.put(unit, amount);
    return new ModelUsage(more, response);
  }

  /**
   * With the model's response, of which the record keeps a digest, or the text when the manifest
   * says {@code "audit": {"models": "full"}}.
   *
   * @param text the response
   * @return a new usage
   */
  public ModelUsage response(String text) {
    return new ModelUsage(amounts, text);
  }

  Map<String, BigDecimal> amounts() {
    return amounts;
  }

  @Nullable String response() {
    return response;
  }
}
