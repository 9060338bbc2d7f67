package org.agentgovernance.condition;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Conversions between types; a value that the new type cannot hold is an error. */
final class Conversions {
  private Conversions() {}

  static Object apply(Frame frame, Function function, Object value) {
    switch (function) {
      case INT:
        return integer(value);
      case UINT:
        return unsigned(value);
      case DOUBLE:
        return real(value);
      case DECIMAL:
        return decimal(value);
      case STRING:
        return text(frame, value);
      case BYTES:
        return bytes(frame, value);
      case BOOL:
        return bool(value);
      case TIMESTAMP:
        return timestamp(value);
      default:
        return duration(value);
    }
  }

  private static EvalError none(Function function, Object value) {
    return EvalError.noOverload("conversion with " + function.symbol() + "()", value);
  }

  private static EvalError failed(String type) {
    return EvalError.of(Codes.CONVERSION, "the text is no " + type);
  }

  private static Long integer(Object value) {
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof Unsigned number) {
      if (number.bits < 0) {
        throw EvalError.overflow("int");
      }
      return number.bits;
    }
    if (value instanceof Double number) {
      // The bounds themselves are refused, as CEL does: near them a double is not exact.
      if (!(number > -0x1p63 && number < 0x1p63)) {
        throw EvalError.overflow("int");
      }
      return number.longValue();
    }
    if (value instanceof String text) {
      try {
        return Long.parseLong(ascii(text, "int"));
      } catch (NumberFormatException e) {
        throw failed("int");
      }
    }
    if (value instanceof Instant instant) {
      return instant.getEpochSecond();
    }
    if (value instanceof BigDecimal number) {
      BigInteger whole = number.toBigInteger();
      if (whole.bitLength() > 63) {
        throw EvalError.overflow("int");
      }
      return whole.longValue();
    }
    throw none(Function.INT, value);
  }

  /** Refuses digits of other scripts, which Java's parsers accept. */
  private static String ascii(String text, String type) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        throw failed(type);
      }
    }
    return text;
  }

  private static Unsigned unsigned(Object value) {
    if (value instanceof Unsigned number) {
      return number;
    }
    if (value instanceof Long number) {
      if (number < 0) {
        throw EvalError.overflow("uint");
      }
      return new Unsigned(number);
    }
    if (value instanceof Double number) {
      if (!(number >= 0 && number < 0x1p64)) {
        throw EvalError.overflow("uint");
      }
      double real = number;
      boolean small = real < 0x1p63;
      return new Unsigned(small ? (long) real : (long) (real - 0x1p63) + Long.MIN_VALUE);
    }
    if (value instanceof String text) {
      try {
        return new Unsigned(Long.parseUnsignedLong(ascii(text, "uint")));
      } catch (NumberFormatException e) {
        throw failed("uint");
      }
    }
    throw none(Function.UINT, value);
  }

  private static Double real(Object value) {
    if (value instanceof Double number) {
      return number;
    }
    if (value instanceof Long number) {
      return (double) number;
    }
    if (value instanceof Unsigned number) {
      return number.bits >= 0 ? (double) number.bits : number.big().doubleValue();
    }
    if (value instanceof BigDecimal number) {
      return number.doubleValue();
    }
    if (value instanceof String text) {
      return parseDouble(text);
    }
    throw none(Function.DOUBLE, value);
  }

  private static double parseDouble(String text) {
    switch (text) {
      case "NaN":
        return Double.NaN;
      case "Infinity":
      case "+Infinity":
      case "Inf":
      case "+Inf":
        return Double.POSITIVE_INFINITY;
      case "-Infinity":
      case "-Inf":
        return Double.NEGATIVE_INFINITY;
      default:
        break;
    }
    boolean number = !text.isEmpty();
    for (int i = 0; i < text.length(); i++) {
      // Java also takes blanks, hexadecimal numbers and the suffixes d and f.
      number &= "0123456789+-.eE".indexOf(text.charAt(i)) >= 0;
    }
    try {
      double value = number ? Double.parseDouble(text) : Double.NaN;
      if (number && !Double.isInfinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw failed("double");
    }
    throw number ? EvalError.overflow("double") : failed("double");
  }

  private static BigDecimal decimal(Object value) {
    if (value instanceof BigDecimal number) {
      return number;
    }
    if (value instanceof Long number) {
      return BigDecimal.valueOf(number);
    }
    if (value instanceof Unsigned number) {
      return new BigDecimal(number.big());
    }
    if (value instanceof Double number) {
      return Decimals.ofDouble(number);
    }
    if (value instanceof String text) {
      return Decimals.parse(text);
    }
    throw none(Function.DECIMAL, value);
  }

  private static String text(Frame frame, Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Double number) {
      return NumberText.of(number);
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof Instant instant) {
      return TimeText.timestamp(instant);
    }
    if (value instanceof Duration duration) {
      return TimeText.duration(duration);
    }
    if (value instanceof byte[] bytes) {
      frame.text(bytes.length);
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw EvalError.of(Codes.CONVERSION, "the bytes are not UTF-8");
      }
    }
    if (value instanceof Long || value instanceof Unsigned || value instanceof Boolean) {
      return value.toString();
    }
    throw none(Function.STRING, value);
  }

  private static byte[] bytes(Frame frame, Object value) {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    if (value instanceof String text) {
      frame.text(text.length());
      try {
        ByteBuffer buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
      } catch (CharacterCodingException e) {
        throw EvalError.of(Codes.CONVERSION, "the text holds half of a surrogate pair");
      }
    }
    throw none(Function.BYTES, value);
  }

  private static Boolean bool(Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof String text) {
      switch (text) {
        case "1":
        case "t":
        case "T":
        case "true":
        case "TRUE":
        case "True":
          return true;
        case "0":
        case "f":
        case "F":
        case "false":
        case "FALSE":
        case "False":
          return false;
        default:
          throw failed("bool");
      }
    }
    throw none(Function.BOOL, value);
  }

  private static Instant timestamp(Object value) {
    if (value instanceof Instant instant) {
      return instant;
    }
    if (value instanceof String text) {
      return TimeText.timestamp(text);
    }
    if (value instanceof Long second) {
      return Times.ofSecond(second);
    }
    throw none(Function.TIMESTAMP, value);
  }

  private static Duration duration(Object value) {
    if (value instanceof Duration duration) {
      return duration;
    }
    if (value instanceof String text) {
      return TimeText.duration(text);
    }
    throw none(Function.DURATION, value);
  }
}
