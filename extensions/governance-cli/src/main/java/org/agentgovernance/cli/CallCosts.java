package org.agentgovernance.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows calls of tools and models through a log and says what each one used, when, and on whose
 * account. Where a budget booked an amount, that is what counts; where no budget did, what was
 * reported counts, in the digits of budgets. A call of which the log has no end counts with what
 * was reserved for it, as the ledger has it.
 */
final class CallCosts {
  private static final int DIGITS = 6;

  /** What no budget can hold more of; larger amounts are booked as this. */
  private static final BigDecimal MOST = new BigDecimal("9223372036854.775807");

  private static final int WHOLE_DIGITS = 13;
  private static final String BOOKED = "booked ";
  private static final String RESERVED = "reserved ";
  private static final String RESERVED_AT = "reservedAt";

  private final Taker taker;
  private final Map<String, Begun> running = new LinkedHashMap<>();

  /** Takes what a call used. */
  @FunctionalInterface
  interface Taker {
    /**
     * One call.
     *
     * @param record the record that says whose call it was
     * @param at to which time its use belongs
     * @param used amounts by unit
     */
    void take(Map<String, @Nullable Object> record, Instant at, Map<String, BigDecimal> used);
  }

  /** A call that has begun. */
  private record Begun(
      Map<String, @Nullable Object> record, Instant at, Map<String, BigDecimal> reserved) {}

  CallCosts(Taker taker) {
    this.taker = taker;
  }

  /** The next record of a log, in its order. */
  void add(Map<String, @Nullable Object> record) {
    String kind = String.valueOf(record.get("kind"));
    String call = String.valueOf(record.get("call"));
    Map<String, Object> model = object(record.get("model"));
    if (kind.equals("intent") || (kind.equals("model") && "permit".equals(record.get("verdict")))) {
      running.put(call, begun(record));
    } else if (kind.equals("outcome")) {
      Map<String, Object> outcome = object(record.get("outcome"));
      end(call, record, String.valueOf(outcome.get("kind")), object(outcome.get("usage")));
    } else if (kind.equals("model") && model.containsKey("outcome")) {
      end(call, record, String.valueOf(model.get("outcome")), object(model.get("usage")));
    }
  }

  /** Ends a log; returns how many calls had not ended. */
  int finish() {
    int open = running.size();
    running.values().forEach(each -> taker.take(each.record, each.at, each.reserved));
    running.clear();
    return open;
  }

  private void end(
      String call,
      Map<String, @Nullable Object> record,
      String outcome,
      Map<String, Object> reported) {
    Begun begun = running.remove(call);
    Map<String, BigDecimal> used = amounts(reported);
    if (outcome.equals("unknown") && begun != null) {
      used.putAll(begun.reserved);
    }
    used.putAll(facts(record, BOOKED));
    if (begun == null) {
      taker.take(record, time(record.get("at")), used);
    } else {
      taker.take(begun.record, begun.at, used);
    }
  }

  /** Use belongs to the window of its reservation, so that is the time that counts. */
  private static Begun begun(Map<String, @Nullable Object> record) {
    Object at = texts(record).get(RESERVED_AT);
    return new Begun(record, time(at == null ? record.get("at") : at), facts(record, RESERVED));
  }

  private static Instant time(@Nullable Object text) {
    return Instant.parse(String.valueOf(text));
  }

  /** What the budgets of a record say about each unit. */
  private static Map<String, BigDecimal> facts(
      Map<String, @Nullable Object> record, String prefix) {
    Map<String, BigDecimal> amounts = new LinkedHashMap<>();
    texts(record)
        .forEach(
            (name, text) -> {
              if (name.startsWith(prefix)) {
                amounts.put(name.substring(prefix.length()), amount(text));
              }
            });
    return amounts;
  }

  private static Map<String, Object> texts(Map<String, @Nullable Object> record) {
    Map<String, Object> texts = new LinkedHashMap<>();
    if (record.get("controls") instanceof List<?> controls) {
      for (Object control : controls) {
        Map<String, Object> said = object(control);
        if ("budget".equals(said.get("id"))) {
          texts.putAll(object(said.get("facts")));
        }
      }
    }
    return texts;
  }

  private static Map<String, BigDecimal> amounts(Map<String, Object> texts) {
    Map<String, BigDecimal> amounts = new LinkedHashMap<>();
    texts.forEach((unit, text) -> amounts.put(unit, amount(text)));
    return amounts;
  }

  /** As budgets count it; a tool may report a number that no memory holds when written out. */
  private static BigDecimal amount(Object text) {
    BigDecimal amount = new BigDecimal(text.toString());
    if (amount.signum() <= 0) {
      return BigDecimal.ZERO;
    }
    long wholeDigits = (long) amount.precision() - amount.scale();
    if (wholeDigits > WHOLE_DIGITS || (amount.scale() <= DIGITS && amount.compareTo(MOST) > 0)) {
      return MOST;
    }
    if (wholeDigits <= -DIGITS) {
      return BigDecimal.ONE.movePointLeft(DIGITS);
    }
    return amount.scale() > DIGITS ? amount.setScale(DIGITS, RoundingMode.CEILING) : amount;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }
}
