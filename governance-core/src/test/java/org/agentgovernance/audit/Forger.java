package org.agentgovernance.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.checkpoint.Checkpoint;
import org.agentgovernance.checkpoint.CheckpointSigner;
import org.agentgovernance.checkpoint.MerkleTree;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.agentgovernance.checkpoint.TreeHash;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may write to all files of a log and knows its form, but holds none of its keys:
 * changes lines and computes anew whatever can be computed.
 */
final class Forger {
  private final Path directory;

  /** What each line says of itself, without what ties it to others, by segment. */
  final Map<Integer, List<String>> bodies = new TreeMap<>();

  Forger(Path directory) throws IOException {
    this.directory = directory;
    for (Map.Entry<Integer, Path> segment : AuditDirectory.segments(directory).entrySet()) {
      List<String> lines = new ArrayList<>();
      for (String line : Files.readAllLines(segment.getValue(), StandardCharsets.UTF_8)) {
        int from = line.indexOf(",\"at\":");
        lines.add(line.substring(from, line.lastIndexOf(Chain.CRC)));
      }
      bodies.put(segment.getKey(), lines);
    }
  }

  /** The segment and the place in it of the line with that index. */
  int[] place(int index) {
    int rest = index;
    for (Map.Entry<Integer, List<String>> segment : bodies.entrySet()) {
      if (rest < segment.getValue().size()) {
        return new int[] {segment.getKey(), rest};
      }
      rest -= segment.getValue().size();
    }
    throw new IllegalArgumentException("there is no line " + index);
  }

  int lines() {
    return bodies.values().stream().mapToInt(List::size).sum();
  }

  String body(int index) {
    int[] at = place(index);
    return lines(at[0]).get(at[1]);
  }

  void replace(int index, String body) {
    int[] at = place(index);
    lines(at[0]).set(at[1], body);
  }

  void insert(int index, String body) {
    int[] at = place(index);
    lines(at[0]).add(at[1], body);
  }

  void remove(int index) {
    int[] at = place(index);
    lines(at[0]).remove(at[1]);
  }

  private List<String> lines(int segment) {
    List<String> lines = bodies.get(segment);
    if (lines == null) {
      throw new IllegalArgumentException("there is no segment " + segment);
    }
    return lines;
  }

  /** Writes every line with the right number, hash and checksum. */
  MerkleTree rechain() throws IOException {
    MerkleTree tree = new MerkleTree();
    Chain chain = new Chain(AuditHead.EMPTY, hash -> tree.append(hash, node -> {}));
    for (Map.Entry<Integer, List<String>> segment : bodies.entrySet()) {
      LineBuffer out = new LineBuffer();
      for (String body : segment.getValue()) {
        int start = out.length();
        chain.begin(out);
        out.json(body);
        chain.end(out, start);
      }
      Files.write(
          Samples.segment(directory, segment.getKey()), Arrays.copyOf(out.bytes(), out.length()));
    }
    return tree;
  }

  /** Computes the file of hashes anew from the lines. */
  void retree() throws IOException {
    Path file = directory.resolve(TreeFile.FILE);
    Files.delete(file);
    try (TreeFile tree = TreeFile.open(directory)) {
      for (String line : Samples.lines(directory)) {
        tree.leaf(TreeHash.ofLeaf(line.getBytes(StandardCharsets.UTF_8)).bytes());
      }
    }
  }

  /** Computes the roots in all checkpoints anew, and signs them with a key of the forger's own. */
  void resign(@Nullable CheckpointSigner own) throws Exception {
    List<byte[]> leaves = new ArrayList<>();
    for (String line : Samples.lines(directory)) {
      leaves.add(TreeHash.ofLeaf(line.getBytes(StandardCharsets.UTF_8)).bytes());
    }
    for (Path file : AuditDirectory.checkpoints(directory).values()) {
      StringBuilder notes = new StringBuilder();
      CheckpointFiles.read(file, note -> notes.append(remade(note, leaves, own)).append('\n'));
      Files.writeString(file, notes);
    }
  }

  private static SignedCheckpoint remade(
      SignedCheckpoint note, List<byte[]> leaves, @Nullable CheckpointSigner own) {
    MerkleTree tree = new MerkleTree();
    long size = Math.min(note.checkpoint().size(), leaves.size());
    leaves.subList(0, (int) size).forEach(leaf -> tree.append(leaf, node -> {}));
    Checkpoint checkpoint = new Checkpoint(note.checkpoint().origin(), size, tree.root());
    try {
      return own == null
          ? new SignedCheckpoint(checkpoint, note.lines())
          : SignedCheckpoint.sign(checkpoint, own);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
