package org.agentgovernance.json;

/**
 * How large a document may be before it is refused unread.
 *
 * @param documentBytes the longest document, in bytes or, for text, characters
 * @param depth the deepest nesting of arrays and objects
 * @param stringChars the longest string or key, in characters
 * @param tokens the most tokens
 */
public record JsonLimits(int documentBytes, int depth, int stringChars, int tokens) {
  /** 1 MiB, 64 levels, strings of 256 Ki characters, 50,000 tokens. */
  public static final JsonLimits DEFAULT = new JsonLimits(1 << 20, 64, 1 << 18, 50_000);

  /** For files that an operator names: 64 MiB, 64 levels, 5 million tokens. */
  public static final JsonLimits FILE = new JsonLimits(64 << 20, 64, 1 << 22, 5_000_000);

  /** Checks that each limit is positive. */
  public JsonLimits {
    if (documentBytes < 1 || depth < 1 || stringChars < 1 || tokens < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
