package org.agentgovernance.catalog;

import static org.agentgovernance.catalog.Signing.ALICE;
import static org.agentgovernance.catalog.Signing.BOB;
import static org.agentgovernance.catalog.Signing.ROOT;
import static org.agentgovernance.catalog.Signing.refusal;
import static org.agentgovernance.catalog.Signing.signed;
import static org.agentgovernance.catalog.Signing.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agentgovernance.testing.Race;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The highest version seen: kept across restarts, shared by threads and processes, never lost. */
class HighWaterStoreTest {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("versions.json");
  }

  @Test
  void refusesARolledBackCatalogueAfterARestart() {
    verifier(ROOT, HighWaterStore.file(file()), "2026-03-01T00:00:00Z")
        .verify(signed(5, ALICE, BOB));
    CatalogVerifier restarted = verifier(ROOT, HighWaterStore.file(file()), "2026-03-01T00:00:00Z");
    assertThat(refusal(() -> restarted.verify(signed(4, ALICE, BOB))))
        .isEqualTo("catalog.rolled_back");
    restarted.verify(signed(5, ALICE, BOB));
    restarted.verify(signed(6, ALICE, BOB));
  }

  @Test
  void returnsTheHighestOfEachName() {
    for (HighWaterStore store : List.of(HighWaterStore.inMemory(), HighWaterStore.file(file()))) {
      assertThat(store.raise("catalog", 3)).isEqualTo(3);
      assertThat(store.raise("catalog", 2)).isEqualTo(3);
      assertThat(store.raise("root", 1)).isEqualTo(1);
      assertThat(store.raise("catalog", 4)).isEqualTo(4);
      assertThat(store.raise("root", 1)).isEqualTo(1);
    }
  }

  @Test
  void threadsThatRaiseAtOnceNeverSeeALowerVersionAfterAHigherOne() throws Exception {
    AtomicLong next = new AtomicLong();
    List<long[]> seen = Collections.synchronizedList(new ArrayList<>());
    Race.run(
        4,
        () -> {
          HighWaterStore store = HighWaterStore.file(file());
          for (int i = 0; i < 25; i++) {
            long version = next.incrementAndGet();
            seen.add(new long[] {version, store.raise("catalog", version)});
          }
          return null;
        });
    assertThat(seen).allSatisfy(pair -> assertThat(pair[1]).isGreaterThanOrEqualTo(pair[0]));
    assertThat(HighWaterStore.file(file()).raise("catalog", 1)).isEqualTo(100);
  }

  @Test
  void aProcessKilledWhileItRaisesLeavesAFileThatCanBeRead() throws Exception {
    for (int round = 0; round < 3; round++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xshare:auto",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Raiser.class.getName(),
                  file().toString())
              .redirectErrorStream(true)
              .start();
      try (var out = process.inputReader()) {
        long last = 0;
        for (int i = 0; i < 20; i++) {
          last = Long.parseLong(out.readLine());
        }
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(HighWaterStore.file(file()).raise("catalog", 1)).isGreaterThanOrEqualTo(last);
      }
    }
  }

  /** Raises the version for ever and says each once it is durable. */
  static final class Raiser {
    private Raiser() {}

    public static void main(String[] args) {
      HighWaterStore store = HighWaterStore.file(Path.of(args[0]));
      for (long next = store.raise("catalog", 1); ; next++) {
        System.out.println(store.raise("catalog", next));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "{\"catalog\": \"5\"}", "{\"catalog\": -1}", "{\"catalog\": 1.5}"})
  void aDamagedFileIsNoEmptyStore(String text) throws IOException {
    Files.writeString(file(), text);
    assertThat(refusal(() -> HighWaterStore.file(file()).raise("catalog", 9)))
        .isEqualTo("catalog.unavailable");
    assertThat(Files.readString(file())).isEqualTo(text);
  }

  @Test
  void aDirectoryThatIsNotThereIsAnError() {
    HighWaterStore store = HighWaterStore.file(directory.resolve("none").resolve("versions.json"));
    assertThat(refusal(() -> store.raise("catalog", 1))).isEqualTo("catalog.unavailable");
  }
}
