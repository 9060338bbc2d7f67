package org.agentgovernance.checkpoint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * A checkpoint with the signatures under it, in the form of C2SP {@code signed-note}: the text, an
 * empty line, and a line {@code — name base64} for each signature. Without a key there are none,
 * and nobody vouches for it. Immutable.
 *
 * @param checkpoint what is signed
 * @param lines the signatures, checked or not
 */
public record SignedCheckpoint(Checkpoint checkpoint, List<Line> lines) {
  /** No note is longer, in characters. */
  public static final int MAX_CHARS = 16_384;

  private static final int MAX_LINES = 64;
  private static final String DASH = "\u2014 ";

  /** Copies the list. */
  public SignedCheckpoint {
    lines = List.copyOf(lines);
  }

  /**
   * One signature. Immutable.
   *
   * @param name the name of the key
   * @param base64 the first four bytes of the hash of name and key, and the signature; for a
   *     witness, its time stands before the signature
   */
  public record Line(String name, String base64) {
    /** Checks the form. */
    public Line {
      Checkpoint.checkName(name);
      if (TreeHash.strictBase64(base64).length < Integer.BYTES + 1) {
        throw new IllegalArgumentException("a signature has more than 4 bytes");
      }
    }

    static Line of(CheckpointKey key, byte[] signature) {
      byte[] bytes =
          ByteBuffer.allocate(Integer.BYTES + signature.length)
              .putInt(key.hash())
              .put(signature)
              .array();
      return new Line(key.name(), Base64.getEncoder().encodeToString(bytes));
    }

    int keyHash() {
      return ByteBuffer.wrap(TreeHash.strictBase64(base64)).getInt();
    }

    byte[] signature() {
      byte[] bytes = TreeHash.strictBase64(base64);
      return Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length);
    }

    /** The line as written, with its line feed. */
    @Override
    public String toString() {
      return DASH + name + " " + base64 + "\n";
    }
  }

  /** What the signatures say to someone who holds some keys. */
  public enum Trust {
    /** At least one of the keys signed it, and none of them signed anything else here. */
    SIGNED,
    /** None of the keys is named in it. */
    UNKNOWN,
    /** A line names one of the keys and its signature is not of that key. */
    FORGED
  }

  /**
   * Signs a checkpoint.
   *
   * @param checkpoint the checkpoint
   * @param signer whose key
   * @return the checkpoint with one signature
   * @throws java.security.GeneralSecurityException when the signer cannot sign
   */
  public static SignedCheckpoint sign(Checkpoint checkpoint, CheckpointSigner signer)
      throws java.security.GeneralSecurityException {
    CheckpointKey key = signer.key();
    byte[] signature = signer.sign(checkpoint.utf8());
    return new SignedCheckpoint(checkpoint, List.of(Line.of(key, signature)));
  }

  /**
   * Reads a note.
   *
   * @param text the note, each line with its line feed
   * @return the checkpoint with its signatures, none of them checked
   * @throws IllegalArgumentException when it is anything else
   */
  public static SignedCheckpoint parse(String text) {
    int gap = text.indexOf("\n\n");
    if (text.length() > MAX_CHARS || gap < 0) {
      throw new IllegalArgumentException(
          "a checkpoint is a short text, an empty line, and a line for each signature");
    }
    return new SignedCheckpoint(
        Checkpoint.parse(text.substring(0, gap + 1)), parseLines(text.substring(gap + 2)));
  }

  /**
   * Reads signature lines alone, as a witness answers them.
   *
   * @param text the lines, each with its line feed
   * @return the signatures, none of them checked
   * @throws IllegalArgumentException when it is anything else
   */
  public static List<Line> parseLines(String text) {
    List<Line> lines = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      if (end < 0 || lines.size() == MAX_LINES) {
        throw new IllegalArgumentException("a signature line has no end, or there are too many");
      }
      lines.add(parseLine(text.substring(at, end)));
      at = end + 1;
    }
    return lines;
  }

  private static Line parseLine(String line) {
    String[] parts = line.startsWith(DASH) ? line.substring(2).split(" ", -1) : new String[0];
    if (parts.length != 2) {
      throw new IllegalArgumentException("a signature line is a dash, a name and base64");
    }
    return new Line(parts[0], parts[1]);
  }

  /**
   * Checks the signatures of those keys; signatures of other keys say nothing.
   *
   * @param keys the keys that the reader trusts
   * @return what they say
   */
  public Trust trust(Collection<CheckpointKey> keys) {
    Trust trust = Trust.UNKNOWN;
    for (CheckpointKey key : keys) {
      for (Line line : lines) {
        if (key.signed(line)) {
          if (!key.verifies(checkpoint, line)) {
            return Trust.FORGED;
          }
          trust = Trust.SIGNED;
        }
      }
    }
    return trust;
  }

  /**
   * The same checkpoint with more signatures.
   *
   * @param more the signatures to add
   * @return a copy
   */
  public SignedCheckpoint with(Collection<Line> more) {
    List<Line> all = new ArrayList<>(lines);
    all.addAll(more);
    return new SignedCheckpoint(checkpoint, all);
  }

  /**
   * Those signatures that a key made; for a witness the ones worth keeping.
   *
   * @param key the key
   * @return the signatures that it made and that are right
   */
  public List<Line> by(CheckpointKey key) {
    return lines.stream()
        .filter(line -> key.signed(line) && key.verifies(checkpoint, line))
        .toList();
  }

  /** The note, each line with its line feed. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(checkpoint.text()).append('\n');
    lines.forEach(out::append);
    return out.toString();
  }
}
