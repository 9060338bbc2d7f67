package org.agentgovernance.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.agentgovernance.audit.AuditProblem.Kind;
import org.agentgovernance.checkpoint.Checkpoint;
import org.agentgovernance.checkpoint.CheckpointKey;
import org.agentgovernance.checkpoint.MerkleProofs;
import org.agentgovernance.checkpoint.MerkleTree;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.agentgovernance.checkpoint.SignedCheckpoint.Trust;
import org.agentgovernance.checkpoint.TreeHash;
import org.jspecify.annotations.Nullable;

/**
 * Grows the tree from the lines read, compares it with the file of its hashes, and tells what a
 * checkpoint says about it. Used by one thread.
 */
final class TreeCheck {
  private final @Nullable TreeFile stored;
  private final Collection<CheckpointKey> keys;
  private final ByteBuffer ahead = ByteBuffer.allocate(1 << 16).flip();
  private final byte[] expected = new byte[TreeHash.BYTES];
  private @Nullable MerkleTree tree = new MerkleTree();
  private long node;
  private boolean storedEnded;
  private long covered;
  private long differs;
  private long agreed;
  private long signed;
  private long checkpoints;

  TreeCheck(@Nullable TreeFile stored, Collection<CheckpointKey> keys) {
    this.stored = stored;
    this.keys = keys;
    this.storedEnded = stored == null;
  }

  /** Goes on after records that are not there; their hashes come from the file. */
  void resume(long before) throws IOException {
    if (stored == null || !stored.covers(before)) {
      tree = null; // the lines of one segment alone have no root
      return;
    }
    tree = MerkleTree.resume(before, stored);
    node = MerkleTree.nodes(before);
    covered = before;
  }

  void leaf(TreeHash hash) {
    MerkleTree growing = tree;
    if (growing != null) {
      growing.append(hash.bytes(), computed -> compare(computed, growing.size() + 1));
      if (!storedEnded) {
        covered = growing.size();
      }
    }
  }

  private void compare(byte[] computed, long record) {
    if (storedEnded || stored == null) {
      return;
    }
    try {
      if (!ahead.hasRemaining()) {
        ahead.clear();
        int read = stored.read(ahead, node);
        ahead.flip();
        ahead.limit(Math.max(0, read) / TreeHash.BYTES * TreeHash.BYTES);
        if (!ahead.hasRemaining()) {
          storedEnded = true;
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ahead.get(expected);
    node++;
    if (differs == 0 && !Arrays.equals(expected, computed)) {
      differs = record;
    }
  }

  long size() {
    return tree == null ? 0 : tree.size();
  }

  /** How many records the file of hashes covers. */
  long covered() {
    return covered;
  }

  /** The first record whose line and stored hash differ, or 0. */
  long differs() {
    return differs;
  }

  /** Up to which record a key that is held vouches for the lines. */
  long signed() {
    return signed;
  }

  long checkpoints() {
    return checkpoints;
  }

  /** The root of the first records, or null when it cannot be known. */
  private @Nullable TreeHash root(long size) {
    if (tree != null && tree.size() == size) {
      return tree.root();
    }
    return stored != null && size <= covered && differs == 0
        ? MerkleProofs.root(size, stored)
        : null;
  }

  /**
   * Compares a checkpoint over records that were read, or whose hashes are stored.
   *
   * @param whose how to call it in messages
   * @param verify whether its signatures are to be checked although it agrees
   */
  @Nullable AuditProblem check(SignedCheckpoint note, String whose, String file, boolean verify) {
    Checkpoint checkpoint = note.checkpoint();
    long size = checkpoint.size();
    TreeHash root = root(size);
    if (root == null) {
      return null;
    }
    boolean agrees = root.equals(checkpoint.root());
    Trust trust = verify || !agrees ? note.trust(keys) : Trust.UNKNOWN;
    if (trust == Trust.FORGED) {
      return problem(
          Kind.FORGED,
          file,
          agreed + 1,
          whose
              + " over "
              + size
              + " records is forged: a line names a key that is held, but the"
              + " signature is not of that key");
    }
    if (!agrees) {
      return rewritten(size, whose, file, trust);
    }
    if (differs > 0) {
      return problem(
          Kind.TREE,
          TreeFile.FILE,
          differs,
          TreeFile.FILE
              + " is damaged at the hashes of record "
              + differs
              + "; the lines are as "
              + whose
              + " over "
              + size
              + " records says");
    }
    checkpoints++;
    agreed = Math.max(agreed, size);
    signed = trust == Trust.SIGNED ? Math.max(signed, size) : signed;
    return null;
  }

  private AuditProblem rewritten(long size, String whose, String file, Trust trust) {
    long first = differs > agreed ? differs : agreed + 1;
    String where =
        differs > agreed
            ? "record " + differs + " is the first that differs from " + TreeFile.FILE
            : first == size
                ? "record " + first + " is the one that differs"
                : "the first that differs is among records " + first + " to " + size;
    return problem(
        Kind.FORK,
        file,
        first,
        "the first "
            + size
            + " records are not those of "
            + whose
            + (trust == Trust.SIGNED ? ", which a key that is held signed" : "")
            + ": "
            + where
            + "; it or one before it was replaced and the chain computed anew, or this is another"
            + " log");
  }

  /** Of the checkpoints, those that are beyond the end. */
  @Nullable AuditProblem beyond(List<SignedCheckpoint> notes, long end, String whose) {
    for (SignedCheckpoint note : notes) {
      long size = note.checkpoint().size();
      if (size > end) {
        return problem(
            Kind.TRUNCATED,
            "",
            end + 1,
            "the log ends with record "
                + end
                + ", but "
                + whose
                + " covers "
                + size
                + ": at least "
                + (size - end)
                + " records are missing from the end");
      }
    }
    return null;
  }

  private static AuditProblem problem(Kind kind, String file, long seq, String message) {
    return new AuditProblem(kind, file, 0, seq, message);
  }
}
