package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.condition.syntax.Call;
import org.agentgovernance.condition.syntax.Expression;
import org.agentgovernance.condition.syntax.Identifier;
import org.agentgovernance.condition.syntax.Select;
import org.jspecify.annotations.Nullable;

/** Finds what a name stands for: a local name, a variable, a type, or a function. */
final class NameResolver {
  private final ConditionEnvironment environment;
  private final Scope scope;
  private final Typing typing;
  private final Problems problems;

  NameResolver(ConditionEnvironment environment, Scope scope, Typing typing, Problems problems) {
    this.environment = environment;
    this.scope = scope;
    this.typing = typing;
    this.problems = problems;
  }

  ConditionType identifier(Identifier identifier) {
    String name = identifier.name();
    int slot = scope.find(name);
    if (slot >= 0) {
      typing.mean(identifier, new Typing.Local(slot));
      return scope.type(slot);
    }
    int index = environment.indexOf(name);
    if (index >= 0) {
      typing.mean(identifier, new Typing.Global(index, name));
      return environment.type(index);
    }
    String type = typeName(name);
    if (type != null) {
      typing.mean(identifier, new TypeValue(type));
      return ConditionType.TYPE;
    }
    List<String> candidates = new ArrayList<>(environment.names());
    candidates.addAll(scope.names());
    String hint = Names.suggestion(name, candidates);
    if (hint == null && !environment.names().isEmpty()) {
      hint = "there are: " + String.join(", ", environment.names());
    }
    String message = "unknown variable '" + SafeText.name(name) + "'";
    problems.add(identifier, Codes.UNKNOWN_VARIABLE, message, hint);
    return ConditionType.DYN;
  }

  private static @Nullable String typeName(String name) {
    switch (name) {
      case "bool":
      case "int":
      case "uint":
      case "double":
      case "decimal":
      case "string":
      case "bytes":
      case "list":
      case "map":
      case "null_type":
      case "type":
      case "google.protobuf.Timestamp":
      case "google.protobuf.Duration":
        return name;
      default:
        return null;
    }
  }

  /** The type of a dotted variable or type name; null if the select is a field access. */
  @Nullable ConditionType qualified(Select select) {
    String dotted = Names.dotted(select);
    if (dotted == null || isLocal(dotted)) {
      return null;
    }
    int index = environment.hasDottedNames() ? environment.indexOf(dotted) : -1;
    if (index >= 0) {
      typing.mean(select, new Typing.Global(index, dotted));
      return environment.type(index);
    }
    if (typeName(dotted) != null && !isDeclared(dotted)) {
      typing.mean(select, new TypeValue(dotted));
      return ConditionType.TYPE;
    }
    return null;
  }

  private static String root(String dotted) {
    int dot = dotted.indexOf('.');
    return dot < 0 ? dotted : dotted.substring(0, dot);
  }

  private boolean isLocal(String dotted) {
    return scope.find(root(dotted)) >= 0;
  }

  private boolean isDeclared(String dotted) {
    return environment.indexOf(root(dotted)) >= 0;
  }

  /** The function that a call such as {@code math.greatest(1, 2)} means, or null. */
  @Nullable Function namespaced(Call call) {
    Expression target = call.target();
    if (!(target instanceof Identifier namespace)) {
      return null;
    }
    String name = namespace.name();
    if (isLocal(name) || isDeclared(name)) {
      return null;
    }
    return Function.global(name + "." + call.name());
  }

  /** Whether a call names a function that does not exist in a namespace that does. */
  boolean isNamespace(Expression target) {
    if (!(target instanceof Identifier namespace)) {
      return false;
    }
    String name = namespace.name();
    boolean known = name.equals("math") || name.equals("sets") || name.equals("strings");
    return known && !isLocal(name) && !isDeclared(name);
  }
}
