package org.agentgovernance.checkpoint;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * A proof that stands alone: a record, where it is in the log, the hashes that lead from it to the
 * root, and the signed checkpoint of that root. In the form of C2SP {@code tlog-proof@v1}, with the
 * stored line as its extra data. Immutable.
 *
 * @param line the stored line without its line feed
 * @param index which record it is, counted from 0
 * @param hashes from the record's neighbour up to the root's child
 * @param checkpoint the checkpoint of the tree
 */
public record LogProof(
    String line, long index, List<TreeHash> hashes, SignedCheckpoint checkpoint) {
  private static final String VERSION = "c2sp.org/tlog-proof@v1";
  private static final int MAX_CHARS = 96 << 20;

  /** Copies what could change. */
  public LogProof {
    hashes = List.copyOf(hashes);
  }

  /**
   * Whether the record is in the log of the checkpoint, and who says so.
   *
   * @param keys the keys that the reader trusts
   * @return SIGNED when it is and one of the keys signed it; UNKNOWN when it is and nobody known
   *     signed it; FORGED when it is not, or a signature is wrong
   */
  public SignedCheckpoint.Trust verify(Collection<CheckpointKey> keys) {
    Checkpoint tree = checkpoint.checkpoint();
    return MerkleProofs.includes(
            index,
            TreeHash.ofLeaf(line.getBytes(StandardCharsets.UTF_8)),
            tree.size(),
            tree.root(),
            hashes)
        ? checkpoint.trust(keys)
        : SignedCheckpoint.Trust.FORGED;
  }

  /**
   * Reads a written proof.
   *
   * @param text the proof
   * @return the proof, not yet verified
   * @throws IllegalArgumentException when it is anything else
   */
  public static LogProof parse(String text) {
    int gap = text.indexOf("\n\n");
    if (text.length() > MAX_CHARS || gap < 0) {
      throw new IllegalArgumentException("a proof is some lines, an empty line and a checkpoint");
    }
    String[] lines = text.substring(0, gap).split("\n", -1);
    if (lines.length < 3 || !lines[0].equals(VERSION)) {
      throw new IllegalArgumentException("the proof does not begin with " + VERSION);
    }
    if (!lines[1].startsWith("extra ") || !lines[2].startsWith("index ")) {
      throw new IllegalArgumentException(
          "the proof has no line with the record (extra) or with its place (index)");
    }
    if (lines.length - 3 > MerkleProofs.MAX_HASHES) {
      throw new IllegalArgumentException("the proof has more hashes than any tree needs");
    }
    List<TreeHash> hashes = new ArrayList<>();
    for (int i = 3; i < lines.length; i++) {
      hashes.add(TreeHash.ofBase64(lines[i]));
    }
    return new LogProof(
        utf8(TreeHash.strictBase64(lines[1].substring("extra ".length()))),
        Checkpoint.number(lines[2].substring("index ".length()), "the index"),
        hashes,
        SignedCheckpoint.parse(text.substring(gap + 2)));
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the record in the proof is not UTF-8", e);
    }
  }

  /** The written form. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(VERSION);
    out.append("\nextra ")
        .append(Base64.getEncoder().encodeToString(line.getBytes(StandardCharsets.UTF_8)));
    out.append("\nindex ").append(index).append('\n');
    hashes.forEach(hash -> out.append(hash.base64()).append('\n'));
    return out.append('\n').append(checkpoint).toString();
  }
}
