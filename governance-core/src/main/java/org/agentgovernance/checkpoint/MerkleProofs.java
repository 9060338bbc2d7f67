package org.agentgovernance.checkpoint;

import java.util.ArrayList;
import java.util.List;

/**
 * Proofs over Merkle trees as in RFC 6962 and RFC 9162: that a leaf is in a tree, and that a
 * smaller tree is the beginning of a larger one. All methods are pure and safe for use by many
 * threads. A tree without a leaf proves nothing and is refused.
 */
public final class MerkleProofs {
  /** More hashes than any proof over a tree of fewer than 2<sup>62</sup> leaves. */
  public static final int MAX_HASHES = 63;

  private MerkleProofs() {}

  /**
   * The root of the first leaves of a tree.
   *
   * @param size how many leaves
   * @param source where the hashes of complete subtrees are
   * @return the root
   */
  public static TreeHash root(long size, MerkleTree.Source source) {
    return size == 0 ? TreeHash.ofNothing() : over(0, size, source);
  }

  /**
   * Makes a proof that a leaf is in a tree.
   *
   * @param index the leaf, counted from 0
   * @param size how many leaves the tree has, more than the index
   * @param source where the hashes of complete subtrees are
   * @return the hashes from the leaf's neighbour up to the root's
   */
  public static List<TreeHash> inclusion(long index, long size, MerkleTree.Source source) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("leaf " + index + " is not in a tree of " + size);
    }
    List<TreeHash> proof = new ArrayList<>();
    long low = 0;
    long high = size;
    while (high - low > 1) {
      long middle = low + split(high - low);
      if (index < middle) {
        proof.add(0, over(middle, high, source));
        high = middle;
      } else {
        proof.add(0, over(low, middle, source));
        low = middle;
      }
    }
    return proof;
  }

  /**
   * Makes a proof that a smaller tree is the beginning of a larger one.
   *
   * @param older how many leaves the smaller one has, at least 1
   * @param newer how many leaves the larger one has, not fewer
   * @param source where the hashes of complete subtrees are
   * @return the hashes; none when both are of one size
   */
  public static List<TreeHash> consistency(long older, long newer, MerkleTree.Source source) {
    if (older < 1 || older > newer) {
      throw new IllegalArgumentException(
          "a tree of " + older + " is not the beginning of one of " + newer);
    }
    List<TreeHash> proof = new ArrayList<>();
    long low = 0;
    long high = newer;
    boolean whole = true;
    while (older != high) {
      long middle = low + split(high - low);
      if (older <= middle) {
        proof.add(0, over(middle, high, source));
        high = middle;
      } else {
        proof.add(0, over(low, middle, source));
        low = middle;
        whole = false;
      }
    }
    if (!whole) {
      proof.add(0, over(low, high, source));
    }
    return proof;
  }

  /**
   * Checks a proof that a leaf is in a tree.
   *
   * @param index the leaf, counted from 0
   * @param leaf the hash of the leaf
   * @param size how many leaves the tree has
   * @param root the root of the tree
   * @param proof the proof
   * @return whether it proves it
   */
  public static boolean includes(
      long index, TreeHash leaf, long size, TreeHash root, List<TreeHash> proof) {
    if (index < 0 || index >= size) {
      return false;
    }
    long node = index;
    long last = size - 1;
    TreeHash hash = leaf;
    for (TreeHash next : proof) {
      if (last == 0) {
        return false;
      }
      if ((node & 1) == 1 || node == last) {
        hash = TreeHash.ofNode(next, hash);
        while ((node & 1) == 0) {
          node >>>= 1;
          last >>>= 1;
        }
      } else {
        hash = TreeHash.ofNode(hash, next);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 && hash.equals(root);
  }

  /**
   * Checks a proof that a smaller tree is the beginning of a larger one.
   *
   * @param older how many leaves the smaller one has
   * @param olderRoot its root
   * @param newer how many leaves the larger one has
   * @param newerRoot its root
   * @param proof the proof
   * @return whether it proves it; never for a tree without a leaf
   */
  public static boolean consistent(
      long older, TreeHash olderRoot, long newer, TreeHash newerRoot, List<TreeHash> proof) {
    if (older < 1 || older > newer) {
      return false;
    }
    if (older == newer) {
      return proof.isEmpty() && olderRoot.equals(newerRoot);
    }
    int at = 0;
    long node = older - 1;
    long last = newer - 1;
    while ((node & 1) == 1) {
      node >>>= 1;
      last >>>= 1;
    }
    if (node != 0 && proof.isEmpty()) {
      return false;
    }
    TreeHash old = node == 0 ? olderRoot : proof.get(at++);
    TreeHash now = old;
    for (; at < proof.size(); at++) {
      if (last == 0) {
        return false;
      }
      TreeHash next = proof.get(at);
      if ((node & 1) == 1 || node == last) {
        old = TreeHash.ofNode(next, old);
        now = TreeHash.ofNode(next, now);
        while (node != 0 && (node & 1) == 0) {
          node >>>= 1;
          last >>>= 1;
        }
      } else {
        now = TreeHash.ofNode(now, next);
      }
      node >>>= 1;
      last >>>= 1;
    }
    return last == 0 && old.equals(olderRoot) && now.equals(newerRoot);
  }

  /** The root over the leaves from low to high, of which low is where a subtree begins. */
  private static TreeHash over(long low, long high, MerkleTree.Source source) {
    long length = high - low;
    if (Long.bitCount(length) == 1) {
      int level = Long.numberOfTrailingZeros(length);
      return source.hash(level, low >>> level);
    }
    long middle = low + split(length);
    return TreeHash.ofNode(over(low, middle, source), over(middle, high, source));
  }

  /** The largest power of two that is smaller. */
  private static long split(long length) {
    return Long.highestOneBit(length - 1);
  }
}
