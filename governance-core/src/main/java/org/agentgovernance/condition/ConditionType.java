package org.agentgovernance.condition;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The type of a variable or expression. {@link #DYN} switches checking off for a value: it may be
 * anything, and what does not fit is an error when the condition runs. Immutable.
 */
public final class ConditionType {
  /** The kinds of types. */
  public enum Kind {
    /** Anything. */
    DYN("dyn"),
    /** Only null. */
    NULL("null_type"),
    /** True or false. */
    BOOL("bool"),
    /** A signed number of 64 bits. */
    INT("int"),
    /** An unsigned number of 64 bits. */
    UINT("uint"),
    /** A binary floating point number of 64 bits. */
    DOUBLE("double"),
    /** An exact decimal number. */
    DECIMAL("decimal"),
    /** Text. */
    STRING("string"),
    /** Bytes. */
    BYTES("bytes"),
    /** A point in time. */
    TIMESTAMP("google.protobuf.Timestamp"),
    /** A length of time. */
    DURATION("google.protobuf.Duration"),
    /** A list. */
    LIST("list"),
    /** A map. */
    MAP("map"),
    /** A map with known fields. */
    OBJECT("map"),
    /** A type as a value. */
    TYPE("type");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** Anything; checked when the condition runs. */
  public static final ConditionType DYN = new ConditionType(Kind.DYN);

  /** Only null. */
  public static final ConditionType NULL = new ConditionType(Kind.NULL);

  /** True or false. */
  public static final ConditionType BOOL = new ConditionType(Kind.BOOL);

  /** A signed number of 64 bits. A JSON number without fraction fits, also if written 1.0. */
  public static final ConditionType INT = new ConditionType(Kind.INT);

  /** An unsigned number of 64 bits. */
  public static final ConditionType UINT = new ConditionType(Kind.UINT);

  /** A binary floating point number. A JSON number fits if a double holds it exactly. */
  public static final ConditionType DOUBLE = new ConditionType(Kind.DOUBLE);

  /** An exact decimal number; the host hands in a BigDecimal, or an integer. */
  public static final ConditionType DECIMAL = new ConditionType(Kind.DECIMAL);

  /** Text. */
  public static final ConditionType STRING = new ConditionType(Kind.STRING);

  /** Bytes; the host hands in a byte array, which must not change meanwhile. */
  public static final ConditionType BYTES = new ConditionType(Kind.BYTES);

  /** A point in time from year 1 to year 9999; the host hands in an Instant. */
  public static final ConditionType TIMESTAMP = new ConditionType(Kind.TIMESTAMP);

  /** A length of time; the host hands in a java.time.Duration. */
  public static final ConditionType DURATION = new ConditionType(Kind.DURATION);

  /** The elements of an empty list: whatever the context wants. */
  static final ConditionType FREE =
      new ConditionType(Kind.DYN, null, null, Map.of(), false, false, -1, Set.of());

  static final ConditionType TYPE = new ConditionType(Kind.TYPE);
  static final ConditionType LIST_OF_DYN = list(DYN);
  static final ConditionType LIST_OF_STRING = list(STRING);
  static final ConditionType MAP_OF_DYN = map(DYN, DYN);
  static final ConditionType JSON_OBJECT = map(STRING, DYN);

  private static final int UNKNOWN = -1;

  private final Kind kind;
  private final @Nullable ConditionType key;
  private final @Nullable ConditionType element;
  private final Map<String, ConditionType> fields;
  private final boolean open;
  private final boolean nullable;
  private final int maxSize;
  private final Set<String> allowed;

  private ConditionType(Kind kind) {
    this(kind, null, null, Map.of(), true, false, UNKNOWN, Set.of());
  }

  private ConditionType(
      Kind kind,
      @Nullable ConditionType key,
      @Nullable ConditionType element,
      Map<String, ConditionType> fields,
      boolean open,
      boolean nullable,
      int maxSize,
      Set<String> allowed) {
    this.kind = kind;
    this.key = key;
    this.element = element;
    this.fields = fields;
    this.open = open;
    this.nullable = nullable;
    this.maxSize = maxSize;
    this.allowed = allowed;
  }

  /**
   * A list whose elements have one type.
   *
   * @param element the elements' type
   * @return the type
   */
  public static ConditionType list(ConditionType element) {
    Objects.requireNonNull(element, "element");
    return new ConditionType(Kind.LIST, null, element, Map.of(), true, false, UNKNOWN, Set.of());
  }

  /**
   * A map whose keys have one type and whose values have one type.
   *
   * @param key the keys' type
   * @param value the values' type
   * @return the type
   */
  public static ConditionType map(ConditionType key, ConditionType value) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
    return new ConditionType(Kind.MAP, key, value, Map.of(), true, false, UNKNOWN, Set.of());
  }

  /**
   * A map with text keys whose fields are known.
   *
   * @param fields the fields' types by name; a field may be absent when the condition runs
   * @param open whether there may be other fields, which are then of type {@link #DYN}; if not,
   *     naming another field is a load error
   * @return the type
   */
  public static ConditionType object(Map<String, ConditionType> fields, boolean open) {
    Map<String, ConditionType> copy = new LinkedHashMap<>(fields);
    for (Map.Entry<String, ConditionType> field : copy.entrySet()) {
      Objects.requireNonNull(field.getKey(), "name");
      Objects.requireNonNull(field.getValue(), "type");
    }
    return new ConditionType(Kind.OBJECT, null, null, copy, open, false, UNKNOWN, Set.of());
  }

  /**
   * Reads the type from a JSON Schema, as a tool declares it for its arguments. Understands {@code
   * type}, {@code properties}, {@code items}, {@code enum}, {@code const}, {@code anyOf}, {@code
   * oneOf}, {@code allOf} of objects, local {@code $ref}, {@code maxItems}, {@code maxLength} and
   * {@code maxProperties}; whatever else it holds makes the type wider, never narrower. An object
   * with {@code properties} and without {@code additionalProperties} counts as closed, so that a
   * misspelt field is found.
   *
   * @param schema the schema as strict JSON
   * @return the type; {@link #DYN} for what the schema leaves open and for recursion
   */
  public static ConditionType fromJsonSchema(Map<String, ?> schema) {
    return new SchemaTypes(schema).root();
  }

  /**
   * The same type, or null.
   *
   * @return the type
   */
  public ConditionType nullable() {
    return nullable || kind == Kind.DYN || kind == Kind.NULL
        ? this
        : new ConditionType(kind, key, element, fields, open, true, maxSize, allowed);
  }

  /**
   * The same type with a bound on its size, for the estimate of the worst-case cost.
   *
   * @param size most elements of a list, entries of a map or characters of a text
   * @return the type
   * @throws IllegalArgumentException if {@code size} is negative
   */
  public ConditionType withMaxSize(int size) {
    if (size < 0) {
      throw new IllegalArgumentException("size " + size);
    }
    return new ConditionType(kind, key, element, fields, open, nullable, size, allowed);
  }

  /**
   * Text that is one of a few values; comparing it with another constant is a load error.
   *
   * @param values the values; empty for no restriction
   * @return the type
   */
  public static ConditionType oneOf(List<String> values) {
    Set<String> copy = java.util.Collections.unmodifiableSet(new java.util.LinkedHashSet<>(values));
    return new ConditionType(Kind.STRING, null, null, Map.of(), true, false, UNKNOWN, copy);
  }

  /**
   * Returns the kind.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Returns whether the value may be null.
   *
   * @return true for a nullable type, for {@link #DYN} and for {@link #NULL}
   */
  public boolean isNullable() {
    return nullable || kind == Kind.DYN || kind == Kind.NULL;
  }

  /**
   * Returns the known fields of an object.
   *
   * @return an unmodifiable map, empty for other types
   */
  public Map<String, ConditionType> fields() {
    return java.util.Collections.unmodifiableMap(fields);
  }

  boolean isOpen() {
    return open;
  }

  boolean isDyn() {
    return kind == Kind.DYN;
  }

  /** Whether nothing is known because there is no element; unlike dyn, it takes any type. */
  boolean isFree() {
    return kind == Kind.DYN && !open;
  }

  boolean isMapLike() {
    return kind == Kind.MAP || kind == Kind.OBJECT;
  }

  /** The type of a list's elements or a map's values; DYN if nothing is known. */
  ConditionType element() {
    return element == null ? DYN : element;
  }

  /** The type of a map's keys; DYN if nothing is known. */
  ConditionType key() {
    return key != null ? key : kind == Kind.OBJECT ? STRING : DYN;
  }

  /** Most elements or characters, or -1 if not known. */
  int maxSize() {
    return maxSize;
  }

  /** The only values that a text may have; empty if any. */
  Set<String> allowed() {
    return allowed;
  }

  /** The type without null. */
  ConditionType notNull() {
    return nullable
        ? new ConditionType(kind, key, element, fields, open, false, maxSize, allowed)
        : this;
  }

  /** The type without a bound on its size and without a list of values. */
  ConditionType plain() {
    return maxSize == UNKNOWN && allowed.isEmpty()
        ? this
        : new ConditionType(kind, key, element, fields, open, nullable, UNKNOWN, Set.of());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConditionType type
        && kind == type.kind
        && nullable == type.nullable
        && open == type.open
        && maxSize == type.maxSize
        && Objects.equals(key, type.key)
        && Objects.equals(element, type.element)
        && fields.equals(type.fields)
        && allowed.equals(type.allowed);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, nullable, open, key, element, fields.keySet());
  }

  /** The type as messages show it, such as {@code list(string)}. */
  @Override
  public String toString() {
    String text =
        switch (kind) {
          case NULL -> "null";
          case TIMESTAMP -> "timestamp";
          case DURATION -> "duration";
          case LIST -> "list(" + element() + ")";
          case MAP -> "map(" + key() + ", " + element() + ")";
          case OBJECT -> "object";
          default -> kind.text();
        };
    return nullable ? "nullable " + text : text;
  }
}
