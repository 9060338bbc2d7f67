package org.agentgovernance.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A public key with which checkpoints are checked: a log's own Ed25519 key, or a witness's key of
 * {@code cosignature/v1}. Its written form is {@code name+hash+key}, as C2SP {@code signed-note}
 * describes it. Immutable.
 */
public final class CheckpointKey {
  private static final byte LOG = 1;
  private static final byte WITNESS = 4;
  private static final int SIGNATURE = 64;
  private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String name;
  private final byte algorithm;
  private final byte[] raw;
  private final PublicKey key;
  private final int hash;

  private CheckpointKey(String name, byte algorithm, byte[] raw) {
    this.name = Checkpoint.checkName(name);
    this.algorithm = algorithm;
    this.raw = raw.clone();
    this.key = decode(raw);
    var sha = TreeHash.sha256();
    sha.update((name + "\n").getBytes(StandardCharsets.UTF_8));
    sha.update(algorithm);
    this.hash = ByteBuffer.wrap(sha.digest(raw)).getInt();
  }

  /**
   * A log's key.
   *
   * @param name the log's name, as in its checkpoints
   * @param publicKey the Ed25519 key, 32 bytes
   * @return the key
   */
  public static CheckpointKey ofLog(String name, byte[] publicKey) {
    return new CheckpointKey(name, LOG, publicKey);
  }

  /**
   * A witness's key.
   *
   * @param name the witness's name
   * @param publicKey the Ed25519 key, 32 bytes
   * @return the key
   */
  public static CheckpointKey ofWitness(String name, byte[] publicKey) {
    return new CheckpointKey(name, WITNESS, publicKey);
  }

  /**
   * Reads a written key.
   *
   * @param text {@code name+hash+key}, or a public Ed25519 key as PEM (X.509)
   * @param nameForPem the log's name, for a PEM file, which has none; null refuses PEM
   * @return the key
   * @throws IllegalArgumentException when it is anything else
   */
  public static CheckpointKey parse(String text, @Nullable String nameForPem) {
    String trimmed = text.strip();
    if (trimmed.startsWith("-----BEGIN")) {
      if (nameForPem == null) {
        throw new IllegalArgumentException(
            "a PEM key has no name; write it as name+hash+key, as `governance audit key` prints it");
      }
      byte[] x509 = Pem.read(trimmed, "PUBLIC KEY");
      if (x509.length != X509.length + TreeHash.BYTES
          || !Arrays.equals(X509, Arrays.copyOf(x509, X509.length))) {
        throw new IllegalArgumentException("the PEM file holds no Ed25519 public key");
      }
      return ofLog(nameForPem, Arrays.copyOfRange(x509, X509.length, x509.length));
    }
    String[] parts = trimmed.split("\\+", 3);
    if (parts.length != 3) {
      throw new IllegalArgumentException("a key is written name+hash+key");
    }
    byte[] typed = TreeHash.strictBase64(parts[2]);
    if (typed.length != 1 + TreeHash.BYTES || (typed[0] != LOG && typed[0] != WITNESS)) {
      throw new IllegalArgumentException(
          "the key is neither of Ed25519 (type 1) nor of cosignature/v1 (type 4)");
    }
    CheckpointKey read =
        new CheckpointKey(parts[0], typed[0], Arrays.copyOfRange(typed, 1, typed.length));
    if (!HexFormat.of().toHexDigits(read.hash).equals(parts[1])) {
      throw new IllegalArgumentException("the hash of the key is not that of its name and bytes");
    }
    return read;
  }

  /**
   * The name in signature lines.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * Whether it is a witness's key.
   *
   * @return false for a log's own key
   */
  public boolean witness() {
    return algorithm == WITNESS;
  }

  int hash() {
    return hash;
  }

  /** Whether a signature line names this key. */
  boolean signed(SignedCheckpoint.Line line) {
    return line.name().equals(name) && line.keyHash() == hash;
  }

  /** Checks the signature in a line that names this key. */
  boolean verifies(Checkpoint checkpoint, SignedCheckpoint.Line line) {
    byte[] signature = line.signature();
    byte[] message = checkpoint.utf8();
    if (witness()) {
      if (signature.length != Long.BYTES + SIGNATURE) {
        return false;
      }
      long time = ByteBuffer.wrap(signature).getLong();
      message = cosigned(checkpoint, time);
      signature = Arrays.copyOfRange(signature, Long.BYTES, signature.length);
    }
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(message);
      return signature.length == SIGNATURE && ed25519.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** The time that a witness signed with a checkpoint. */
  @Nullable Instant time(SignedCheckpoint.Line line) {
    long seconds = witness() ? ByteBuffer.wrap(line.signature()).getLong() : -1;
    return seconds < 0 || seconds > Instant.MAX.getEpochSecond()
        ? null
        : Instant.ofEpochSecond(seconds);
  }

  /** What a witness signs. */
  static byte[] cosigned(Checkpoint checkpoint, long seconds) {
    String text =
        "cosignature/v1\ntime " + Long.toUnsignedString(seconds) + "\n" + checkpoint.text();
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static PublicKey decode(byte[] raw) {
    if (raw.length != TreeHash.BYTES) {
      throw new IllegalArgumentException("an Ed25519 public key has 32 bytes");
    }
    byte[] x509 = Arrays.copyOf(X509, X509.length + raw.length);
    System.arraycopy(raw, 0, x509, X509.length, raw.length);
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("the bytes are no Ed25519 public key", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CheckpointKey that
        && algorithm == that.algorithm
        && name.equals(that.name)
        && Arrays.equals(raw, that.raw);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** The written form, {@code name+hash+key}. */
  @Override
  public String toString() {
    byte[] typed = new byte[1 + raw.length];
    typed[0] = algorithm;
    System.arraycopy(raw, 0, typed, 1, raw.length);
    return name
        + "+"
        + HexFormat.of().toHexDigits(hash)
        + "+"
        + Base64.getEncoder().encodeToString(typed);
  }
}
