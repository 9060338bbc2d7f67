package org.agentgovernance;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says what a model call is expected to use. Not safe for use by many threads. */
public final class ModelCallBuilder {
  private final Session session;
  private final Enforcement enforcement;
  final String model;
  final Map<String, BigDecimal> estimates = new LinkedHashMap<>();
  @Nullable String prompt;

  ModelCallBuilder(Session session, Enforcement enforcement, String model) {
    if (model.isEmpty()) {
      throw new IllegalArgumentException("a model has a name");
    }
    this.session = session;
    this.enforcement = enforcement;
    this.model = model;
  }

  /**
   * Expects tokens. Without an estimate a call may start as long as anything is left.
   *
   * @param in tokens of the prompt, 0 or more
   * @param out the most tokens that the response may have, 0 or more
   * @return this builder
   */
  public ModelCallBuilder estimateTokens(long in, long out) {
    return estimate(ModelUsage.tokens(in, out).amounts());
  }

  /**
   * Expects a cost, or an amount of another unit.
   *
   * @param unit a currency such as {@code usd}, or another unit
   * @param amount the most it may be, 0 or more
   * @return this builder
   */
  public ModelCallBuilder estimate(String unit, BigDecimal amount) {
    return estimate(ModelUsage.unknown().amount(unit, amount).amounts());
  }

  private ModelCallBuilder estimate(Map<String, BigDecimal> amounts) {
    estimates.putAll(amounts);
    return this;
  }

  /**
   * Sets the prompt, of which the record keeps a digest, or the text when the manifest says {@code
   * "audit": {"models": "full"}}.
   *
   * @param text everything that the model is sent, as text
   * @return this builder
   */
  public ModelCallBuilder prompt(String text) {
    this.prompt = text;
    return this;
  }

  /**
   * Asks whether the model may be called, reserves what it is expected to use, and records it. Does
   * not block but for a budget store that does.
   *
   * @return the call; look at {@link ModelCall#permitted()} first, and end it in any case
   * @throws IllegalArgumentException when an estimate is larger than can be counted
   */
  public ModelCall begin() {
    return ModelCall.begin(session, enforcement, this);
  }
}
