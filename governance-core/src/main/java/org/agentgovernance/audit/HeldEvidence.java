package org.agentgovernance.audit;

import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.checkpoint.CheckpointKey;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.jspecify.annotations.Nullable;

/**
 * What a verifier holds that did not come from the log's own directory. The more of it, the less
 * has to be believed. Immutable.
 *
 * @param keys public keys: of the log, also former ones, and of witnesses
 * @param head the end of the log as it was kept elsewhere, or null
 * @param checkpoints checkpoints as they were kept elsewhere
 */
public record HeldEvidence(
    List<CheckpointKey> keys, @Nullable AuditHead head, List<SignedCheckpoint> checkpoints) {
  /** Copies the lists. */
  public HeldEvidence {
    keys = List.copyOf(keys);
    checkpoints = List.copyOf(checkpoints);
  }

  /**
   * Nothing but the files.
   *
   * @return empty evidence
   */
  public static HeldEvidence none() {
    return new HeldEvidence(List.of(), null, List.of());
  }

  /**
   * Adds a key.
   *
   * @param key a public key of the log or of a witness
   * @return a copy with it
   */
  public HeldEvidence withKey(CheckpointKey key) {
    List<CheckpointKey> all = new ArrayList<>(keys);
    all.add(key);
    return new HeldEvidence(all, head, checkpoints);
  }

  /**
   * Sets the head.
   *
   * @param value the end of the log as it was kept, or null
   * @return a copy with it
   */
  public HeldEvidence withHead(@Nullable AuditHead value) {
    return new HeldEvidence(keys, value, checkpoints);
  }

  /**
   * Adds a checkpoint.
   *
   * @param checkpoint a checkpoint as it was kept
   * @return a copy with it
   */
  public HeldEvidence withCheckpoint(SignedCheckpoint checkpoint) {
    List<SignedCheckpoint> all = new ArrayList<>(checkpoints);
    all.add(checkpoint);
    return new HeldEvidence(keys, head, all);
  }
}
