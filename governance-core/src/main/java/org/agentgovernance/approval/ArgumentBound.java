package org.agentgovernance.approval;

import java.math.BigDecimal;
import java.util.Set;
import java.util.regex.Pattern;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** What a standing grant lets one argument be. Values are compared in their canonical form. */
sealed interface ArgumentBound {
  /** Whether a value is within it; null when the call has no such argument. */
  boolean holds(@Nullable Object value);

  /** One of these values and nothing else. */
  record OneOf(Set<String> canonical) implements ArgumentBound {
    @Override
    public boolean holds(@Nullable Object value) {
      return value != null && canonical.contains(Json.text(value));
    }
  }

  /** A decimal from 0 up to this. */
  record AtMost(BigDecimal most) implements ArgumentBound {
    @Override
    public boolean holds(@Nullable Object value) {
      BigDecimal amount = amount(value);
      return amount != null && amount.compareTo(most) <= 0;
    }
  }

  /** Anything, also nothing. */
  record Any() implements ArgumentBound {
    @Override
    public boolean holds(@Nullable Object value) {
      return true;
    }
  }

  /** Plain digits: no sign, exponent or separator, and no more than fits an exact account. */
  Pattern DECIMAL = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,6})?");

  /** An amount of 0 or more, or null for everything that is not exactly one. */
  static @Nullable BigDecimal amount(@Nullable Object value) {
    String text = value instanceof Number ? Json.text(value) : value instanceof String s ? s : "";
    return DECIMAL.matcher(text).matches() ? new BigDecimal(text) : null;
  }
}
