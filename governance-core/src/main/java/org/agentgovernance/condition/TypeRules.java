package org.agentgovernance.condition;

import org.agentgovernance.condition.ConditionType.Kind;

/** How types relate: which common type two have, what may be compared with what. */
final class TypeRules {
  private TypeRules() {}

  /** The type that holds values of both; DYN if they have nothing in common. */
  static ConditionType join(ConditionType a, ConditionType b) {
    if (a.isFree()) {
      return b;
    }
    if (b.isFree() || a.equals(b)) {
      return a;
    }
    if (a.isDyn() || b.isDyn()) {
      return ConditionType.DYN;
    }
    if (a.kind() == Kind.NULL) {
      return b.nullable();
    }
    if (b.kind() == Kind.NULL) {
      return a.nullable();
    }
    boolean nullable = a.isNullable() || b.isNullable();
    ConditionType joined = joinNotNull(a.notNull(), b.notNull());
    return nullable ? joined.nullable() : joined;
  }

  private static ConditionType joinNotNull(ConditionType a, ConditionType b) {
    if (a.kind() == Kind.LIST && b.kind() == Kind.LIST) {
      return sized(ConditionType.list(join(a.element(), b.element())), a, b);
    }
    if (a.kind() == Kind.OBJECT && a.equals(b)) {
      return a;
    }
    if (a.isMapLike() && b.isMapLike()) {
      ConditionType key = join(a.key(), b.key());
      return sized(ConditionType.map(key, join(a.element(), b.element())), a, b);
    }
    return a.kind() == b.kind() ? sized(a.plain(), a, b) : ConditionType.DYN;
  }

  private static ConditionType sized(ConditionType type, ConditionType a, ConditionType b) {
    return a.maxSize() < 0 || b.maxSize() < 0
        ? type
        : type.withMaxSize(Math.max(a.maxSize(), b.maxSize()));
  }

  static boolean isNumber(ConditionType type) {
    switch (type.kind()) {
      case INT:
      case UINT:
      case DOUBLE:
      case DECIMAL:
        return true;
      default:
        return false;
    }
  }

  /** Whether an exact decimal meets a binary double, which is refused: neither answer is right. */
  static boolean mixesDecimalAndDouble(ConditionType a, ConditionType b) {
    return (a.kind() == Kind.DECIMAL && b.kind() == Kind.DOUBLE)
        || (a.kind() == Kind.DOUBLE && b.kind() == Kind.DECIMAL);
  }

  /** Whether values of the two types can ever be equal. */
  static boolean comparable(ConditionType a, ConditionType b) {
    if (a.isDyn() || b.isDyn()) {
      return true;
    }
    if (a.kind() == Kind.NULL || b.kind() == Kind.NULL) {
      return a.isNullable() && b.isNullable();
    }
    if (mixesDecimalAndDouble(a, b)) {
      return false;
    }
    if (isNumber(a) && isNumber(b)) {
      return true;
    }
    if (a.kind() == Kind.LIST && b.kind() == Kind.LIST) {
      return comparable(a.element(), b.element());
    }
    if (a.isMapLike() && b.isMapLike()) {
      return comparable(a.key(), b.key()) && comparable(a.element(), b.element());
    }
    return a.kind() == b.kind();
  }

  /** Whether values of the two types have an order. */
  static boolean ordered(ConditionType a, ConditionType b) {
    if (mixesDecimalAndDouble(a, b)) {
      return false;
    }
    return (hasOrder(a) && b.isDyn())
        || (a.isDyn() && (hasOrder(b) || b.isDyn()))
        || (isNumber(a) && isNumber(b))
        || (a.kind() == b.kind() && hasOrder(a));
  }

  private static boolean hasOrder(ConditionType type) {
    switch (type.kind()) {
      case BOOL:
      case STRING:
      case BYTES:
      case TIMESTAMP:
      case DURATION:
        return true;
      default:
        return isNumber(type);
    }
  }

  /** Whether a value of a type may be handed to a parameter: equal kinds, or unknown until run. */
  static boolean accepts(ConditionType parameter, ConditionType argument) {
    if (parameter.isDyn() || argument.isDyn()) {
      return true;
    }
    if (parameter.isMapLike() && argument.isMapLike()) {
      return true;
    }
    if (parameter.kind() != argument.kind()) {
      return false;
    }
    return parameter.kind() != Kind.LIST || accepts(parameter.element(), argument.element());
  }
}
