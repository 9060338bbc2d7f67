package org.agentgovernance.budget;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Subject;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Whose account of which budget. Immutable; equal keys mean the same account. The limit is no part
 * of it, so raising a limit keeps what was used; another unit or window starts a new account.
 *
 * @param budget the rule's id
 * @param unit the rule's unit
 * @param window the rule's window
 * @param owner one text for each scope of the rule
 */
public record AccountKey(String budget, String unit, Window window, Map<Scope, String> owner) {
  /** Copies the map. */
  public AccountKey {
    owner = Map.copyOf(owner);
  }

  /**
   * The key of a rule for one call.
   *
   * @param rule the rule
   * @param target what is called
   * @param context whose session it is
   * @return the key
   */
  public static AccountKey of(BudgetRule rule, BudgetTarget target, CallContext context) {
    Map<Scope, String> owner = new EnumMap<>(Scope.class);
    for (Scope scope : rule.per()) {
      owner.put(scope, part(scope, target, context));
    }
    return new AccountKey(rule.id(), rule.unit(), rule.window(), owner);
  }

  /**
   * Whether nothing but the session itself can ask for this account.
   *
   * @return true when the session is part of the key
   */
  public boolean endsWithSession() {
    return owner.containsKey(Scope.SESSION);
  }

  /**
   * The key as one text that no other key has, for stores.
   *
   * @return canonical JSON
   */
  public String text() {
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    parts.put("budget", budget);
    parts.put("unit", unit);
    parts.put("window", window.text());
    Map<String, @Nullable Object> owners = new LinkedHashMap<>();
    owner.forEach((scope, value) -> owners.put(scope.word(), value));
    parts.put("per", owners);
    return Json.text(parts);
  }

  /** The budget's id; the owner may be personal and is left out. */
  @Override
  public String toString() {
    return "AccountKey[" + budget + "]";
  }

  private static String part(Scope scope, BudgetTarget target, CallContext context) {
    return switch (scope) {
      case CALL -> throw new IllegalArgumentException("a budget per call has no account");
      case SESSION -> context.session();
      case TASK -> context.task() == null ? "" : context.task();
      case AGENT -> context.principal().agent();
      case USER -> user(context.principal().subject());
      case TEAM -> context.tags().getOrDefault("team", "");
      case TOOL -> target.tool();
      case GROUP -> target.group();
      case EFFECT -> target.effect();
    };
  }

  /** Id and issuer apart, so that {@code a@b} of nobody is not {@code a} of {@code b}. */
  private static String user(Subject subject) {
    return subject.issuer().isEmpty()
        ? subject.id()
        : Json.text(List.of(subject.id(), subject.issuer()));
  }
}
