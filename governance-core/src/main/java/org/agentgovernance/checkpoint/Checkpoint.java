package org.agentgovernance.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The state of a log at one moment, in the form of C2SP {@code tlog-checkpoint}: whose log, how
 * many records, and the root of the Merkle tree over them. Immutable.
 *
 * @param origin the name of the log, unique among all logs that a witness may meet; one line
 *     without spaces and plus signs, for instance {@code example.com/refund-agent/audit}
 * @param size how many records the log has
 * @param root the root of the tree over the hashes of the stored lines
 */
public record Checkpoint(String origin, long size, TreeHash root) {
  private static final int MAX_NAME = 256;

  /** Checks the form. */
  public Checkpoint {
    checkName(origin);
    if (size < 0) {
      throw new IllegalArgumentException("a log has no negative size");
    }
  }

  /**
   * What is signed: three lines, each with its line feed.
   *
   * @return the text
   */
  public String text() {
    return origin + "\n" + size + "\n" + root.base64() + "\n";
  }

  byte[] utf8() {
    return text().getBytes(StandardCharsets.UTF_8);
  }

  /** Reads what is signed; a checkpoint with extension lines is refused. */
  static Checkpoint parse(String text) {
    List<String> lines = List.of(text.split("\n", -1));
    if (lines.size() != 4 || !lines.get(3).isEmpty()) {
      throw new IllegalArgumentException(
          "a checkpoint has three lines: the log's name, its size and its root");
    }
    return new Checkpoint(
        lines.get(0), number(lines.get(1), "the size"), TreeHash.ofBase64(lines.get(2)));
  }

  /** A decimal number in its only written form. */
  static long number(String text, String what) {
    boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits || text.length() > 18 || (text.length() > 1 && text.startsWith("0"))) {
      throw new IllegalArgumentException(what + " is not a number without leading zeros");
    }
    return Long.parseLong(text);
  }

  /** Checks the name of a log or of a key. */
  static String checkName(String name) {
    boolean plain =
        name.codePoints()
            .noneMatch(
                c -> c == '+' || Character.isWhitespace(c) || Character.isSpaceChar(c) || bad(c));
    if (name.isEmpty() || name.length() > MAX_NAME || !plain) {
      throw new IllegalArgumentException(
          "a log's or a key's name has 1 to 256 characters, no spaces, control characters or '+'");
    }
    return name;
  }

  private static boolean bad(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
  }
}
