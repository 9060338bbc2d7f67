package org.agentgovernance.rollout;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Something that a person has ordered and that stands until a person lifts it. Immutable.
 *
 * @param id names the order; what lifts it needs it
 * @param kind what is ordered
 * @param target to whom or what it applies
 * @param reason why, in the person's words; at most 2,000 characters and not blank
 * @param by who ordered it, as the host has authenticated them
 * @param at when, to the millisecond
 */
public record Order(String id, Kind kind, Target target, String reason, String by, Instant at) {
  private static final int LONGEST = 2000;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** What can be ordered, from the strictest to the mildest. */
  public enum Kind {
    /** Nothing runs, and what runs is cancelled. */
    HALT,
    /** What was trusted no longer is; in effect like a halt, under a code of its own. */
    REVOKE,
    /** Only tools that read may start. */
    REDUCE,
    /** Every call waits for a person. */
    INVESTIGATE;

    /**
     * The word in records and stores.
     *
     * @return the name in lower case
     */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether calls that already run are cancelled too.
     *
     * @return true for a halt and a revocation
     */
    public boolean cancels() {
      return this == HALT || this == REVOKE;
    }
  }

  /**
   * Checks the texts and drops what is below a millisecond.
   *
   * @throws IllegalArgumentException when there is no reason or nobody who gave it, or when
   *     everything or a session is to be revoked, which were never granted: halt them
   */
  public Order {
    requireText("an order needs an id", id);
    requireText("an order needs a reason", reason);
    requireText("an order needs somebody who gives it", by);
    if (kind == Kind.REVOKE
        && (target.kind() == Target.Kind.ALL || target.kind() == Target.Kind.SESSION)) {
      throw new IllegalArgumentException(
          "revoke an agent, instance, user, key, grant or tool; halt " + target + " instead");
    }
    at = Instant.ofEpochMilli(at.toEpochMilli());
  }

  /**
   * A new order under an id that nobody can guess.
   *
   * @param kind what is ordered
   * @param target to whom or what it applies
   * @param reason why, in the person's words
   * @param by who orders it
   * @param at when
   * @return the order
   * @throws IllegalArgumentException as the constructor does
   */
  public static Order give(Kind kind, Target target, String reason, String by, Instant at) {
    byte[] bytes = new byte[8];
    RANDOM.nextBytes(bytes);
    return new Order("ord-" + HexFormat.of().formatHex(bytes), kind, target, reason, by, at);
  }

  static void requireText(String problem, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(problem);
    }
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(problem + " of at most " + LONGEST + " characters");
    }
  }

  /** What, to whom and the id. */
  @Override
  public String toString() {
    return kind.word() + " " + target + " (" + id + ")";
  }
}
