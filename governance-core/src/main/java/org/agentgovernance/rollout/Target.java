package org.agentgovernance.rollout;

import java.util.Locale;
import org.agentgovernance.call.Subject;

/**
 * Whom or what an order is about. Ids are compared exactly. Immutable.
 *
 * @param kind what the id names
 * @param id the id; empty for {@link Kind#ALL} only
 * @param issuer who vouches for a user's id, or an empty string for any issuer; empty for all other
 *     kinds
 */
public record Target(Kind kind, String id, String issuer) {
  private static final int LONGEST = 1024;
  private static final Target ALL = new Target(Kind.ALL, "", "");

  /** What a target names. */
  public enum Kind {
    /** Everything that this store governs. */
    ALL,
    /** An agent, in all its instances and sessions, and whoever acts by its delegation. */
    AGENT,
    /** One running instance of an agent. */
    INSTANCE,
    /** An end user, whichever agent acts for them. */
    USER,
    /** One session, and those that were derived from it. */
    SESSION,
    /** A tool. */
    TOOL,
    /** The key that a principal was verified with. */
    KEY,
    /**
     * The grant that a session acts under, or the credential that proves it: a token, a consent.
     */
    GRANT;

    /**
     * The word in records and stores.
     *
     * @return the name in lower case
     */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks that there is an id where one is needed. */
  public Target {
    if (id.isEmpty() != (kind == Kind.ALL)) {
      throw new IllegalArgumentException("a target of this kind needs an id: " + kind.word());
    }
    if (id.length() > LONGEST || issuer.length() > LONGEST) {
      throw new IllegalArgumentException(
          "the id of a target has at most " + LONGEST + " characters");
    }
    if (!issuer.isEmpty() && kind != Kind.USER) {
      throw new IllegalArgumentException("only a user has an issuer");
    }
  }

  /**
   * Everything.
   *
   * @return the target
   */
  public static Target all() {
    return ALL;
  }

  /**
   * An agent.
   *
   * @param id the agent's id in the manifest
   * @return the target
   */
  public static Target agent(String id) {
    return new Target(Kind.AGENT, id, "");
  }

  /**
   * A running instance of an agent.
   *
   * @param id the instance
   * @return the target
   */
  public static Target instance(String id) {
    return new Target(Kind.INSTANCE, id, "");
  }

  /**
   * An end user. Without an issuer, everyone with this id is meant; a session whose user has no
   * issuer is meant by the id alone.
   *
   * @param user the user; roles and attributes do not matter
   * @return the target
   */
  public static Target user(Subject user) {
    return new Target(Kind.USER, user.id(), user.issuer());
  }

  /**
   * A session.
   *
   * @param id the session's id
   * @return the target
   */
  public static Target session(String id) {
    return new Target(Kind.SESSION, id, "");
  }

  /**
   * A tool.
   *
   * @param name the tool's name in the manifest
   * @return the target
   */
  public static Target tool(String name) {
    return new Target(Kind.TOOL, name, "");
  }

  /**
   * A key that principals are verified with.
   *
   * @param id the key's id
   * @return the target
   */
  public static Target key(String id) {
    return new Target(Kind.KEY, id, "");
  }

  /**
   * A grant.
   *
   * @param id the grant's id
   * @return the target
   */
  public static Target grant(String id) {
    return new Target(Kind.GRANT, id, "");
  }

  /** Kind and id in words. */
  @Override
  public String toString() {
    return kind == Kind.ALL
        ? "all"
        : kind.word() + " \"" + id + "\"" + (issuer.isEmpty() ? "" : " of " + issuer);
  }
}
