package org.agentgovernance.checkpoint;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A SHA-256 hash of a Merkle tree: of a leaf, of an inner node or of the root. Immutable. */
public final class TreeHash {
  /** How many bytes a hash has. */
  public static final int BYTES = 32;

  private final byte[] bytes;

  private TreeHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Takes a hash from its bytes.
   *
   * @param bytes 32 bytes
   * @return the hash
   * @throws IllegalArgumentException when there are more or fewer
   */
  public static TreeHash of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a tree hash has 32 bytes, not " + bytes.length);
    }
    return new TreeHash(bytes.clone());
  }

  /**
   * Reads a hash.
   *
   * @param text 32 bytes in standard base64 with padding
   * @return the hash
   * @throws IllegalArgumentException when it is anything else
   */
  public static TreeHash ofBase64(String text) {
    return of(strictBase64(text));
  }

  /**
   * The hash of a leaf: SHA-256 of a zero byte and the leaf.
   *
   * @param leaf what the leaf holds
   * @return its hash
   */
  public static TreeHash ofLeaf(byte[] leaf) {
    MessageDigest sha = sha256();
    sha.update((byte) 0);
    return new TreeHash(sha.digest(leaf));
  }

  /**
   * The hash of an inner node: SHA-256 of a one byte and the hashes below.
   *
   * @param left the hash on the left
   * @param right the hash on the right
   * @return the hash above both
   */
  public static TreeHash ofNode(TreeHash left, TreeHash right) {
    MessageDigest sha = sha256();
    sha.update((byte) 1);
    sha.update(left.bytes);
    return new TreeHash(sha.digest(right.bytes));
  }

  /**
   * The root of a tree without a leaf: SHA-256 of nothing.
   *
   * @return the hash
   */
  public static TreeHash ofNothing() {
    return new TreeHash(sha256().digest());
  }

  /**
   * The bytes.
   *
   * @return a copy
   */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * The written form in checkpoints and proofs.
   *
   * @return standard base64 with padding
   */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * The written form in records.
   *
   * @return 64 hexadecimal digits in lower case
   */
  public String hex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TreeHash hash && MessageDigest.isEqual(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The hash in base64. */
  @Override
  public String toString() {
    return base64();
  }

  /** Decodes base64 of which there is only one written form. */
  static byte[] strictBase64(String text) {
    byte[] decoded = Base64.getDecoder().decode(text);
    if (!Base64.getEncoder().encodeToString(decoded).equals(text)) {
      throw new IllegalArgumentException("not in the standard form of base64");
    }
    return decoded;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
