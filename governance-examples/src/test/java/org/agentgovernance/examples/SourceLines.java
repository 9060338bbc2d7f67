package org.agentgovernance.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the marked parts of this module's sources, which promise to be short. */
public final class SourceLines {
  private SourceLines() {}

  /** The lines between two comments of a source that are neither blank nor comments. */
  public static List<String> marked(String source, String mark) {
    Path file = Path.of("src/main/java/org/agentgovernance/examples").resolve(source);
    try {
      List<String> lines = Files.readAllLines(file).stream().map(String::strip).toList();
      int begin = lines.indexOf("// " + mark + ": begin");
      int end = lines.indexOf("// " + mark + ": end");
      return lines.subList(begin + 1, end).stream()
          .filter(line -> !line.isEmpty() && !line.startsWith("//"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
