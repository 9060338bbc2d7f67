package org.agentgovernance.audit;

/**
 * The end of a log at some moment: kept somewhere else, it makes a later truncation or a rewritten
 * history visible. Written {@code seq:hash}. Immutable.
 *
 * @param seq the number of the last record, counted from 1; 0 for an empty log
 * @param hash the SHA-256 of the last stored line without its line feed, as 64 hexadecimal digits
 */
public record AuditHead(long seq, String hash) {
  private static final int DIGITS = 64;

  /** The head of a log without a record; its hash stands as {@code prev} in the first one. */
  public static final AuditHead EMPTY = new AuditHead(0, "0".repeat(DIGITS));

  /** Checks the form. */
  public AuditHead {
    if (seq < 0 || !isHash(hash)) {
      throw new IllegalArgumentException("a head is a number, a colon and 64 hexadecimal digits");
    }
  }

  /**
   * Reads a written head.
   *
   * @param text {@code seq:hash}
   * @return the head
   * @throws IllegalArgumentException when it is anything else
   */
  public static AuditHead parse(String text) {
    int colon = text.indexOf(':');
    try {
      long seq = Long.parseLong(text.substring(0, Math.max(colon, 0)));
      return new AuditHead(seq, text.substring(colon + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "a head is a number, a colon and 64 hexadecimal digits", e);
    }
  }

  static boolean isHash(String text) {
    if (text.length() != DIGITS) {
      return false;
    }
    for (int i = 0; i < DIGITS; i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  /** The written form. */
  @Override
  public String toString() {
    return seq + ":" + hash;
  }
}
