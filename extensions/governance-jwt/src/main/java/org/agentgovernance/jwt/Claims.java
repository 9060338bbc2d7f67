package org.agentgovernance.jwt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.Actor;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.identity.IdentityException;
import org.jspecify.annotations.Nullable;

/** Which claim becomes what. Immutable. */
record Claims(
    String roles,
    String groups,
    Map<String, String> attributes,
    @Nullable String instance,
    boolean clientActs,
    int maxActors) {

  Set<String> roles(Map<String, @Nullable Object> claims) {
    return texts(at(claims, roles), roles, false);
  }

  /** {@code scope} of RFC 8693 and RFC 9068, or {@code scp}, which some issuers write. */
  static Set<String> scopes(Map<String, @Nullable Object> claims) {
    Set<String> scopes = new LinkedHashSet<>(texts(claims.get("scope"), "scope", true));
    scopes.addAll(texts(claims.get("scp"), "scp", true));
    return scopes;
  }

  /** Facts for conditions: the groups, and what was asked for by name. */
  Map<String, @Nullable Object> attributes(Map<String, @Nullable Object> claims) {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    Object named = at(claims, groups);
    if (named != null) {
      facts.put("groups", List.copyOf(texts(named, groups, false)));
    }
    attributes.forEach(
        (attribute, path) -> {
          Object value = at(claims, path);
          if (value != null) {
            facts.put(attribute, value);
          }
        });
    return facts;
  }

  /** The chain of {@code act}, the current actor first; RFC 8693, section 4.1. */
  List<Actor> actors(Map<String, @Nullable Object> claims) {
    List<Actor> actors = new ArrayList<>();
    Object act = claims.get("act");
    while (act != null) {
      if (!(act instanceof Map<?, ?> actor)) {
        throw Token.malformed("\"act\" is not an object");
      }
      if (actors.size() == maxActors) {
        throw new IdentityException(
            ReasonCode.TOKEN_ACTORS,
            "the token names more than "
                + maxActors
                + " actors; a chain of delegation that long is not accepted");
      }
      if (!(actor.get("sub") instanceof String id) || id.isBlank()) {
        throw Token.malformed("an actor in \"act\" has no \"sub\"");
      }
      actors.add(new Actor(id, instance(actor)));
      act = actor.get("act");
    }
    if (actors.isEmpty() && clientActs) {
      if (!(claims.get("client_id") instanceof String id) || id.isBlank()) {
        throw Token.malformed("it has neither \"act\" nor \"client_id\", so no agent is named");
      }
      actors.add(Actor.of(id));
    }
    return actors;
  }

  private String instance(Map<?, ?> actor) {
    return instance != null && actor.get(instance) instanceof String text ? text : "";
  }

  /** A claim by its name, or by a path of names with dots between them. */
  private static @Nullable Object at(Map<String, @Nullable Object> claims, String path) {
    if (claims.containsKey(path)) {
      return claims.get(path);
    }
    Object value = claims;
    for (String name : path.split("\\.", -1)) {
      value = value instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return value;
  }

  private static Set<String> texts(@Nullable Object value, String claim, boolean words) {
    Set<String> texts = new LinkedHashSet<>();
    if (value instanceof String text && words) {
      texts.addAll(List.of(text.split(" ", -1)));
      texts.remove("");
    } else if (value instanceof List<?> list) {
      for (Object item : list) {
        if (!(item instanceof String text)) {
          throw Token.malformed("claim \"" + claim + "\" holds something that is not text");
        }
        texts.add(text);
      }
    } else if (value != null) {
      throw Token.malformed("claim \"" + claim + "\" is not a list of texts");
    }
    return texts;
  }
}
