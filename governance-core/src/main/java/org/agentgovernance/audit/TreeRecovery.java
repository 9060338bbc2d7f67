package org.agentgovernance.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SortedMap;
import org.agentgovernance.checkpoint.MerkleProofs;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.agentgovernance.checkpoint.TreeHash;
import org.jspecify.annotations.Nullable;

/** Rebuilds the end of the tree from the lines read, and compares it with the last checkpoint. */
final class TreeRecovery {
  private final TreeFile tree;
  private final @Nullable SignedCheckpoint checkpoint;
  private @Nullable TreeHash root;

  TreeRecovery(TreeFile tree, @Nullable SignedCheckpoint checkpoint) {
    this.tree = tree;
    this.checkpoint = checkpoint;
    if (checkpoint != null && checkpoint.checkpoint().size() <= tree.size()) {
      root = MerkleProofs.root(checkpoint.checkpoint().size(), tree);
    }
  }

  /**
   * Lets the tree go on before a segment: from its file, or from the lines when the file does not
   * reach so far.
   *
   * @return how many records stand before that segment
   */
  static long resume(TreeFile tree, SortedMap<Integer, Path> segments, int start)
      throws IOException {
    long before = start == 1 ? 0 : before(segments, start);
    if (tree.covers(before)) {
      tree.resume(before);
      return before;
    }
    if (segments.firstKey() != 1) {
      throw LogRecovery.tampered(
          TreeFile.FILE + " is missing or too short for the segments that were removed");
    }
    tree.resume(0);
    for (Path segment : segments.headMap(start).values()) {
      try (LineReader lines = LineReader.open(segment)) {
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
          tree.leaf(TreeHash.ofLeaf(line).bytes());
          if (tree.full()) {
            tree.write();
          }
        }
      }
    }
    tree.write();
    if (tree.size() != before) {
      throw LogRecovery.tampered(
          "the segments before the last two hold " + tree.size() + " records, not " + before);
    }
    return before;
  }

  private static long before(SortedMap<Integer, Path> segments, int start) throws IOException {
    Path file = segments.get(start);
    if (file == null) {
      throw new IllegalStateException("every segment was listed");
    }
    try (LineReader lines = LineReader.open(file)) {
      byte[] line = lines.next();
      if (line == null) {
        throw LogRecovery.tampered(AuditDirectory.segment(start) + " is empty");
      }
      return StoredLine.read(line).seq() - 1;
    } catch (StoredLine.NotARecord e) {
      throw LogRecovery.tampered(
          AuditDirectory.segment(start) + " line 1 is not a record: " + e.getMessage());
    }
  }

  void leaf(TreeHash hash) {
    tree.leaf(hash.bytes());
    if (checkpoint != null && checkpoint.checkpoint().size() == tree.size()) {
      root = tree.root();
    }
  }

  /** Refuses lines that are not those of the last checkpoint. */
  void check(long records) {
    if (checkpoint == null) {
      return;
    }
    long size = checkpoint.checkpoint().size();
    if (size > records) {
      throw LogRecovery.tampered(
          "the log ends with record " + records + ", but its last checkpoint covers " + size);
    }
    if (!Objects.equals(checkpoint.checkpoint().root(), root)) {
      throw LogRecovery.tampered(
          "the first " + size + " records are not those of the last checkpoint over them");
    }
  }
}
