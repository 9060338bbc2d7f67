package org.agentgovernance.checkpoint;

import java.security.DigestException;
import java.security.MessageDigest;

/**
 * A growing Merkle tree that keeps only its right edge: the roots of the complete subtrees, at most
 * one a level. Not safe for use by many threads.
 *
 * <p>Each leaf completes some subtrees. The hashes, a leaf's first and then those it completed from
 * below to above, are handed to a {@link Nodes}; written one after the other, the hash of any
 * complete subtree stands at {@link #position}.
 */
public final class MerkleTree {
  private static final int LEVELS = 63;

  /** Takes the hashes of leaves and complete subtrees as they arise. */
  @FunctionalInterface
  public interface Nodes {
    /**
     * The next hash.
     *
     * @param hash 32 bytes that the tree may use again after this call
     */
    void accept(byte[] hash);
  }

  /** Looks up the hash of a complete subtree. */
  @FunctionalInterface
  public interface Source {
    /**
     * The root of the complete subtree over the leaves from {@code index << level} on.
     *
     * @param level its height; 0 for a leaf
     * @param index which of that height, counted from 0 on the left
     * @return the hash
     */
    TreeHash hash(int level, long index);
  }

  private final MessageDigest sha = TreeHash.sha256();
  private final byte[][] edge = new byte[LEVELS][];
  private final byte[] carried = new byte[TreeHash.BYTES];
  private long size;

  /** An empty tree. */
  public MerkleTree() {}

  /**
   * A tree that goes on where another one ended.
   *
   * @param size how many leaves it has
   * @param source where the hashes of its complete subtrees are
   * @return the tree
   */
  public static MerkleTree resume(long size, Source source) {
    MerkleTree tree = new MerkleTree();
    for (int level = 0; level < LEVELS; level++) {
      if (((size >>> level) & 1) == 1) {
        tree.edge[level] = source.hash(level, (size >>> level) - 1).bytes();
      }
    }
    tree.size = size;
    return tree;
  }

  /**
   * How many leaves there are.
   *
   * @return the number
   */
  public long size() {
    return size;
  }

  /**
   * Adds a leaf.
   *
   * @param leafHash the hash of the leaf, 32 bytes
   * @param nodes told the leaf's hash and that of each subtree which it completed
   */
  public void append(byte[] leafHash, Nodes nodes) {
    System.arraycopy(leafHash, 0, carried, 0, TreeHash.BYTES);
    nodes.accept(carried);
    int level = 0;
    for (long rest = size; (rest & 1) == 1; rest >>>= 1) {
      sha.update((byte) 1);
      sha.update(edge[level]);
      sha.update(carried);
      digest(carried);
      nodes.accept(carried);
      level++;
    }
    if (edge[level] == null) {
      edge[level] = new byte[TreeHash.BYTES];
    }
    System.arraycopy(carried, 0, edge[level], 0, TreeHash.BYTES);
    size++;
  }

  /**
   * The root over all leaves so far.
   *
   * @return the hash
   */
  public TreeHash root() {
    if (size == 0) {
      return TreeHash.ofNothing();
    }
    int level = Long.numberOfTrailingZeros(size);
    byte[] root = edge[level].clone();
    for (level++; level < LEVELS; level++) {
      if (((size >>> level) & 1) == 1) {
        sha.update((byte) 1);
        sha.update(edge[level]);
        sha.update(root);
        digest(root);
      }
    }
    return TreeHash.of(root);
  }

  /**
   * Where the hash of a complete subtree stands when all hashes are written in their order.
   *
   * @param level its height; 0 for a leaf
   * @param index which of that height, counted from 0 on the left
   * @return how many hashes stand before it
   */
  public static long position(int level, long index) {
    return nodes(((index + 1) << level) - 1) + level;
  }

  /**
   * How many hashes a tree hands out in all.
   *
   * @param size how many leaves it has
   * @return the leaves and all complete subtrees
   */
  public static long nodes(long size) {
    return 2 * size - Long.bitCount(size);
  }

  private void digest(byte[] into) {
    try {
      sha.digest(into, 0, TreeHash.BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-256 hash has 32 bytes", e);
    }
  }
}
