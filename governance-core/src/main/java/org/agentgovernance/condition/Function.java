package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the subset with their signatures. The first letter of a signature is the result,
 * the others are the parameters; of a method the first parameter is what stands before the dot.
 */
enum Function {
  TYPE("type", false, "T?"),
  DYN("dyn", false, "??"),
  INT("int", false, "ii iu id is it in"),
  UINT("uint", false, "ui uu ud us"),
  DOUBLE("double", false, "di du dd ds dn"),
  DECIMAL("decimal", false, "ni nu nd ns nn"),
  STRING("string", false, "sb si su sd ss sy st sp sn"),
  BYTES("bytes", false, "ys yy"),
  BOOL("bool", false, "bb bs"),
  TIMESTAMP("timestamp", false, "ts ti tt"),
  DURATION("duration", false, "ps pp"),
  SIZE("size", false, "is iy il im"),
  SIZE_OF("size", true, "is iy il im"),
  MATCHES("matches", false, "bss"),
  MATCHES_OF("matches", true, "bss"),
  CONTAINS("contains", true, "bss"),
  STARTS_WITH("startsWith", true, "bss"),
  ENDS_WITH("endsWith", true, "bss"),
  CHAR_AT("charAt", true, "ssi"),
  INDEX_OF("indexOf", true, "iss issi"),
  LAST_INDEX_OF("lastIndexOf", true, "iss issi"),
  LOWER_ASCII("lowerAscii", true, "ss"),
  UPPER_ASCII("upperAscii", true, "ss"),
  TRIM("trim", true, "ss"),
  REVERSE("reverse", true, "ss"),
  REPLACE("replace", true, "ssss ssssi"),
  SPLIT("split", true, "wss wssi"),
  SUBSTRING("substring", true, "ssi ssii"),
  JOIN("join", true, "sw sws"),
  QUOTE("strings.quote", false, "ss"),
  SETS_CONTAINS("sets.contains", false, "bll"),
  SETS_EQUIVALENT("sets.equivalent", false, "bll"),
  SETS_INTERSECTS("sets.intersects", false, "bll"),
  GREATEST("math.greatest", false, ""),
  LEAST("math.least", false, ""),
  CEIL("math.ceil", false, "dd"),
  FLOOR("math.floor", false, "dd"),
  ROUND("math.round", false, "dd"),
  TRUNC("math.trunc", false, "dd"),
  ABS("math.abs", false, "ii uu dd nn"),
  SIGN("math.sign", false, "ii uu dd"),
  IS_NAN("math.isNaN", false, "bd"),
  IS_INF("math.isInf", false, "bd"),
  IS_FINITE("math.isFinite", false, "bd"),
  BIT_AND("math.bitAnd", false, "iii uuu"),
  BIT_OR("math.bitOr", false, "iii uuu"),
  BIT_XOR("math.bitXor", false, "iii uuu"),
  BIT_NOT("math.bitNot", false, "ii uu"),
  SHIFT_LEFT("math.bitShiftLeft", false, "iii uui"),
  SHIFT_RIGHT("math.bitShiftRight", false, "iii uui"),
  GET_FULL_YEAR("getFullYear", true, "it its"),
  GET_MONTH("getMonth", true, "it its"),
  GET_DATE("getDate", true, "it its"),
  GET_DAY_OF_MONTH("getDayOfMonth", true, "it its"),
  GET_DAY_OF_WEEK("getDayOfWeek", true, "it its"),
  GET_DAY_OF_YEAR("getDayOfYear", true, "it its"),
  GET_HOURS("getHours", true, "it its ip"),
  GET_MINUTES("getMinutes", true, "it its ip"),
  GET_SECONDS("getSeconds", true, "it its ip"),
  GET_MILLISECONDS("getMilliseconds", true, "it its ip");

  private static final Map<String, Function> METHODS = new HashMap<>();
  private static final Map<String, Function> GLOBALS = new HashMap<>();

  static {
    for (Function function : values()) {
      (function.method ? METHODS : GLOBALS).put(function.symbol, function);
    }
  }

  private final String symbol;
  private final boolean method;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> signatures;

  Function(String symbol, boolean method, String signatures) {
    this.symbol = symbol;
    this.method = method;
    this.signatures = signatures.isEmpty() ? List.of() : List.of(signatures.split(" ", -1));
  }

  static @Nullable Function method(String name) {
    return METHODS.get(name);
  }

  static @Nullable Function global(String name) {
    return GLOBALS.get(name);
  }

  static List<String> names(boolean method) {
    return new ArrayList<>((method ? METHODS : GLOBALS).keySet());
  }

  String symbol() {
    return symbol;
  }

  /** Whether it takes one or more numbers, or one list of numbers. */
  boolean takesAnyCount() {
    return this == GREATEST || this == LEAST;
  }

  /** The result for arguments of these types; null if no signature accepts them. */
  @Nullable ConditionType result(List<ConditionType> arguments) {
    ConditionType result = null;
    for (String signature : signatures) {
      if (accepts(signature, arguments)) {
        ConditionType own = type(signature.charAt(0));
        result = result == null || result.equals(own) ? own : ConditionType.DYN;
      }
    }
    return result;
  }

  private static boolean accepts(String signature, List<ConditionType> arguments) {
    if (signature.length() != arguments.size() + 1) {
      return false;
    }
    for (int i = 0; i < arguments.size(); i++) {
      if (!TypeRules.accepts(type(signature.charAt(i + 1)), arguments.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The signatures for a message, such as {@code (string, int)}. */
  String usage() {
    StringBuilder out = new StringBuilder();
    for (String signature : signatures) {
      out.append(out.length() == 0 ? "" : " or ");
      int from = method ? 2 : 1;
      out.append(method ? type(signature.charAt(1)) + "." : "").append(symbol).append('(');
      for (int i = from; i < signature.length(); i++) {
        out.append(i == from ? "" : ", ").append(type(signature.charAt(i)));
      }
      out.append(')');
    }
    return out.length() == 0 ? symbol + "(numbers…)" : out.toString();
  }

  private static ConditionType type(char letter) {
    switch (letter) {
      case '?':
        return ConditionType.DYN;
      case 'i':
        return ConditionType.INT;
      case 'u':
        return ConditionType.UINT;
      case 'd':
        return ConditionType.DOUBLE;
      case 'n':
        return ConditionType.DECIMAL;
      case 's':
        return ConditionType.STRING;
      case 'y':
        return ConditionType.BYTES;
      case 'b':
        return ConditionType.BOOL;
      case 't':
        return ConditionType.TIMESTAMP;
      case 'p':
        return ConditionType.DURATION;
      case 'l':
        return ConditionType.LIST_OF_DYN;
      case 'w':
        return ConditionType.LIST_OF_STRING;
      case 'm':
        return ConditionType.MAP_OF_DYN;
      default:
        return ConditionType.TYPE;
    }
  }
}
