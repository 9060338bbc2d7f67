package org.agentgovernance.condition;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** An unsigned number of 64 bits. */
final class Unsigned {
  static final BigInteger MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  final long bits;

  Unsigned(long bits) {
    this.bits = bits;
  }

  BigInteger big() {
    BigInteger signed = BigInteger.valueOf(bits);
    return bits >= 0 ? signed : signed.add(MAX).add(BigInteger.ONE);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Unsigned unsigned && unsigned.bits == bits;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(bits) ^ 0x55;
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(bits);
  }
}
