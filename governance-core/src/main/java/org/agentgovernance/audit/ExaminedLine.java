package org.agentgovernance.audit;

import org.agentgovernance.checkpoint.TreeHash;
import org.jspecify.annotations.Nullable;

/**
 * What a stored line says of itself, before it is known where it stands: its record or why it is
 * none, whether its checksum is right, and its hash. Lines may be examined by several threads and
 * put in order later.
 */
record ExaminedLine(
    @Nullable StoredLine record, @Nullable String wrong, boolean sound, TreeHash hash) {

  static ExaminedLine of(byte[] line) {
    return new LineExaminer().examine(line);
  }
}
