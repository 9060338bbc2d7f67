package org.agentgovernance.condition;

/** A type as a value, as {@code type(x)} gives it. */
record TypeValue(String name) {
  static TypeValue of(Object value) {
    if (value instanceof TypeValue) {
      return new TypeValue("type");
    }
    return new TypeValue(Values.kind(value).text());
  }
}
