package org.agentgovernance.checkpoint;

import java.io.IOException;

/**
 * Someone outside who sees a log's checkpoints and keeps them where the log's writer cannot reach:
 * a file on another system, or a service that signs only what goes on from what it saw before.
 * Called by a thread of its own; no call of an agent waits for it.
 */
public interface CheckpointWitness {
  /**
   * The name in statuses and events.
   *
   * @return the name
   */
  String name();

  /**
   * Shows a checkpoint.
   *
   * @param checkpoint the checkpoint with the log's signature
   * @param tree the hashes of the log's tree, to prove that an older checkpoint is its beginning
   * @return the checkpoint with the witness's signature, when it gives one
   * @throws IOException when the witness did not take it; a later checkpoint will be shown
   * @throws InterruptedException when the log is closed and waits no longer
   */
  SignedCheckpoint witness(SignedCheckpoint checkpoint, MerkleTree.Source tree)
      throws IOException, InterruptedException;
}
