package org.agentgovernance.manifest;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.agentgovernance.budget.BudgetRule;
import org.agentgovernance.budget.Scope;
import org.agentgovernance.budget.Window;
import org.agentgovernance.call.Effect;
import org.agentgovernance.json.Names;
import org.jspecify.annotations.Nullable;

/** Reads {@code budgets}. */
final class BudgetSection {
  private static final String ALL_MODELS = "*";

  private final Section root;
  private final Problems problems;
  private final References names;

  BudgetSection(Section root, Problems problems, References names) {
    this.root = root;
    this.problems = problems;
    this.names = names;
  }

  List<ManifestModel.Budget> read() {
    Set<String> seen = new HashSet<>();
    return root.each("budgets", Keys.BUDGET, s -> budget(s, seen));
  }

  private ManifestModel.Budget budget(Section s, Set<String> seen) {
    String id = s.text("id");
    s.unique("id", id, seen);
    String unit = s.text("unit");
    BudgetUnits.check(s, unit);
    Section match = s.section("match", Keys.MATCH);
    BigDecimal limit = BudgetUnits.exact(s, "limit");
    if (!s.has("limit")) {
      problems.add(s.node(), s.path(), "needs \"limit\"");
    }
    List<Scope> scopes = scopes(s);
    if (scopes.contains(Scope.CALL)) {
      ofOneCall(s, scopes);
    }
    return new ManifestModel.Budget(
        tools(match),
        models(match, unit),
        scopes,
        unit,
        limit == null ? BigDecimal.ONE : limit,
        window(s),
        alerts(s),
        allowance(s, limit),
        problems.ref(id, s.node()));
  }

  /** Nothing of a single call is counted, so nothing can say for how long. */
  private static void ofOneCall(Section s, List<Scope> scopes) {
    if (scopes.size() > 1) {
      s.problem("per", "\"call\" stands alone: the limit of a single call is the same for all");
    }
    for (String key : List.of("window", "zone", "sliding", "alerts", "whenUnavailable")) {
      if (s.has(key)) {
        s.problem(key, "a budget per call compares each call by itself; leave this out");
      }
    }
  }

  /** A budget that names models alone counts no tools. */
  private List<String> tools(@Nullable Section match) {
    if (match != null && match.has("model") && !match.has("tools") && !match.has("effect")) {
      return List.of();
    }
    List<String> tools = names.expandOrAll(match, "tools");
    if (match != null && match.has("effect")) {
      tools = names.ofEffects(tools, effects(match));
      if (tools.isEmpty()) {
        match.problem("effect", "no tool has such an effect, so the budget counts nothing");
      }
    }
    return tools;
  }

  /** A budget that names nothing counts models too, unless it counts calls of tools. */
  private static List<String> models(@Nullable Section match, String unit) {
    if (match == null) {
      return unit.equals(BudgetRule.CALLS) ? List.of() : List.of(ALL_MODELS);
    }
    return match.someTexts("model");
  }

  private Window window(Section s) {
    Window.Unit unit = unit(s);
    if (unit != null) {
      if (s.has("sliding")) {
        s.problem("sliding", "only a window that is a duration can slide");
      }
      return Window.calendar(unit, zone(s));
    }
    if (s.has("zone")) {
      s.problem("zone", "only day, week and month have a zone");
    }
    Boolean sliding = s.flag("sliding");
    if (!s.has("window")) {
      if (sliding != null) {
        s.problem("sliding", "needs \"window\", the length that slides");
      }
      return Window.total();
    }
    Node node = s.get("window");
    String text = node != null && node.value() instanceof String string ? string : "";
    if (!isLength(text)) {
      s.problem(
          "window",
          "must be \"day\", \"week\", \"month\" or a duration of ISO 8601 such as \"PT1H\"",
          Names.nearest(text, List.of("day", "week", "month")));
      return Window.total();
    }
    Duration length = s.duration("window");
    if (length == null) {
      return Window.total();
    }
    return made(
        s, () -> Boolean.TRUE.equals(sliding) ? Window.sliding(length) : Window.every(length));
  }

  private static boolean isLength(String text) {
    try {
      Duration unused = Duration.parse(text);
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static Window made(Section s, Supplier<Window> window) {
    try {
      return window.get();
    } catch (IllegalArgumentException e) {
      s.problem("window", String.valueOf(e.getMessage()));
      return Window.total();
    }
  }

  private static Window.@Nullable Unit unit(Section s) {
    Node node = s.get("window");
    if (node != null && node.value() instanceof String text) {
      for (Window.Unit unit : Window.Unit.values()) {
        if (unit.word().equals(text)) {
          return unit;
        }
      }
    }
    return null;
  }

  private static ZoneId zone(Section s) {
    String text = s.textOrNull("zone");
    try {
      return text == null ? ZoneOffset.UTC : ZoneId.of(text);
    } catch (DateTimeException e) {
      s.problem(
          "zone",
          "must be a time zone such as Europe/Berlin or UTC",
          Names.nearest(String.valueOf(text), ZoneId.getAvailableZoneIds()));
      return ZoneOffset.UTC;
    }
  }

  private List<BigDecimal> alerts(Section s) {
    List<BigDecimal> alerts = new ArrayList<>();
    for (Node item : s.items("alerts")) {
      BigDecimal part = item.value() instanceof Number n ? new BigDecimal(n.toString()) : null;
      if (part == null || part.signum() <= 0 || part.compareTo(BigDecimal.ONE) > 0) {
        problems.add(item, s.at("alerts"), "must hold numbers above 0 and at most 1, such as 0.8");
      } else {
        alerts.add(part);
      }
    }
    return alerts;
  }

  private static @Nullable BigDecimal allowance(Section s, @Nullable BigDecimal limit) {
    Node node = s.get("whenUnavailable");
    if (node == null || "deny".equals(node.value())) {
      return null;
    }
    if (!(node instanceof Node.Obj)) {
      s.problem(
          "whenUnavailable",
          "must be \"deny\" or {\"allow\": amount}, what tools that read may use meanwhile");
      return null;
    }
    Section choice = s.section("whenUnavailable", Keys.WHEN_UNAVAILABLE);
    if (choice != null && !choice.has("allow")) {
      s.problem("whenUnavailable", "needs \"allow\"; to deny, write \"deny\" or leave it out");
    }
    BigDecimal most = choice == null ? null : BudgetUnits.exact(choice, "allow");
    if (choice != null && most != null && limit != null && most.compareTo(limit) > 0) {
      choice.problem("allow", "must be at most the limit, " + limit.toPlainString());
      return null;
    }
    return most;
  }

  private List<Scope> scopes(Section s) {
    List<Scope> scopes = new ArrayList<>();
    List<String> words = Arrays.stream(Scope.values()).map(Scope::word).toList();
    for (String word : s.texts("per")) {
      Scope scope = Scope.ofWord(word);
      if (scope == null) {
        s.problem(
            "per",
            "\"" + word + "\" is not one of " + String.join(", ", words),
            Names.nearest(word, words));
      } else {
        scopes.add(scope);
      }
    }
    boolean none = !s.has("per") || (s.get("per") instanceof Node.Arr a && a.items().isEmpty());
    if (none) {
      problems.add(s.node(), s.path(), "needs \"per\": one or more of " + String.join(", ", words));
    }
    return scopes;
  }

  static Set<Effect> effects(Section match) {
    Set<Effect> effects = EnumSet.noneOf(Effect.class);
    for (String word : match.texts("effect")) {
      boolean known = false;
      for (Effect effect : Effect.values()) {
        if (effect.word().equals(word)) {
          effects.add(effect);
          known = true;
        }
      }
      if (!known) {
        match.problem("effect", "\"" + word + "\" is not one of read, write, irreversible");
      }
    }
    return effects;
  }
}
