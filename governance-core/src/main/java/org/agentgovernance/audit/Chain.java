package org.agentgovernance.audit;

import java.nio.charset.StandardCharsets;
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
    int tail = CRC.length() + 8 + 2;
    int body = line.length - tail;
    if (body < 1) {
      return false;
    }
    CRC32C sum = new CRC32C();
    sum.update(line, 0, body);
    String expected = CRC + HexFormat.of().toHexDigits((int) sum.getValue()) + "\"}";
    return new String(line, body, tail, StandardCharsets.ISO_8859_1).equals(expected);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
