package org.agentgovernance.audit;

import org.agentgovernance.checkpoint.TreeHash;
import org.jspecify.annotations.Nullable;

/**
 * What a stored line says of itself, before it is known where it stands: its record or why it is
 * none, whether its checksum is right, and its hash. Immutable, so lines may be examined by several
 * threads and put in order later.
 */
record ExaminedLine(
    @Nullable StoredLine record, @Nullable String wrong, boolean sound, TreeHash hash) {

  static ExaminedLine of(byte[] line) {
    boolean sound = Chain.sound(line);
    String checksum = sound ? null : "its checksum does not match, so its bytes were changed";
    TreeHash hash = TreeHash.ofLeaf(line);
    try {
      StoredLine record = StoredLine.read(line);
      return new ExaminedLine(sound ? record : null, checksum, sound, hash);
    } catch (StoredLine.NotARecord e) {
      // A line that is no JSON at all is named as such, since that is what a reader sees first.
      String wrong = e.getMessage() + (checksum == null ? "" : "; " + checksum);
      return new ExaminedLine(null, wrong, sound, hash);
    }
  }
}
