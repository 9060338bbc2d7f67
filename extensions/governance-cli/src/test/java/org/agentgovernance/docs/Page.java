package org.agentgovernance.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A Markdown page and its fenced blocks. A comment directly above a block says what the test does
 * with it:
 *
 * <ul>
 *   <li>{@code file: NAME}: the block is a file beside which the page's programs run;
 *   <li>{@code given: TYPE NAME, …}: a Java block that needs these; compiled only;
 *   <li>{@code run}: a Java block that is run; {@code continues}: it goes on with the one before;
 *   <li>{@code output}: what the last program or command printed; {@code shows}: a part of it; …
 *       stands for anything;
 *   <li>{@code exit: N}: commands that end with that code;
 *   <li>{@code part}: top-level keys put into the page's first manifest, which must then load.
 * </ul>
 */
record Page(String name, List<String> lines, List<Fence> fences) {
  static Page read(Path root, Path file) {
    try {
      String name = root.relativize(file).toString();
      List<String> lines = Files.readAllLines(file);
      return new Page(name, lines, fences(name, lines));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Fence> fences(String name, List<String> lines) {
    List<Fence> fences = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith("```")) {
        continue;
      }
      int end = i + 1;
      while (end < lines.size() && !lines.get(end).equals("```")) {
        end++;
      }
      if (end == lines.size()) {
        throw new IllegalStateException(name + ":" + (i + 1) + ": the block is never closed");
      }
      String language = lines.get(i).substring(3).strip();
      fences.add(new Fence(name, language, mark(lines, i), i + 1, lines.subList(i + 1, end)));
      i = end;
    }
    return fences;
  }

  private static String mark(List<String> lines, int fence) {
    String above = fence == 0 ? "" : lines.get(fence - 1);
    return above.startsWith("<!--") && above.endsWith("-->")
        ? above.substring(4, above.length() - 3).strip()
        : "";
  }

  List<Fence> fences(String language) {
    return fences.stream().filter(fence -> fence.is(language)).toList();
  }

  /** The page's name. */
  @Override
  public String toString() {
    return name;
  }
}
