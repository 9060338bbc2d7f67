package org.agentgovernance.json;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON strictly and writes its one canonical form.
 *
 * <p>Strict means: duplicate keys, trailing text, invalid UTF-8, lone surrogates, NaN and infinite
 * numbers, integers beyond ±(2<sup>53</sup>−1), subnormal numbers and documents over the limits are
 * refused, because two readers could see different things in them. All methods are pure and safe
 * for use by many threads.
 */
public final class Json {
  private Json() {}

  /**
   * Reads one value with the default limits.
   *
   * @param text JSON text
   * @return the value, immutable; null for the JSON literal {@code null}
   * @throws JsonException when the text is not strict JSON
   */
  public static @Nullable Object parse(String text) {
    return parse(text, JsonLimits.DEFAULT);
  }

  /**
   * Reads one value.
   *
   * @param text JSON text
   * @param limits how large it may be
   * @return the value, immutable; null for the JSON literal {@code null}
   * @throws JsonException when the text is not strict JSON or over a limit
   */
  public static @Nullable Object parse(String text, JsonLimits limits) {
    return StrictReader.read(text, limits);
  }

  /**
   * Reads one value from UTF-8 bytes with the default limits.
   *
   * @param utf8 JSON as UTF-8, without a byte order mark
   * @return the value, immutable; null for the JSON literal {@code null}
   * @throws JsonException when the bytes are not strict JSON
   */
  public static @Nullable Object parse(byte[] utf8) {
    return parse(utf8, JsonLimits.DEFAULT);
  }

  /**
   * Reads one value from UTF-8 bytes.
   *
   * @param utf8 JSON as UTF-8, without a byte order mark
   * @param limits how large it may be
   * @return the value, immutable; null for the JSON literal {@code null}
   * @throws JsonException when the bytes are not strict JSON or over a limit
   */
  public static @Nullable Object parse(byte[] utf8, JsonLimits limits) {
    return StrictReader.read(StrictUtf8.decode(utf8, limits), limits);
  }

  /**
   * Reads an object with the default limits.
   *
   * @param text JSON text
   * @return the object, immutable
   * @throws JsonException when the text is not strict JSON or not an object
   */
  public static Map<String, @Nullable Object> parseObject(String text) {
    return object(parse(text));
  }

  /**
   * Takes a host's value into the model of this package: a deep, immutable copy in which every
   * number is a {@code Long} or a {@code Double}. It may be as large as {@link JsonLimits#FILE}.
   *
   * @param value maps with string keys, lists, arrays of objects, strings, numbers, booleans, null
   * @return the copy
   * @throws JsonException when a part is of another type, too deep, or a number that the canonical
   *     form cannot hold exactly
   */
  public static @Nullable Object copyOf(@Nullable Object value) {
    return copyOf(value, JsonLimits.FILE);
  }

  /**
   * Takes a host's value into the model of this package.
   *
   * @param value as in {@link #copyOf(Object)}
   * @param limits how large the copy may be; the values in it count as tokens and the characters of
   *     its strings and keys as the document
   * @return the copy
   * @throws JsonException as in {@link #copyOf(Object)}, or when it is over a limit
   */
  public static @Nullable Object copyOf(@Nullable Object value, JsonLimits limits) {
    return HostValues.copy(value, limits);
  }

  /**
   * Sees a value as an object.
   *
   * @param value a value of this package's model
   * @return the same value as a map
   * @throws JsonException when it is anything else
   */
  @SuppressWarnings("unchecked")
  public static Map<String, @Nullable Object> object(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw new JsonException("expected an object");
  }

  /**
   * Writes the canonical form of RFC 8785.
   *
   * @param value a value of this package's model
   * @return canonical JSON as UTF-8
   * @throws JsonException when the value has no canonical form
   */
  public static byte[] canonical(@Nullable Object value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes the canonical form of RFC 8785 as text.
   *
   * @param value a value of this package's model
   * @return canonical JSON
   * @throws JsonException when the value has no canonical form
   */
  public static String text(@Nullable Object value) {
    StringBuilder out = new StringBuilder(128);
    CanonicalWriter.write(value, out, 0);
    return out.toString();
  }
}
