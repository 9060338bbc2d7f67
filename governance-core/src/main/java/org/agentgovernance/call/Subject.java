package org.agentgovernance.call;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The end user on whose behalf an agent acts, as the host has authenticated them. Immutable.
 *
 * @param id the user's id at its issuer; never empty
 * @param issuer who vouches for the id, or an empty string
 * @param roles role names
 * @param attributes further facts about the user, in the model of {@link org.agentgovernance.json}
 */
public record Subject(
    String id, String issuer, Set<String> roles, Map<String, @Nullable Object> attributes) {
  private static final Subject ANONYMOUS = new Subject("anonymous", "", Set.of(), Map.of());

  /** Copies the collections. */
  public Subject {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a subject needs an id; use Subject.anonymous()");
    }
    roles = Set.copyOf(roles);
    attributes = Json.object(Json.copyOf(attributes));
  }

  /**
   * Nobody in particular: no roles, no attributes.
   *
   * @return the anonymous subject
   */
  public static Subject anonymous() {
    return ANONYMOUS;
  }

  /**
   * A user without roles or attributes.
   *
   * @param id the user's id
   * @return the subject
   */
  public static Subject of(String id) {
    return new Subject(id, "", Set.of(), Map.of());
  }

  /**
   * The same user with other roles.
   *
   * @param names role names
   * @return a new subject
   */
  public Subject withRoles(Collection<String> names) {
    return new Subject(id, issuer, Set.copyOf(names), attributes);
  }

  /**
   * The same user with other attributes.
   *
   * @param facts facts about the user
   * @return a new subject
   * @throws org.agentgovernance.json.JsonException when a value has no JSON form
   */
  public Subject withAttributes(Map<String, ? extends @Nullable Object> facts) {
    return new Subject(id, issuer, roles, Json.object(Json.copyOf(facts)));
  }

  /** Id and issuer; attributes may be personal and are left out. */
  @Override
  public String toString() {
    return issuer.isEmpty() ? id : id + "@" + issuer;
  }
}
