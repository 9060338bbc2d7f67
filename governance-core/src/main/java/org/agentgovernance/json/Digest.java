package org.agentgovernance.json;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A SHA-256 digest, written {@code sha256:} and 64 hexadecimal digits. Immutable; compared in
 * constant time.
 */
public final class Digest {
  /** What every written digest starts with. */
  public static final String PREFIX = "sha256:";

  private static final int BYTES = 32;

  private final byte[] hash;

  private Digest(byte[] hash) {
    this.hash = hash;
  }

  /**
   * Hashes bytes.
   *
   * @param bytes what to hash
   * @return the digest
   */
  public static Digest ofBytes(byte[] bytes) {
    return new Digest(sha256().digest(bytes));
  }

  /**
   * Hashes bytes under a domain, so that a digest of one kind never stands for another kind.
   *
   * @param domain the kind, for instance {@code agentgovernance/descriptor/v1}
   * @param bytes what to hash
   * @return SHA-256 of the domain, a zero byte and the bytes
   */
  public static Digest of(String domain, byte[] bytes) {
    MessageDigest sha = sha256();
    sha.update(domain.getBytes(StandardCharsets.UTF_8));
    sha.update((byte) 0);
    return new Digest(sha.digest(bytes));
  }

  /**
   * Reads a written digest.
   *
   * @param text {@code sha256:} and 64 lower-case hexadecimal digits
   * @return the digest
   * @throws IllegalArgumentException when it is anything else
   */
  public static Digest parse(String text) {
    if (!text.startsWith(PREFIX) || text.length() != PREFIX.length() + 2 * BYTES) {
      throw new IllegalArgumentException("a digest is sha256: and 64 hexadecimal digits");
    }
    String hex = text.substring(PREFIX.length());
    for (int i = 0; i < hex.length(); i++) {
      char c = hex.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        throw new IllegalArgumentException("a digest is sha256: and 64 hexadecimal digits");
      }
    }
    return new Digest(HexFormat.of().parseHex(hex));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * The digest without its prefix.
   *
   * @return 64 hexadecimal digits
   */
  public String hex() {
    return HexFormat.of().formatHex(hash);
  }

  /**
   * The digest's bytes.
   *
   * @return a copy of the 32 bytes
   */
  public byte[] bytes() {
    return hash.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Digest that && MessageDigest.isEqual(hash, that.hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }

  /** The written form. */
  @Override
  public String toString() {
    return PREFIX + hex();
  }
}
