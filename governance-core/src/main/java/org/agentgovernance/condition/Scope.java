package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.List;

/** The local names that are visible at a place; the innermost hides the others. */
final class Scope {
  private final List<String> names = new ArrayList<>();
  private final List<ConditionType> types = new ArrayList<>();

  int size() {
    return names.size();
  }

  int push(String name, ConditionType type) {
    names.add(name);
    types.add(type);
    return names.size() - 1;
  }

  void pop() {
    names.remove(names.size() - 1);
    types.remove(types.size() - 1);
  }

  /** The slot of a name, or -1. */
  int find(String name) {
    return names.lastIndexOf(name);
  }

  ConditionType type(int slot) {
    return types.get(slot);
  }

  List<String> names() {
    return names;
  }
}
