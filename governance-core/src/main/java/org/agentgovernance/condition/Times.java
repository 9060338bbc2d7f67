package org.agentgovernance.condition;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** Points in time from year 1 to 9999 and durations that 64 bits of nanoseconds hold. */
final class Times {
  private static final long FIRST_SECOND = -62_135_596_800L;
  private static final long LAST_SECOND = 253_402_300_799L;

  private Times() {}

  static Instant inRange(Instant instant) {
    long second = instant.getEpochSecond();
    if (second < FIRST_SECOND || second > LAST_SECOND) {
      throw EvalError.of(Codes.OVERFLOW, "a timestamp lies between the years 1 and 9999");
    }
    return instant;
  }

  static Instant ofSecond(long second) {
    if (second < FIRST_SECOND || second > LAST_SECOND) {
      throw EvalError.of(Codes.OVERFLOW, "a timestamp lies between the years 1 and 9999");
    }
    return Instant.ofEpochSecond(second);
  }

  static Duration inRange(Duration duration) {
    try {
      // The sum of seconds and nanoseconds is what overflows.
      Math.addExact(
          Math.multiplyExact(duration.getSeconds(), 1_000_000_000L), (long) duration.getNano());
      return duration;
    } catch (ArithmeticException e) {
      throw EvalError.of(Codes.OVERFLOW, "a duration is at most about 292 years");
    }
  }

  static Instant plus(Instant instant, Duration duration) {
    try {
      return inRange(instant.plus(duration));
    } catch (DateTimeException | ArithmeticException e) {
      throw EvalError.of(Codes.OVERFLOW, "a timestamp lies between the years 1 and 9999");
    }
  }

  static Instant minus(Instant instant, Duration duration) {
    return plus(instant, inRange(duration).negated());
  }

  static Duration between(Instant from, Instant to) {
    return inRange(Duration.between(from, to));
  }

  static Duration plus(Duration left, Duration right) {
    return inRange(inRange(left).plus(inRange(right)));
  }

  static Duration minus(Duration left, Duration right) {
    return inRange(inRange(left).minus(inRange(right)));
  }

  /** A zone by name, or an offset such as {@code +02:00}. */
  static ZoneId zone(String text) {
    if (text.isEmpty() || text.length() > 64) {
      throw noZone();
    }
    char first = text.charAt(0);
    boolean offset = first == '+' || first == '-' || Lexer.isDigit(first);
    try {
      if (offset) {
        return ZoneOffset.of(Lexer.isDigit(first) ? "+" + text : text);
      }
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw noZone();
    }
  }

  private static EvalError noZone() {
    return EvalError.of(Codes.CONVERSION, "the text names no time zone");
  }

  /** A part of a timestamp, with CEL's counting: months and days from 0, Sunday is 0. */
  static long part(Function function, Instant instant, ZoneId zone) {
    ZonedDateTime time = instant.atZone(zone);
    switch (function) {
      case GET_FULL_YEAR:
        return time.getYear();
      case GET_MONTH:
        return time.getMonthValue() - 1L;
      case GET_DATE:
        return time.getDayOfMonth();
      case GET_DAY_OF_MONTH:
        return time.getDayOfMonth() - 1L;
      case GET_DAY_OF_WEEK:
        return time.getDayOfWeek().getValue() % 7;
      case GET_DAY_OF_YEAR:
        return time.getDayOfYear() - 1L;
      case GET_HOURS:
        return time.getHour();
      case GET_MINUTES:
        return time.getMinute();
      case GET_SECONDS:
        return time.getSecond();
      default:
        return time.getNano() / 1_000_000;
    }
  }

  /** A whole number of hours, minutes or seconds of a duration, or its milliseconds part. */
  static long part(Function function, Duration duration) {
    switch (function) {
      case GET_HOURS:
        return duration.toHours();
      case GET_MINUTES:
        return duration.toMinutes();
      case GET_SECONDS:
        return seconds(duration);
      default:
        return inRange(duration).toNanos() / 1_000_000 % 1_000;
    }
  }

  /**
   * Whole seconds towards zero; Java keeps negative durations as seconds below plus nanoseconds.
   */
  private static long seconds(Duration duration) {
    long seconds = duration.getSeconds();
    return seconds < 0 && duration.getNano() > 0 ? seconds + 1 : seconds;
  }
}
