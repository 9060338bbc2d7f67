package org.agentgovernance.call;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds the calls of one session and is set by the host, never by the agent: principal,
 * task, the user's own words, facts. One context lives as long as its session.
 *
 * <p>The context itself does not change. Controls that remember something about the session (how
 * many steps it took, what it has read) keep it in {@link #state}, each under a key of its own.
 * Safe for use by many threads.
 */
public final class CallContext {
  private final Principal principal;
  private final String session;
  private final @Nullable String task;
  private final @Nullable String prompt;
  private final Map<String, @Nullable Object> facts;
  private final Clock clock;
  private final Map<String, String> tags;
  private final @Nullable CallContext parent;
  private final int depth;
  private final ConcurrentHashMap<Object, Object> states = new ConcurrentHashMap<>(8);

  /**
   * Makes the context of a session.
   *
   * @param principal who asks
   * @param session the session's id
   * @param task the task's id in the manifest, or null when the session has none
   * @param prompt the user's own words, or null when they are not known
   * @param facts further facts that conditions may read as {@code context}
   * @param clock what tells the time of this session
   * @throws org.agentgovernance.json.JsonException when a fact has no JSON form
   */
  public CallContext(
      Principal principal,
      String session,
      @Nullable String task,
      @Nullable String prompt,
      Map<String, ? extends @Nullable Object> facts,
      Clock clock) {
    this(principal, session, task, prompt, facts, clock, Map.of(), null);
  }

  private CallContext(
      Principal principal,
      String session,
      @Nullable String task,
      @Nullable String prompt,
      Map<String, ? extends @Nullable Object> facts,
      Clock clock,
      Map<String, String> tags,
      @Nullable CallContext parent) {
    if (session.isEmpty()) {
      throw new IllegalArgumentException("a session needs an id");
    }
    this.principal = principal;
    this.session = session;
    this.task = task;
    this.prompt = prompt;
    this.facts = Json.object(Json.copyOf(facts));
    this.clock = clock;
    this.tags = Map.copyOf(tags);
    this.parent = parent;
    this.depth = parent == null ? 0 : parent.depth + 1;
  }

  /**
   * The context of a session that this one delegates to. It shares the user's own words, the facts,
   * the tags and the clock, so that nothing the agent writes can pass for them.
   *
   * @param child who asks there
   * @param session the session's id
   * @param task the task's id in the manifest, or null when the session has none
   * @return a context whose {@link #parent} is this one
   */
  public CallContext delegate(Principal child, String session, @Nullable String task) {
    return new CallContext(child, session, task, prompt, facts, clock, tags, this);
  }

  /**
   * Who asks.
   *
   * @return the principal
   */
  public Principal principal() {
    return principal;
  }

  /**
   * The session that this one was delegated from. A call here has to be permitted there too, and
   * what it uses is used there too.
   *
   * @return the parent session's context, or null when a host opened the session for a user
   */
  public @Nullable CallContext parent() {
    return parent;
  }

  /**
   * How many sessions stand above this one.
   *
   * @return 0 for a session that a host opened for a user
   */
  public int depth() {
    return depth;
  }

  /**
   * The session's id.
   *
   * @return the id, never empty
   */
  public String session() {
    return session;
  }

  /**
   * The task of the session.
   *
   * @return the task's id, or null when the session has none
   */
  public @Nullable String task() {
    return task;
  }

  /**
   * The user's own words.
   *
   * @return the prompt, or null when it is not known
   */
  public @Nullable String prompt() {
    return prompt;
  }

  /**
   * Facts about the session that conditions read as {@code context}.
   *
   * @return a read-only map in the model of {@link org.agentgovernance.json}
   */
  public Map<String, @Nullable Object> facts() {
    return facts;
  }

  /**
   * A new context like this one, with tags.
   *
   * @param values what the session's use is attributed to, such as {@code team} and {@code project}
   * @return a context that remembers nothing yet
   */
  public CallContext tagged(Map<String, String> values) {
    return new CallContext(principal, session, task, prompt, facts, clock, values, parent);
  }

  /**
   * What the session's use is attributed to.
   *
   * @return texts by name, such as {@code team} and {@code project}; read-only, often empty
   */
  public Map<String, String> tags() {
    return tags;
  }

  /**
   * The time now.
   *
   * @return the instant
   */
  public Instant now() {
    return clock.instant();
  }

  /**
   * The time now without allocating.
   *
   * @return milliseconds since 1970-01-01T00:00Z
   */
  public long nowMillis() {
    return clock.millis();
  }

  /**
   * What one control remembers about this session, created on first use.
   *
   * @param key the control's own key, compared by {@code equals}
   * @param create makes the state; runs at most once a key
   * @param <T> the type of the state; the same for every use of one key
   * @return the state; it must be safe for use by many threads
   */
  @SuppressWarnings("unchecked")
  public <T> T state(Object key, Function<? super CallContext, ? extends T> create) {
    Object known = states.get(key);
    if (known == null) {
      known = states.computeIfAbsent(key, k -> create.apply(this));
    }
    return (T) known;
  }
}
