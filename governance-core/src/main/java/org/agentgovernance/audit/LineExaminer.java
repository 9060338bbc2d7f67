package org.agentgovernance.audit;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.zip.CRC32C;
import org.agentgovernance.checkpoint.TreeHash;

/** Examines lines one after the other with the same tools. Used by one thread. */
final class LineExaminer {
  private final MessageDigest sha = Chain.sha256();
  private final CRC32C crc = new CRC32C();
  private final LineScan scan = new LineScan();
  private final byte[] hash = new byte[TreeHash.BYTES];

  ExaminedLine examine(byte[] line) {
    boolean sound = Chain.sound(line, crc);
    TreeHash leaf = leaf(line);
    if (sound) {
      StoredLine record = scan.read(line);
      if (record != null) {
        return new ExaminedLine(record, null, true, leaf);
      }
    }
    String checksum = sound ? null : "its checksum does not match, so its bytes were changed";
    try {
      StoredLine record = StoredLine.read(line);
      return new ExaminedLine(sound ? record : null, checksum, sound, leaf);
    } catch (StoredLine.NotARecord e) {
      // A line that is no JSON at all is named as such, since that is what a reader sees first.
      String wrong = e.getMessage() + (checksum == null ? "" : "; " + checksum);
      return new ExaminedLine(null, wrong, sound, leaf);
    }
  }

  private TreeHash leaf(byte[] line) {
    sha.update((byte) 0);
    sha.update(line);
    try {
      sha.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-256 hash has 32 bytes", e);
    }
    return TreeHash.of(hash);
  }
}
