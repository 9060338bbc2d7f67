package org.agentgovernance.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories on the disk that the benchmarks are started from, removed when they end. */
final class BenchmarkFiles {
  private BenchmarkFiles() {}

  static Path make() throws IOException {
    return Files.createTempDirectory(Path.of("."), "audit-bench");
  }

  static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(BenchmarkFiles::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
