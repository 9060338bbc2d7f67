package org.agentgovernance.identity;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.Actor;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Whose credential a {@link PrincipalVerifier} has checked: the user, who acts for them, and what
 * the credential allows. Nothing but a verifier makes one. Immutable.
 */
public final class VerifiedPrincipal implements Identity {
  private final Subject user;
  private final List<Actor> actors;
  private final Set<String> scopes;
  private final long expiresAtMillis;
  private final @Nullable String credentialId;
  private final @Nullable String keyId;

  private VerifiedPrincipal(Builder from) {
    this.user =
        new Subject(
            from.id,
            from.issuer,
            Set.copyOf(from.roles),
            Json.object(Json.copyOf(from.attributes)));
    this.actors = from.actors;
    this.scopes = from.scopes;
    this.expiresAtMillis = from.expiresAtMillis;
    this.credentialId = from.credentialId;
    this.keyId = from.keyId;
  }

  /**
   * The user, with the issuer that vouches for them.
   *
   * @return the user
   */
  public Subject user() {
    return user;
  }

  /**
   * Who acts for the user: the current actor first, then who acted before, the latest first. Only
   * the first decides anything (RFC 8693, section 4.1).
   *
   * @return the actors; empty when the credential names none, and the manifest's agent acts
   */
  public List<Actor> actors() {
    return actors;
  }

  /**
   * What the credential allows, in the words of its issuer.
   *
   * @return scope names
   */
  public Set<String> scopes() {
    return scopes;
  }

  /**
   * When the credential ends.
   *
   * @return milliseconds since 1970-01-01T00:00Z; {@link Long#MAX_VALUE} when it has no end
   */
  public long expiresAtMillis() {
    return expiresAtMillis;
  }

  /**
   * Who asks in a session of this principal.
   *
   * @param agent the agent that acts unless the credential names one
   * @param instance its running instance unless the credential names one, or an empty string
   * @return a builder with everything that the credential says
   */
  public Principal.Builder principal(String agent, String instance) {
    Actor host = new Actor(agent, instance);
    Actor current = actors.isEmpty() ? host : actors.get(0);
    if (current.instance().isEmpty()) {
      current = new Actor(current.agent(), instance);
    }
    return Principal.builder(user, current)
        .priorActors(actors.isEmpty() ? List.of() : actors.subList(1, actors.size()))
        .scopes(scopes)
        .expiresAtMillis(expiresAtMillis)
        .credentialId(credentialId)
        .keyId(keyId);
  }

  /** The user, and who acts for them. */
  @Override
  public String toString() {
    return actors.isEmpty() ? user.toString() : actors.get(0) + " for " + user;
  }

  /** What a verifier states of a credential. Not safe for use by many threads. */
  public static final class Builder {
    private final Verification verification;
    private final String issuer;
    private final String id;
    private Collection<String> roles = List.of();
    private Map<String, ? extends @Nullable Object> attributes = Map.of();
    private List<Actor> actors = List.of();
    private Set<String> scopes = Set.of();
    private long expiresAtMillis = Long.MAX_VALUE;
    private @Nullable String credentialId;
    private @Nullable String keyId;

    Builder(Verification verification, String issuer, String id) {
      this.verification = verification;
      this.issuer = issuer;
      this.id = id;
    }

    /**
     * States the user's roles; none by default.
     *
     * @param value role names
     * @return this builder
     */
    public Builder roles(Collection<String> value) {
      this.roles = Set.copyOf(value);
      return this;
    }

    /**
     * States further facts about the user, which conditions read as {@code user}.
     *
     * @param value facts in the model of {@link org.agentgovernance.json}
     * @return this builder
     */
    public Builder attributes(Map<String, ? extends @Nullable Object> value) {
      this.attributes = value;
      return this;
    }

    /**
     * States who acts for the user; by default the manifest's agent.
     *
     * @param value the current actor first, then who acted before, the latest first
     * @return this builder
     */
    public Builder actors(List<Actor> value) {
      this.actors = List.copyOf(value);
      return this;
    }

    /**
     * States what the credential allows; nothing by default.
     *
     * @param value scope names
     * @return this builder
     */
    public Builder scopes(Collection<String> value) {
      this.scopes = Set.copyOf(value);
      return this;
    }

    /**
     * States when the credential ends; never by default. From then on every call of its sessions is
     * denied.
     *
     * @param value the first instant at which it is no longer good
     * @return this builder
     */
    public Builder expires(Instant value) {
      this.expiresAtMillis = value.toEpochMilli();
      return this;
    }

    /**
     * States the credential's own id, by which it can be revoked alone.
     *
     * @param value the id, or null
     * @return this builder
     */
    public Builder credentialId(@Nullable String value) {
      this.credentialId = value;
      return this;
    }

    /**
     * States the key that signed the credential.
     *
     * @param value the key's id, or null
     * @return this builder
     */
    public Builder keyId(@Nullable String value) {
      this.keyId = value;
      return this;
    }

    /**
     * Makes the principal.
     *
     * @return the principal
     * @throws IllegalStateException when the check is over
     * @throws org.agentgovernance.json.JsonException when an attribute has no JSON form
     */
    public VerifiedPrincipal verified() {
      verification.requireOpen();
      return new VerifiedPrincipal(this);
    }
  }
}
