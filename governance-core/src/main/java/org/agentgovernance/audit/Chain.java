package org.agentgovernance.audit;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.agentgovernance.checkpoint.TreeHash;

/**
 * Numbers lines and ties each to the one before: {@code {"v":1,"seq":N,"prev":"…", … ,"crc":"…"}}.
 * {@code prev} is the hash of the line before as a leaf of the Merkle tree: SHA-256 of a zero byte
 * and the line without its line feed. {@code crc} is the CRC-32C of all bytes of the line before
 * {@code ,"crc"}. Used by one thread.
 */
final class Chain {
  /** Takes the hash of each line as it is ended. */
  @FunctionalInterface
  interface Leaves {
    /** The next leaf; the array is used again after this call. */
    void leaf(byte[] hash);
  }

  /** The version of the record's form. */
  static final int VERSION = 1;

  static final String CRC = ",\"crc\":\"";
  private static final int CRC_DIGITS = 8;
  private static final int TAIL = CRC.length() + CRC_DIGITS + 2;

  private final MessageDigest sha = sha256();
  private final CRC32C crc = new CRC32C();
  private final Leaves leaves;
  private final byte[] prev;
  private long seq;

  Chain(AuditHead head) {
    this(head, hash -> {});
  }

  Chain(AuditHead head, Leaves leaves) {
    this.leaves = leaves;
    this.seq = head.seq();
    this.prev = HexFormat.of().parseHex(head.hash());
  }

  /** Starts the next line: version, number and the hash of the line before. */
  void begin(LineBuffer out) {
    out.ascii("{\"v\":");
    out.digit(VERSION);
    out.ascii(",\"seq\":");
    out.number(seq + 1);
    out.ascii(",\"prev\":\"");
    out.hex(prev);
    out.ascii("\"");
  }

  /** Ends the line that began at an offset, and makes it the one that the next refers to. */
  void end(LineBuffer out, int start) {
    crc.reset();
    crc.update(out.bytes(), start, out.length() - start);
    out.ascii(CRC);
    out.hex8((int) crc.getValue());
    out.ascii("\"}");
    sha.update((byte) 0);
    sha.update(out.bytes(), start, out.length() - start);
    try {
      sha.digest(prev, 0, prev.length);
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-256 hash has 32 bytes", e);
    }
    seq++;
    leaves.leaf(prev);
    out.ascii("\n");
  }

  /** The number of the line that is being written. */
  long seq() {
    return seq + 1;
  }

  AuditHead head() {
    return new AuditHead(seq, HexFormat.of().formatHex(prev));
  }

  /** The hash by which the next line refers to a stored one. */
  static String hash(byte[] line) {
    return TreeHash.ofLeaf(line).hex();
  }

  /** Whether a stored line ends with the right checksum of its other bytes. */
  static boolean sound(byte[] line) {
    return sound(line, new CRC32C());
  }

  static boolean sound(byte[] line, CRC32C sum) {
    int body = line.length - TAIL;
    if (body < 1) {
      return false;
    }
    sum.reset();
    sum.update(line, 0, body);
    int value = (int) sum.getValue();
    for (int i = 0; i < CRC.length(); i++) {
      if (line[body + i] != CRC.charAt(i)) {
        return false;
      }
    }
    int digits = body + CRC.length();
    for (int i = 0; i < CRC_DIGITS; i++) {
      if (line[digits + i] != Character.forDigit((value >>> (28 - 4 * i)) & 15, 16)) {
        return false;
      }
    }
    return line[digits + CRC_DIGITS] == '"' && line[digits + CRC_DIGITS + 1] == '}';
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
