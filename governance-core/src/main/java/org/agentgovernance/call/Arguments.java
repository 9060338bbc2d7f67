package org.agentgovernance.call;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.agentgovernance.json.JsonLimits;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call: a JSON object, read strictly once and immutable from then on.
 *
 * <p>The checks, an approval, the record and the tool all see this one value, and {@link #digest()}
 * is taken over its canonical form (RFC 8785), so what was approved is what runs. Safe for use by
 * many threads.
 */
public final class Arguments {
  private static final String DOMAIN = "agentgovernance/arguments/v1";
  private static final Arguments EMPTY = new Arguments(Map.of());

  private final Map<String, @Nullable Object> values;
  private volatile @Nullable Memo memo;

  /** Computed when first asked for; computing it twice does no harm. */
  private int hash;

  private record Memo(Object key, Object value) {}

  private Arguments(Map<String, @Nullable Object> values) {
    this.values = values;
  }

  /**
   * No arguments.
   *
   * @return the empty object
   */
  public static Arguments empty() {
    return EMPTY;
  }

  /**
   * Copies a host's map.
   *
   * @param values strings, numbers, booleans, null, lists and maps of them
   * @return the arguments
   * @throws JsonException when a value has no exact JSON form, or when they are over the limits
   *     that hold for JSON text
   */
  public static Arguments of(Map<String, ? extends @Nullable Object> values) {
    return new Arguments(Json.object(Json.copyOf(values, JsonLimits.DEFAULT)));
  }

  /**
   * Reads a JSON object.
   *
   * @param json JSON text
   * @return the arguments
   * @throws JsonException when the text is not a strict JSON object
   */
  public static Arguments ofJson(String json) {
    return new Arguments(Json.parseObject(json));
  }

  /**
   * Reads a JSON object from UTF-8.
   *
   * @param utf8 JSON bytes
   * @return the arguments
   * @throws JsonException when the bytes are not a strict JSON object
   */
  public static Arguments ofJson(byte[] utf8) {
    return new Arguments(Json.object(Json.parse(utf8)));
  }

  /**
   * The arguments as a read-only map in the model of {@link org.agentgovernance.json}.
   *
   * @return the map, the same one at each call
   */
  public Map<String, @Nullable Object> asMap() {
    return values;
  }

  /**
   * One argument.
   *
   * @param name its name
   * @return its value, or null when it is absent or JSON null
   */
  public @Nullable Object get(String name) {
    return values.get(name);
  }

  /**
   * One argument as text.
   *
   * @param name its name
   * @return the string
   * @throws IllegalArgumentException when it is absent or not a string
   */
  public String string(String name) {
    if (get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("argument " + name + " is not a string");
  }

  /**
   * One argument as an exact decimal, read from the digits of its canonical form.
   *
   * @param name its name
   * @return the decimal
   * @throws IllegalArgumentException when it is absent or neither a number nor a decimal string
   */
  public BigDecimal decimal(String name) {
    Object value = get(name);
    if (value instanceof Number || value instanceof String) {
      try {
        return new BigDecimal(value instanceof String text ? text : Json.text(value));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("argument " + name + " is not a decimal number", e);
      }
    }
    throw new IllegalArgumentException("argument " + name + " is not a number");
  }

  /**
   * One argument as a whole number.
   *
   * @param name its name
   * @return the number
   * @throws IllegalArgumentException when it is absent or not a whole number
   */
  public long integer(String name) {
    if (get(name) instanceof Long number) {
      return number;
    }
    throw new IllegalArgumentException("argument " + name + " is not a whole number");
  }

  /**
   * The canonical form.
   *
   * @return canonical JSON as UTF-8, a new array at each call
   */
  public byte[] canonical() {
    return Json.canonical(values);
  }

  /**
   * The canonical form as text.
   *
   * @return canonical JSON
   */
  public String json() {
    return Json.text(values);
  }

  /**
   * The digest that approvals and records are bound to. Computed at each call; callers that need it
   * often keep it.
   *
   * @return SHA-256 of the canonical form under the domain {@code agentgovernance/arguments/v1}
   */
  public Digest digest() {
    return Digest.of(DOMAIN, canonical());
  }

  /**
   * What was derived from these arguments under a key, computed on first use and remembered until
   * another key is asked for. Since the value is immutable, a check that ran once need not run
   * again when the chain is walked again after an approval. Two threads may compute the same thing
   * at the same time.
   *
   * @param key identifies what is derived, compared by identity
   * @param derive computes it; must be pure
   * @param <T> the type of what is derived; the same for every use of one key
   * @return the derived value
   */
  @SuppressWarnings("unchecked")
  public <T> T derived(Object key, Function<? super Arguments, ? extends T> derive) {
    Memo known = memo;
    if (known != null && known.key() == key) {
      return (T) known.value();
    }
    T value = Objects.requireNonNull(derive.apply(this));
    memo = new Memo(key, value);
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Arguments that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = values.hashCode();
      hash = known;
    }
    return known;
  }

  /** The number of arguments; never their values. */
  @Override
  public String toString() {
    return "Arguments[" + values.size() + "]";
  }
}
