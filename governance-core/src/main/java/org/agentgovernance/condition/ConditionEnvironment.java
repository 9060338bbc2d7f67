package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a condition may refer to and how much it may cost: variables with their types in index
 * order, fields whose values are never shown, and limits. Immutable and safe to share.
 */
public final class ConditionEnvironment {
  private final List<String> names;
  private final List<ConditionType> types;
  private final Map<String, Integer> indexes;
  private final List<String> sensitive;
  private final boolean dotted;
  private final ParseLimits parseLimits;
  private final long costLimit;
  private final int assumedSize;
  private final int iterationLimit;

  private ConditionEnvironment(Builder builder) {
    this.names = List.copyOf(builder.names);
    this.types = List.copyOf(builder.types);
    this.indexes = Map.copyOf(builder.indexes);
    this.sensitive = List.copyOf(builder.sensitive);
    this.parseLimits = new ParseLimits(builder.maxLength, builder.maxDepth);
    this.costLimit = builder.costLimit;
    this.assumedSize = builder.assumedSize;
    this.iterationLimit = builder.iterationLimit;
    boolean anyDotted = false;
    for (String name : names) {
      anyDotted |= name.indexOf('.') >= 0;
    }
    this.dotted = anyDotted;
  }

  /**
   * Starts an environment without variables and with the limits that suit a rule.
   *
   * @return a builder, for one thread
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the variables in index order.
   *
   * @return an immutable list
   */
  public List<String> names() {
    return names;
  }

  /**
   * Returns the type of a variable.
   *
   * @param index the variable's position
   * @return its type
   * @throws IndexOutOfBoundsException if there is no such variable
   */
  public ConditionType type(int index) {
    return types.get(index);
  }

  /**
   * Returns a variable's position.
   *
   * @param name the variable
   * @return its index, or -1 if it is not declared
   */
  public int indexOf(String name) {
    Integer index = indexes.get(name);
    return index == null ? -1 : index;
  }

  ParseLimits parseLimits() {
    return parseLimits;
  }

  boolean hasDottedNames() {
    return dotted;
  }

  List<String> sensitive() {
    return sensitive;
  }

  long costLimit() {
    return costLimit;
  }

  int assumedSize() {
    return assumedSize;
  }

  int iterationLimit() {
    return iterationLimit;
  }

  /** Collects the parts of an environment. */
  public static final class Builder {
    private final List<String> names = new ArrayList<>();
    private final List<ConditionType> types = new ArrayList<>();
    private final Map<String, Integer> indexes = new HashMap<>();
    private final List<String> sensitive = new ArrayList<>();
    private int maxLength = ParseLimits.DEFAULT.maxLength();
    private int maxDepth = ParseLimits.DEFAULT.maxDepth();
    private long costLimit = 10_000_000;
    private int assumedSize = 1_000;
    private int iterationLimit = 100_000;

    private Builder() {}

    /**
     * Declares the next variable.
     *
     * @param name a CEL identifier, or several with dots between them
     * @param type its type
     * @return this builder
     * @throws IllegalArgumentException if the name is taken or is no name
     */
    public Builder variable(String name, ConditionType type) {
      for (String part : name.split("\\.", -1)) {
        if (!isName(part)) {
          throw new IllegalArgumentException("not a variable name: " + SafeText.name(name));
        }
      }
      if (indexes.putIfAbsent(name, names.size()) != null) {
        throw new IllegalArgumentException("declared twice: " + SafeText.name(name));
      }
      names.add(name);
      types.add(Objects.requireNonNull(type, "type"));
      return this;
    }

    private static boolean isName(String text) {
      if (text.isEmpty() || !Lexer.isLetter(text.charAt(0)) || Names.isReserved(text)) {
        return false;
      }
      for (int i = 1; i < text.length(); i++) {
        if (!Lexer.isLetter(text.charAt(i)) && !Lexer.isDigit(text.charAt(i))) {
          return false;
        }
      }
      return true;
    }

    /**
     * Keeps the values of a field, and of everything below it, out of explanations.
     *
     * @param path names with dots between them, such as {@code args.card.number}; positions in
     *     lists are left out
     * @return this builder
     */
    public Builder sensitive(String path) {
      sensitive.add(Objects.requireNonNull(path, "path"));
      return this;
    }

    /**
     * Bounds the length of an expression.
     *
     * @param units most UTF-16 units, 10,000 unless set
     * @return this builder
     */
    public Builder maxLength(int units) {
      maxLength = positive(units);
      return this;
    }

    /**
     * Bounds how deep an expression may be nested.
     *
     * @param levels most levels, 100 unless set; at most 250, so that no small stack overflows
     * @return this builder
     */
    public Builder maxDepth(int levels) {
      maxDepth = Math.min(250, positive(levels));
      return this;
    }

    /**
     * Bounds the worst-case cost that is estimated at load: about one unit for each operation and
     * each element visited.
     *
     * @param units most units, 10,000,000 unless set
     * @return this builder
     */
    public Builder costLimit(long units) {
      if (units < 1) {
        throw new IllegalArgumentException("limit " + units);
      }
      costLimit = units;
      return this;
    }

    /**
     * Sets the size that the estimate assumes for a list, map or text without a known bound.
     *
     * @param size elements or characters, 1,000 unless set
     * @return this builder
     */
    public Builder assumedSize(int size) {
      assumedSize = positive(size);
      return this;
    }

    /**
     * Bounds what one evaluation may do: elements visited, values compared, text copied (16
     * characters count one). Beyond it the result is the error {@code condition.budget}.
     *
     * @param steps most steps, 100,000 unless set
     * @return this builder
     */
    public Builder iterationLimit(int steps) {
      iterationLimit = positive(steps);
      return this;
    }

    private static int positive(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("limit " + value);
      }
      return value;
    }

    /**
     * Builds the environment.
     *
     * @return an immutable environment
     */
    public ConditionEnvironment build() {
      return new ConditionEnvironment(this);
    }
  }
}
