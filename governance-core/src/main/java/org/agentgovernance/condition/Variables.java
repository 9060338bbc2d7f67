package org.agentgovernance.condition;

import org.jspecify.annotations.Nullable;

/**
 * The values of an environment's variables in one evaluation. A value is what strict JSON gives
 * ({@code Map}, {@code List}, {@code String}, {@code Long}, {@code Double}, {@code Boolean}, null)
 * or one of {@code Integer}, {@code Short}, {@code Byte}, {@code Float}, {@code BigDecimal}, {@code
 * BigInteger} within 64 bits, {@code Instant}, {@code Duration} and {@code byte[]}; anything else
 * is an error of the evaluation. Values must not change while a condition runs.
 */
@FunctionalInterface
public interface Variables {
  /**
   * Returns the value of a variable. May be called several times, or not at all.
   *
   * @param index the variable's position in {@link ConditionEnvironment#names()}
   * @return the value; null is the value null
   */
  @Nullable Object get(int index);
}
