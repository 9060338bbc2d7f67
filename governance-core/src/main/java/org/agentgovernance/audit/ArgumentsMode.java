package org.agentgovernance.audit;

/**
 * How much of a call's arguments a record holds. Except for {@link #PERSONAL}, the digest of all of
 * them is always there.
 */
public enum ArgumentsMode {
  /**
   * Every name and value, up to 128 KiB of canonical JSON; beyond that as {@link #DIGEST}, and the
   * record says so.
   */
  FULL("full"),
  /** The names at the top level, each with the JSON type of its value. */
  REDACTED("redacted"),
  /** Nothing but the digest and the length. */
  DIGEST("digest"),
  /**
   * An HMAC under a salt of its own; arguments, the agent's words and the salts stand beside the
   * log and can be erased. No digest, since a short value could be guessed from it.
   */
  PERSONAL("personal");

  private final String word;

  ArgumentsMode(String word) {
    this.word = word;
  }

  /**
   * The word in manifests and records.
   *
   * @return full, redacted, digest or personal
   */
  public String word() {
    return word;
  }
}
