package org.agentgovernance.condition;

/** The codes of load problems and evaluation errors; append only. */
final class Codes {
  // At load.
  static final String SYNTAX = "condition.syntax";
  static final String UNSUPPORTED = "condition.unsupported";
  static final String TOO_LONG = "condition.too_long";
  static final String TOO_DEEP = "condition.too_deep";
  static final String UNKNOWN_VARIABLE = "condition.unknown_variable";
  static final String UNKNOWN_FIELD = "condition.unknown_field";
  static final String UNKNOWN_FUNCTION = "condition.unknown_function";
  static final String TYPE = "condition.type";
  static final String NOT_BOOLEAN = "condition.not_boolean";
  static final String ALWAYS_TRUE = "condition.always_true";
  static final String ALWAYS_FALSE = "condition.always_false";
  static final String ALWAYS_FAILS = "condition.always_fails";
  static final String NOT_IN_ENUM = "condition.value_not_in_enum";
  static final String PATTERN = "condition.pattern";
  static final String COST = "condition.cost";

  // At run.
  static final String NO_SUCH_FIELD = "condition.no_such_field";
  static final String NO_SUCH_KEY = "condition.no_such_key";
  static final String NO_SUCH_OVERLOAD = "condition.no_such_overload";
  static final String WRONG_TYPE = "condition.wrong_type";
  static final String NULL_VALUE = "condition.null";
  static final String OVERFLOW = "condition.overflow";
  static final String DIVIDE_BY_ZERO = "condition.divide_by_zero";
  static final String OUT_OF_RANGE = "condition.out_of_range";
  static final String CONVERSION = "condition.conversion";
  static final String BUDGET = "condition.budget";
  static final String NESTING = "condition.nesting";
  static final String HOST_VALUE = "condition.host_value";

  private Codes() {}
}
