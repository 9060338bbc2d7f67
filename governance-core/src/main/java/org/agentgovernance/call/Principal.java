package org.agentgovernance.call;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: an instance of an agent, on behalf of a user, with what the two may do together.
 * Immutable.
 *
 * <p>Only the user and the current actor (agent and instance) decide anything. Actors before it are
 * kept for the record and never add a permission, as RFC 8693, section 4.1, demands.
 *
 * <p>This is a value for controls, records and tests. Making one gives nobody a permission: a
 * session only comes from a {@code Governor}, which wants a verified identity.
 */
public final class Principal {
  private final Subject subject;
  private final Actor actor;
  private final List<Actor> priorActors;
  private final Set<String> scopes;
  private final long expiresAtMillis;
  private final @Nullable String credentialId;
  private final @Nullable String keyId;
  private final Grant grant;

  /**
   * An agent on behalf of a user, without scopes, expiry or a narrower grant.
   *
   * @param subject the user
   * @param agent the agent's id, as in the manifest
   * @param instance the running instance of the agent, or an empty string
   */
  public Principal(Subject subject, String agent, String instance) {
    this(new Builder(subject, new Actor(agent, instance)));
  }

  private Principal(Builder from) {
    this.subject = from.subject;
    this.actor = from.actor;
    this.priorActors = from.priorActors;
    this.scopes = from.scopes;
    this.expiresAtMillis = from.expiresAtMillis;
    this.credentialId = from.credentialId;
    this.keyId = from.keyId;
    this.grant = from.grant;
  }

  /**
   * Starts a principal.
   *
   * @param subject the user
   * @param actor the agent that acts now
   * @return a builder
   */
  public static Builder builder(Subject subject, Actor actor) {
    return new Builder(subject, actor);
  }

  /**
   * The user.
   *
   * @return the user on whose behalf the agent acts
   */
  public Subject subject() {
    return subject;
  }

  /**
   * The agent that acts now.
   *
   * @return its id, as in the manifest
   */
  public String agent() {
    return actor.agent();
  }

  /**
   * The running instance of the agent that acts now.
   *
   * @return the instance, or an empty string
   */
  public String instance() {
    return actor.instance();
  }

  /**
   * The agent and instance that act now.
   *
   * @return the current actor
   */
  public Actor actor() {
    return actor;
  }

  /**
   * Who acted before the current actor. For the record; nothing here permits anything.
   *
   * @return earlier actors, the latest first
   */
  public List<Actor> priorActors() {
    return priorActors;
  }

  /**
   * What the user's credential allows, in the words of its issuer.
   *
   * @return scope names; empty when the credential names none
   */
  public Set<String> scopes() {
    return scopes;
  }

  /**
   * When the user's credential ends.
   *
   * @return milliseconds since 1970-01-01T00:00Z; {@link Long#MAX_VALUE} when it has no end
   */
  public long expiresAtMillis() {
    return expiresAtMillis;
  }

  /**
   * The credential's own id, so that it can be revoked alone.
   *
   * @return for instance a token's {@code jti}, or null when it has none
   */
  public @Nullable String credentialId() {
    return credentialId;
  }

  /**
   * The key that signed the credential, so that everything it signed can be revoked.
   *
   * @return for instance a token's {@code kid}, or null when there is none
   */
  public @Nullable String keyId() {
    return keyId;
  }

  /**
   * What was granted to the agent for this session: everything, unless somebody narrowed it. Its
   * {@link Grant#id} is what a revocation names.
   *
   * @return the grant
   */
  public Grant grant() {
    return grant;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Principal p
        && subject.equals(p.subject)
        && actor.equals(p.actor)
        && priorActors.equals(p.priorActors)
        && scopes.equals(p.scopes)
        && expiresAtMillis == p.expiresAtMillis
        && Objects.equals(credentialId, p.credentialId)
        && Objects.equals(keyId, p.keyId)
        && grant.equals(p.grant);
  }

  @Override
  public int hashCode() {
    return Objects.hash(subject, actor, credentialId);
  }

  /** Agent and user; nothing personal but the user's id. */
  @Override
  public String toString() {
    return actor + " for " + subject;
  }

  /** Collects what belongs to a principal. Not safe for use by many threads. */
  public static final class Builder {
    private final Subject subject;
    private final Actor actor;
    private List<Actor> priorActors = List.of();
    private Set<String> scopes = Set.of();
    private long expiresAtMillis = Long.MAX_VALUE;
    private @Nullable String credentialId;
    private @Nullable String keyId;
    private Grant grant = Grant.everything();

    private Builder(Subject subject, Actor actor) {
      this.subject = subject;
      this.actor = actor;
    }

    /**
     * Sets who acted before.
     *
     * @param value earlier actors, the latest first
     * @return this builder
     */
    public Builder priorActors(List<Actor> value) {
      this.priorActors = List.copyOf(value);
      return this;
    }

    /**
     * Sets what the user's credential allows; nothing by default.
     *
     * @param value scope names
     * @return this builder
     */
    public Builder scopes(Collection<String> value) {
      this.scopes = Set.copyOf(value);
      return this;
    }

    /**
     * Sets when the user's credential ends; never by default.
     *
     * @param value milliseconds since 1970-01-01T00:00Z
     * @return this builder
     */
    public Builder expiresAtMillis(long value) {
      this.expiresAtMillis = value;
      return this;
    }

    /**
     * Sets the credential's own id.
     *
     * @param value the id, or null
     * @return this builder
     */
    public Builder credentialId(@Nullable String value) {
      this.credentialId = value;
      return this;
    }

    /**
     * Sets the key that signed the credential.
     *
     * @param value the key's id, or null
     * @return this builder
     */
    public Builder keyId(@Nullable String value) {
      this.keyId = value;
      return this;
    }

    /**
     * Sets what was granted to the agent; everything by default.
     *
     * @param value the grant
     * @return this builder
     */
    public Builder grant(Grant value) {
      this.grant = value;
      return this;
    }

    /**
     * Makes the principal.
     *
     * @return the principal
     */
    public Principal build() {
      return new Principal(this);
    }
  }
}
