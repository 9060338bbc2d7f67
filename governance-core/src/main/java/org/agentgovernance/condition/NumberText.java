package org.agentgovernance.condition;

import java.math.BigDecimal;

/** Writes a double with the fewest digits that read back as the same double. */
final class NumberText {
  private NumberText() {}

  static String of(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal number = Decimals.shortest(value).stripTrailingZeros();
    int exponent = number.precision() - number.scale() - 1;
    if (exponent >= -5 && exponent < 21) {
      return number.toPlainString();
    }
    String digits = number.unscaledValue().abs().toString();
    StringBuilder out = new StringBuilder(value < 0 ? "-" : "");
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append('e').append(exponent < 0 ? '-' : '+');
    int absolute = Math.abs(exponent);
    return out.append(absolute < 10 ? "0" : "").append(absolute).toString();
  }
}
