package org.agentgovernance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.agentgovernance.call.Actor;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Grant;
import org.agentgovernance.call.Principal;
import org.agentgovernance.json.Names;
import org.agentgovernance.manifest.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a session hands on to a sub-agent. Nothing here can widen what the parent session
 * may do. Not safe for use by many threads.
 */
public final class DelegationBuilder {
  private final Enforcement enforcement;
  private final Session parent;
  private final String agent;
  private String instance = "";
  private Grant grant = Grant.everything();
  private @Nullable String id;
  private @Nullable String task;

  DelegationBuilder(Enforcement enforcement, Session parent, String agent) {
    this.enforcement = enforcement;
    this.parent = parent;
    this.agent = agent;
    this.task = parent.context().task();
  }

  /**
   * Sets the running instance of the sub-agent.
   *
   * @param value the instance
   * @return this builder
   */
  public DelegationBuilder instance(String value) {
    this.instance = value;
    return this;
  }

  /**
   * Sets what is granted; by default all that the parent may do, within what the manifest says of
   * the sub-agent.
   *
   * @param value a grant; it only takes away
   * @return this builder
   */
  public DelegationBuilder grant(Grant value) {
    this.grant = value;
    return this;
  }

  /**
   * Sets the sub-agent's task; the parent's by default. A call must be permitted in both.
   *
   * @param value a task of the manifest
   * @return this builder
   */
  public DelegationBuilder task(String value) {
    this.task = value;
    return this;
  }

  /**
   * Sets the session's id; a random one by default.
   *
   * @param value the id, not empty
   * @return this builder
   */
  public DelegationBuilder id(String value) {
    this.id = value;
    return this;
  }

  /**
   * Opens the sub-agent's session. It ends with its parent at the latest. When the manifest does
   * not let this agent be delegated to, or not at this depth, every call of it is denied and
   * recorded, as with any other agent that the manifest does not know.
   *
   * @return the session
   * @throws IllegalArgumentException when the grant names a tool or task that the manifest lacks
   */
  public Session open() {
    checkNames();
    CallContext above = parent.context();
    Principal before = above.principal();
    List<Actor> prior = new ArrayList<>();
    prior.add(before.actor());
    prior.addAll(before.priorActors());
    Principal child =
        Principal.builder(before.subject(), new Actor(agent, instance))
            .priorActors(prior)
            .scopes(before.scopes())
            .expiresAtMillis(before.expiresAtMillis())
            .credentialId(before.credentialId())
            .keyId(before.keyId())
            .grant(before.grant().narrow(grant))
            .build();
    String session =
        id == null ? "s-" + Long.toHexString(ThreadLocalRandom.current().nextLong()) : id;
    return new Session(enforcement, above.delegate(child, session, task), parent);
  }

  /**
   * Lets the sub-agent do its work in a session of its own, and closes that session. Whatever the
   * sub-agent throws comes back as a value and is recorded; that it has used up its own limits, was
   * stopped or went in circles binds it and not this session. What it waited for ends: a call that
   * needs a person is denied with {@code session.closed} when they decide. Runs on this thread, and
   * blocks for as long as the work does. An interrupt stays set.
   *
   * @param work what the sub-agent does
   * @param <T> what it returns
   * @return what it returned, or that it failed and why
   * @throws IllegalArgumentException when the grant names a tool or task that the manifest lacks;
   *     nothing ran then
   */
  public <T> DelegationResult<T> run(DelegatedWork<T> work) {
    return new Delegation(enforcement, open()).run(work);
  }

  /**
   * The same for work that goes on elsewhere. The work is begun on this thread; its session is
   * closed when its stage completes.
   *
   * @param work what the sub-agent does
   * @param <T> what it returns
   * @return a stage with what came of it; it never completes exceptionally
   * @throws IllegalArgumentException when the grant names a tool or task that the manifest lacks;
   *     nothing ran then
   */
  public <T> CompletionStage<DelegationResult<T>> runAsync(
      DelegatedWork<? extends CompletionStage<T>> work) {
    return new Delegation(enforcement, open()).runAsync(work);
  }

  /** A misspelt name would quietly grant less than was meant. */
  private void checkNames() {
    Manifest manifest = enforcement.manifest;
    for (Set<String> patterns : grant.tools()) {
      for (String pattern : patterns) {
        if (manifest.tools().stream().noneMatch(tool -> Names.matches(pattern, tool))) {
          throw unknown("tool", pattern, manifest.tools());
        }
      }
    }
    Set<String> tasks = grant.tasks();
    if (tasks != null) {
      for (String named : tasks) {
        if (!manifest.tasks().contains(named)) {
          throw unknown("task", named, manifest.tasks());
        }
      }
    }
  }

  private static IllegalArgumentException unknown(
      String what, String name, Collection<String> known) {
    String nearest = Names.nearest(name, known);
    return new IllegalArgumentException(
        "the grant names "
            + what
            + " \""
            + name
            + "\", which the manifest does not list"
            + (nearest == null ? "" : "; did you mean \"" + nearest + "\"?"));
  }
}
