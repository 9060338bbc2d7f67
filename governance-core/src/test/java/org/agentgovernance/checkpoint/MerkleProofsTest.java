package org.agentgovernance.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MerkleProofsTest {
  /** A tree with all its hashes in the order they arose. */
  private record Grown(List<TreeHash> nodes, List<TreeHash> roots, MerkleTree tree) {
    static Grown of(int size) {
      List<TreeHash> nodes = new ArrayList<>();
      List<TreeHash> roots = new ArrayList<>();
      MerkleTree tree = new MerkleTree();
      roots.add(tree.root());
      for (int i = 0; i < size; i++) {
        tree.append(leaf(i).bytes(), hash -> nodes.add(TreeHash.of(hash)));
        roots.add(tree.root());
      }
      return new Grown(nodes, roots, tree);
    }

    TreeHash at(int level, long index) {
      return nodes.get((int) MerkleTree.position(level, index));
    }
  }

  private static TreeHash leaf(int i) {
    return TreeHash.ofLeaf(("record " + i).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** The definition in RFC 6962, 2.1, written as it stands there. */
  private static TreeHash defined(int low, int high) {
    if (high == low) {
      return TreeHash.ofNothing();
    }
    if (high - low == 1) {
      return leaf(low);
    }
    int k = Integer.highestOneBit(high - low - 1);
    return TreeHash.ofNode(defined(low, low + k), defined(low + k, high));
  }

  @Test
  void theRootIsThatOfTheDefinitionForEverySize() {
    Grown grown = Grown.of(130);
    for (int size = 0; size <= 130; size++) {
      assertThat(grown.roots().get(size)).isEqualTo(defined(0, size));
      assertThat(MerkleProofs.root(size, grown::at)).isEqualTo(defined(0, size));
      assertThat(MerkleTree.resume(size, grown::at).root()).isEqualTo(defined(0, size));
    }
    assertThat(grown.nodes()).hasSize((int) MerkleTree.nodes(130));
  }

  @Test
  void everyProofOverSmallTreesHoldsAndNoOtherSizeOrPlaceDoes() {
    int max = 33;
    Grown grown = Grown.of(max);
    for (int size = 1; size <= max; size++) {
      TreeHash root = grown.roots().get(size);
      for (int i = 0; i < size; i++) {
        List<TreeHash> proof = MerkleProofs.inclusion(i, size, grown::at);
        assertThat(MerkleProofs.includes(i, leaf(i), size, root, proof)).isTrue();
        assertThat(MerkleProofs.includes(i + 1, leaf(i), size, root, proof)).isFalse();
      }
      for (int old = 1; old <= size; old++) {
        List<TreeHash> proof = MerkleProofs.consistency(old, size, grown::at);
        TreeHash oldRoot = grown.roots().get(old);
        assertThat(MerkleProofs.consistent(old, oldRoot, size, root, proof)).isTrue();
        assertThat(MerkleProofs.consistent(old - 1, grown.roots().get(old - 1), size, root, proof))
            .isFalse();
      }
    }
  }

  @Property(tries = 500)
  void aChangedProofNeverHolds(@ForAll @IntRange(min = 2, max = 300) int size, @ForAll long seed) {
    Random random = new Random(seed);
    Grown grown = Grown.of(size);
    TreeHash root = grown.roots().get(size);
    int i = random.nextInt(size);
    int old = 1 + random.nextInt(size - 1);
    List<TreeHash> included = MerkleProofs.inclusion(i, size, grown::at);
    List<TreeHash> consistent = MerkleProofs.consistency(old, size, grown::at);
    assertThat(MerkleProofs.includes(i, leaf(i), size, root, included)).isTrue();
    assertThat(MerkleProofs.includes(i, leaf(i), size, root, changed(included, random))).isFalse();
    TreeHash oldRoot = grown.roots().get(old);
    assertThat(MerkleProofs.consistent(old, oldRoot, size, root, consistent)).isTrue();
    assertThat(MerkleProofs.consistent(old, oldRoot, size, root, changed(consistent, random)))
        .isFalse();
  }

  private static List<TreeHash> changed(List<TreeHash> proof, Random random) {
    List<TreeHash> copy = new ArrayList<>(proof);
    int at = random.nextInt(copy.size() + 1);
    if (at == copy.size() || random.nextInt(3) == 0) {
      copy.add(at, leaf(random.nextInt()));
    } else if (random.nextBoolean()) {
      copy.remove(at);
    } else {
      byte[] bytes = copy.get(at).bytes();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      copy.set(at, TreeHash.of(bytes));
    }
    return copy;
  }

  @Test
  void anEmptyTreeAndImpossibleSizesAreRefused() {
    Grown grown = Grown.of(4);
    TreeHash nothing = TreeHash.ofNothing();
    assertThat(MerkleProofs.includes(0, nothing, 0, nothing, List.of())).isFalse();
    assertThat(MerkleProofs.includes(-1, leaf(0), 4, grown.roots().get(4), List.of())).isFalse();
    assertThat(MerkleProofs.consistent(0, nothing, 0, nothing, List.of())).isFalse();
    assertThat(MerkleProofs.consistent(0, nothing, 4, grown.roots().get(4), List.of())).isFalse();
    assertThatThrownBy(() -> MerkleProofs.inclusion(4, 4, grown::at))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MerkleProofs.consistency(0, 4, grown::at))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TreeHash.of(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aWrittenProofStandsAlone() throws Exception {
    Grown grown = Grown.of(9);
    Checkpoint tree = new Checkpoint(Keys.LOG, 9, grown.roots().get(9));
    LogProof proof =
        new LogProof(
            "record 5",
            5,
            MerkleProofs.inclusion(5, 9, grown::at),
            new SignedCheckpoint(tree, List.of()));
    LogProof read = LogProof.parse(proof.toString());
    assertThat(read.toString()).isEqualTo(proof.toString());
    assertThat(read.verify(List.of())).isEqualTo(SignedCheckpoint.Trust.UNKNOWN);
    LogProof elsewhere = LogProof.parse(proof.toString().replace("index 5", "index 6"));
    assertThat(elsewhere.verify(List.of())).isEqualTo(SignedCheckpoint.Trust.FORGED);
    assertThatThrownBy(() -> LogProof.parse(proof.toString().replace("v1", "v2")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
