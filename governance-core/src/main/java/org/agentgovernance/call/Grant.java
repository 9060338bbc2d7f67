package org.agentgovernance.call;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.agentgovernance.json.Names;
import org.jspecify.annotations.Nullable;

/**
 * What one party lets another do in its name. A grant starts as {@link #everything()}, and each
 * method here makes it narrower or leaves it as it is; there is none that widens it. Immutable.
 *
 * <p>A grant permits nothing by itself. The manifest still has to permit the call, and so does
 * every grant above this one.
 *
 * <pre>{@code
 * Grant reading = Grant.everything().tools("crm.*").effect(Effect.READ);
 * }</pre>
 */
public final class Grant {
  private static final Grant EVERYTHING =
      new Grant(null, List.of(), null, null, Effect.IRREVERSIBLE, Long.MAX_VALUE);

  private final @Nullable String id;

  /** Each set of names and patterns must reach the tool. */
  private final List<Set<String>> tools;

  private final @Nullable Set<String> tasks;
  private final @Nullable Set<String> scopes;
  private final Effect effect;
  private final long expiresAtMillis;
  private final boolean everything;

  private Grant(
      @Nullable String id,
      List<Set<String>> tools,
      @Nullable Set<String> tasks,
      @Nullable Set<String> scopes,
      Effect effect,
      long expiresAtMillis) {
    this.id = id;
    this.tools = tools;
    this.tasks = tasks;
    this.scopes = scopes;
    this.effect = effect;
    this.expiresAtMillis = expiresAtMillis;
    this.everything =
        tools.isEmpty() && tasks == null && scopes == null && effect == Effect.IRREVERSIBLE;
  }

  /**
   * The grant that takes nothing away.
   *
   * @return the widest grant
   */
  public static Grant everything() {
    return EVERYTHING;
  }

  /**
   * Whether the grant takes nothing away but, perhaps, time.
   *
   * @return true when it limits neither tools, tasks, scopes nor effects
   */
  public boolean allowsEverything() {
    return everything;
  }

  /**
   * The same grant under a name, by which it can be revoked.
   *
   * @param value the id, not empty
   * @return the grant
   */
  public Grant id(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a grant's id is not empty");
    }
    return new Grant(value, tools, tasks, scopes, effect, expiresAtMillis);
  }

  /**
   * Limits it to tools.
   *
   * @param patterns names, or patterns in which a star stands for any characters; none at all
   *     permits no tool
   * @return a grant that is at most as wide
   */
  public Grant tools(String... patterns) {
    List<Set<String>> more = new ArrayList<>(tools);
    more.add(Set.copyOf(new LinkedHashSet<>(Arrays.asList(patterns))));
    return new Grant(id, List.copyOf(more), tasks, scopes, effect, expiresAtMillis);
  }

  /**
   * Limits it to tasks. A session without a task is then outside of it.
   *
   * @param ids the tasks' ids
   * @return a grant that is at most as wide
   */
  public Grant tasks(String... ids) {
    return new Grant(
        id, tools, common(tasks, Set.copyOf(Arrays.asList(ids))), scopes, effect, expiresAtMillis);
  }

  /**
   * Limits it to scopes of the user's credential.
   *
   * @param names scope names
   * @return a grant that is at most as wide
   */
  public Grant scopes(String... names) {
    Set<String> named = Set.copyOf(Arrays.asList(names));
    return new Grant(id, tools, tasks, common(scopes, named), effect, expiresAtMillis);
  }

  /**
   * Limits what a tool may do to the world.
   *
   * @param most the worst effect that is still granted
   * @return a grant that is at most as wide
   */
  public Grant effect(Effect most) {
    return new Grant(id, tools, tasks, scopes, milder(effect, most), expiresAtMillis);
  }

  /**
   * Limits it in time.
   *
   * @param end from when on it permits nothing
   * @return a grant that is at most as wide
   */
  public Grant until(Instant end) {
    return new Grant(
        id, tools, tasks, scopes, effect, Math.min(expiresAtMillis, end.toEpochMilli()));
  }

  /**
   * What both grants permit. The result has the other's id, or this one's when it has none.
   *
   * @param other a further limit
   * @return a grant that is at most as wide as either
   */
  public Grant narrow(Grant other) {
    List<Set<String>> both = new ArrayList<>(tools);
    other.tools.stream().filter(set -> !both.contains(set)).forEach(both::add);
    return new Grant(
        other.id == null ? id : other.id,
        List.copyOf(both),
        common(tasks, other.tasks),
        common(scopes, other.scopes),
        milder(effect, other.effect),
        Math.min(expiresAtMillis, other.expiresAtMillis));
  }

  private static @Nullable Set<String> common(@Nullable Set<String> a, @Nullable Set<String> b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    Set<String> both = new HashSet<>(a);
    both.retainAll(b);
    return Set.copyOf(both);
  }

  private static Effect milder(Effect a, Effect b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /**
   * The name by which it can be revoked.
   *
   * @return the id, or null when it has none
   */
  public @Nullable String id() {
    return id;
  }

  /**
   * Whether it reaches a tool.
   *
   * @param name the tool's name
   * @return true unless a limit leaves the tool out
   */
  public boolean allowsTool(String name) {
    for (int i = 0; i < tools.size(); i++) {
      if (!reaches(tools.get(i), name)) {
        return false;
      }
    }
    return true;
  }

  private static boolean reaches(Set<String> patterns, String name) {
    if (patterns.contains(name)) {
      return true;
    }
    for (String pattern : patterns) {
      if (Names.matches(pattern, name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether it reaches a task.
   *
   * @param task the session's task, or null when it has none
   * @return true unless the grant is limited to other tasks
   */
  public boolean allowsTask(@Nullable String task) {
    return tasks == null || (task != null && tasks.contains(task));
  }

  /**
   * Whether it lets a scope of the user's credential through.
   *
   * @param scope the scope's name
   * @return true unless the grant is limited to other scopes
   */
  public boolean allowsScope(String scope) {
    return scopes == null || scopes.contains(scope);
  }

  /**
   * Whether it permits an effect.
   *
   * @param value what a tool does to the world
   * @return true when the grant is limited to nothing milder
   */
  public boolean allowsEffect(Effect value) {
    return value.compareTo(effect) <= 0;
  }

  /**
   * From when on it permits nothing.
   *
   * @return milliseconds since 1970-01-01T00:00Z; {@link Long#MAX_VALUE} when it has no end
   */
  public long expiresAtMillis() {
    return expiresAtMillis;
  }

  /**
   * The names and patterns of tools in it, for checks against a manifest.
   *
   * @return sets of which each must reach a tool; empty when the grant is not limited to tools
   */
  public List<Set<String>> tools() {
    return tools;
  }

  /**
   * The tasks that it is limited to.
   *
   * @return the tasks' ids; null when it is not limited to tasks
   */
  public @Nullable Set<String> tasks() {
    return tasks;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Grant g
        && Objects.equals(id, g.id)
        && tools.equals(g.tools)
        && Objects.equals(tasks, g.tasks)
        && Objects.equals(scopes, g.scopes)
        && effect == g.effect
        && expiresAtMillis == g.expiresAtMillis;
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, tools, tasks, scopes, effect, expiresAtMillis);
  }

  /** Its limits in a few words. */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    tools.forEach(set -> words.add("tools " + sorted(set)));
    if (tasks != null) {
      words.add("tasks " + sorted(tasks));
    }
    if (scopes != null) {
      words.add("scopes " + sorted(scopes));
    }
    if (effect != Effect.IRREVERSIBLE) {
      words.add("at most " + effect.word());
    }
    if (expiresAtMillis != Long.MAX_VALUE) {
      words.add("until " + Instant.ofEpochMilli(expiresAtMillis));
    }
    String limits = words.isEmpty() ? "everything" : String.join(", ", words);
    return id == null ? limits : id + ": " + limits;
  }

  private static String sorted(Set<String> names) {
    return names.stream().sorted().toList().toString();
  }
}
