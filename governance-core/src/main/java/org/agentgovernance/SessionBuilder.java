package org.agentgovernance;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.identity.Identity;
import org.agentgovernance.identity.VerifiedPrincipal;
import org.jspecify.annotations.Nullable;

/** Collects what surrounds the calls of one session. Not safe for use by many threads. */
public final class SessionBuilder {
  private final Enforcement enforcement;
  private final Identity who;
  private String agent;
  private String instance = "";
  private @Nullable String id;
  private @Nullable String task;
  private @Nullable String prompt;
  private Map<String, ? extends @Nullable Object> facts = Map.of();
  private final Map<String, String> tags = new LinkedHashMap<>();

  SessionBuilder(Enforcement enforcement, String agent, Identity who) {
    this.enforcement = enforcement;
    this.agent = agent;
    this.who = who;
    this.tags.putAll(enforcement.attribution);
  }

  /**
   * Sets the session's id; a random one by default.
   *
   * @param value the id, not empty
   * @return this builder
   */
  public SessionBuilder id(String value) {
    this.id = value;
    return this;
  }

  /**
   * Sets the task that limits the session to its tools.
   *
   * @param value a task of the manifest
   * @return this builder
   */
  public SessionBuilder task(String value) {
    this.task = value;
    return this;
  }

  /**
   * Sets the agent, when the user's credential does not name one; the manifest's by default. Any
   * other is denied every call.
   *
   * @param value the agent's id
   * @return this builder
   */
  public SessionBuilder agent(String value) {
    this.agent = value;
    return this;
  }

  /**
   * Sets the running instance of the agent, when the user's credential does not name one.
   *
   * @param value the instance
   * @return this builder
   */
  public SessionBuilder instance(String value) {
    this.instance = value;
    return this;
  }

  /**
   * Sets the user's own words. Values that occur in them count as the user's.
   *
   * @param value the prompt
   * @return this builder
   */
  public SessionBuilder prompt(String value) {
    this.prompt = value;
    return this;
  }

  /**
   * Sets facts that conditions read as {@code context}.
   *
   * @param value the facts
   * @return this builder
   */
  public SessionBuilder facts(Map<String, ? extends @Nullable Object> value) {
    this.facts = value;
    return this;
  }

  /**
   * Sets a tag that the session's use is attributed to, in place of the manifest's {@code
   * attribution} of that name. The tag {@code team} is what budgets per team count by.
   *
   * @param name for instance {@code team}, {@code project} or {@code usecase}
   * @param value the value
   * @return this builder
   */
  public SessionBuilder tag(String name, String value) {
    if (name.isEmpty() || value.isEmpty()) {
      throw new IllegalArgumentException("a tag has a name and a value");
    }
    tags.put(name, value);
    return this;
  }

  /**
   * Opens the session.
   *
   * @return the session
   * @throws org.agentgovernance.json.JsonException when a fact has no JSON form
   */
  public Session open() {
    String session =
        id == null ? "s-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) : id;
    CallContext context =
        new CallContext(principal(), session, task, prompt, facts, enforcement.clock);
    return new Session(enforcement, context.tagged(tags), null);
  }

  private Principal principal() {
    return who instanceof VerifiedPrincipal verified
        ? verified.principal(agent, instance).build()
        : new Principal(Subject.anonymous(), agent, instance);
  }
}
