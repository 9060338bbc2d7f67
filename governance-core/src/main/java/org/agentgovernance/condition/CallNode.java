package org.agentgovernance.condition;

/** A function call; the functions of one subject stand together in a class. */
final class CallNode extends Node {
  private final Function function;
  private final Node[] arguments;

  CallNode(Function function, Node[] arguments) {
    this.function = function;
    this.arguments = arguments;
  }

  @Override
  Object value(Frame frame) {
    Object[] values = new Object[arguments.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments[i].value(frame);
    }
    return apply(frame, function, values);
  }

  private static Object apply(Frame frame, Function function, Object[] values) {
    switch (function) {
      case TYPE:
        return TypeValue.of(values[0]);
      case DYN:
        return values[0];
      case INT:
      case UINT:
      case DOUBLE:
      case DECIMAL:
      case STRING:
      case BYTES:
      case BOOL:
      case TIMESTAMP:
      case DURATION:
        return Conversions.apply(frame, function, values[0]);
      case SETS_CONTAINS:
      case SETS_EQUIVALENT:
      case SETS_INTERSECTS:
      case JOIN:
      case SIZE:
      case SIZE_OF:
        return ListFunctions.apply(frame, function, values);
      case GET_FULL_YEAR:
      case GET_MONTH:
      case GET_DATE:
      case GET_DAY_OF_MONTH:
      case GET_DAY_OF_WEEK:
      case GET_DAY_OF_YEAR:
      case GET_HOURS:
      case GET_MINUTES:
      case GET_SECONDS:
      case GET_MILLISECONDS:
        return TimeFunctions.apply(function, values);
      case GREATEST:
      case LEAST:
        return MathFunctions.extreme(frame, function == Function.GREATEST, values);
      case BIT_AND:
      case BIT_OR:
      case BIT_XOR:
      case BIT_NOT:
      case SHIFT_LEFT:
      case SHIFT_RIGHT:
        return BitFunctions.apply(function, values);
      case CEIL:
      case FLOOR:
      case ROUND:
      case TRUNC:
      case ABS:
      case SIGN:
      case IS_NAN:
      case IS_INF:
      case IS_FINITE:
        return MathFunctions.apply(function, values[0]);
      default:
        return TextFunctions.apply(frame, function, values);
    }
  }

  /** The error for arguments that no signature takes, found when it ran. */
  static EvalError noOverload(Function function, Object[] values) {
    StringBuilder types = new StringBuilder();
    for (Object value : values) {
      types.append(types.length() == 0 ? "" : ", ").append(Values.typeName(value));
    }
    return EvalError.of(
        Codes.NO_SUCH_OVERLOAD, function.symbol() + " is not defined for (" + types + ")");
  }
}
