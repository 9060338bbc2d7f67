package org.agentgovernance.condition;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Reads and writes timestamps (RFC 3339) and durations ({@code 1h30m}, {@code 5400s}). */
final class TimeText {
  private TimeText() {}

  static Instant timestamp(String text) {
    Instant instant;
    try {
      instant = parse(text);
    } catch (DateTimeException e) {
      instant = null; // Not a day or an hour that exists.
    }
    if (instant == null) {
      throw EvalError.of(Codes.CONVERSION, "the text is no timestamp such as 2026-11-20T10:00:00Z");
    }
    return Times.inRange(instant);
  }

  private static @Nullable Instant parse(String text) {
    if (text.length() < 20 || text.length() > 40) {
      return null;
    }
    boolean shape =
        text.charAt(4) == '-'
            && text.charAt(7) == '-'
            && (text.charAt(10) == 'T' || text.charAt(10) == 't')
            && text.charAt(13) == ':'
            && text.charAt(16) == ':';
    int year = digits(text, 0, 4);
    int month = digits(text, 5, 7);
    int day = digits(text, 8, 10);
    int hour = digits(text, 11, 13);
    int minute = digits(text, 14, 16);
    int second = digits(text, 17, 19);
    if (!shape || (year | month | day | hour | minute | second) < 0) {
      return null;
    }
    int at = 19;
    int nanos = 0;
    if (text.charAt(at) == '.') {
      int end = at + 1;
      while (end < text.length() && Lexer.isDigit(text.charAt(end))) {
        end++;
      }
      int count = end - at - 1;
      if (count < 1 || count > 9) {
        return null;
      }
      nanos = digits(text, at + 1, end);
      for (int i = count; i < 9; i++) {
        nanos *= 10;
      }
      at = end;
    }
    int offset = offset(text, at);
    if (offset == Integer.MIN_VALUE) {
      return null;
    }
    LocalDateTime local = LocalDateTime.of(year, month, day, hour, minute, second, nanos);
    return local.toInstant(ZoneOffset.ofTotalSeconds(offset));
  }

  private static int offset(String text, int at) {
    if (at >= text.length()) {
      return Integer.MIN_VALUE;
    }
    char sign = text.charAt(at);
    if (sign == 'Z' || sign == 'z') {
      return at + 1 == text.length() ? 0 : Integer.MIN_VALUE;
    }
    boolean shape =
        (sign == '+' || sign == '-') && at + 6 == text.length() && text.charAt(at + 3) == ':';
    if (!shape) {
      return Integer.MIN_VALUE;
    }
    int hours = digits(text, at + 1, at + 3);
    int minutes = digits(text, at + 4, at + 6);
    if (hours < 0 || minutes < 0 || minutes > 59 || hours > 18) {
      return Integer.MIN_VALUE;
    }
    int seconds = hours * 3600 + minutes * 60;
    return sign == '-' ? -seconds : seconds;
  }

  /** The number that the digits write, or a negative number if there is something else. */
  private static int digits(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!Lexer.isDigit(c)) {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  static String timestamp(Instant instant) {
    LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    StringBuilder out = new StringBuilder(30);
    pad(out, time.getYear(), 4).append('-');
    pad(out, time.getMonthValue(), 2).append('-');
    pad(out, time.getDayOfMonth(), 2).append('T');
    pad(out, time.getHour(), 2).append(':');
    pad(out, time.getMinute(), 2).append(':');
    pad(out, time.getSecond(), 2);
    fraction(out, time.getNano());
    return out.append('Z').toString();
  }

  private static StringBuilder pad(StringBuilder out, int value, int width) {
    String digits = Integer.toString(value);
    for (int i = digits.length(); i < width; i++) {
      out.append('0');
    }
    return out.append(digits);
  }

  private static void fraction(StringBuilder out, int nanos) {
    if (nanos == 0) {
      return;
    }
    pad(out.append('.'), nanos, 9);
    while (out.charAt(out.length() - 1) == '0') {
      out.setLength(out.length() - 1);
    }
  }

  /** Seconds with a fraction if there is one, as CEL writes durations. */
  static String duration(Duration duration) {
    Duration absolute = Times.inRange(duration).abs();
    StringBuilder out = new StringBuilder(24);
    out.append(duration.isNegative() ? "-" : "").append(absolute.getSeconds());
    fraction(out, absolute.getNano());
    return out.append('s').toString();
  }

  /** Numbers with the units h, m, s, ms, us, ns, with fractions, and one sign before. */
  static Duration duration(String text) {
    boolean negative = text.startsWith("-");
    int at = negative || text.startsWith("+") ? 1 : 0;
    if (text.length() > 64 || at == text.length()) {
      throw noDuration();
    }
    if (text.substring(at).equals("0")) {
      return Duration.ZERO;
    }
    BigDecimal nanos = BigDecimal.ZERO;
    while (at < text.length()) {
      int start = at;
      while (at < text.length() && (Lexer.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
        at++;
      }
      String number = text.substring(start, at);
      int unit = at;
      while (at < text.length() && text.charAt(at) > '9') {
        at++;
      }
      long size = unit(text.substring(unit, at));
      boolean digits = number.indexOf('.') == number.lastIndexOf('.') && !number.equals(".");
      if (number.isEmpty() || !digits || size == 0) {
        throw noDuration();
      }
      BigDecimal value = new BigDecimal("0" + (number.endsWith(".") ? number + "0" : number));
      nanos = nanos.add(value.multiply(BigDecimal.valueOf(size)));
    }
    BigInteger whole = nanos.toBigInteger();
    if (whole.bitLength() > 63) {
      throw EvalError.of(Codes.OVERFLOW, "a duration is at most about 292 years");
    }
    Duration duration = Duration.ofNanos(whole.longValue());
    return negative ? duration.negated() : duration;
  }

  private static long unit(String unit) {
    switch (unit) {
      case "h":
        return 3_600_000_000_000L;
      case "m":
        return 60_000_000_000L;
      case "s":
        return 1_000_000_000L;
      case "ms":
        return 1_000_000L;
      case "us":
      case "µs":
      case "μs":
        return 1_000L;
      case "ns":
        return 1L;
      default:
        return 0;
    }
  }

  private static EvalError noDuration() {
    return EvalError.of(Codes.CONVERSION, "the text is no duration such as 1h30m or 5400s");
  }
}
