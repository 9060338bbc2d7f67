package org.agentgovernance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Does what a page tells its reader to do, from top to bottom, in a directory of its own. */
final class PageRun {
  private static final String COMMAND = "governance";

  private final Page page;
  private final Path classes;
  private final Path directory;
  private final Commands commands;
  private String printed = "";

  PageRun(Page page, Path directory) {
    this.page = page;
    this.directory = make(directory.resolve("work"));
    this.classes = make(directory.resolve("classes"));
    this.commands = new Commands(this.directory);
  }

  void run() {
    for (Fence file : page.fences()) {
      write(file);
    }
    for (int i = 0; i < page.fences().size(); i++) {
      Fence fence = page.fences().get(i);
      if (fence.is("java") && fence.after("continues") == null) {
        java(fence, i);
      } else if (fence.is("sh")) {
        commandLines(fence);
      } else if (fence.after("output") != null) {
        assertThat(printed).as("what %s prints", fence).matches(pattern(fence.text()));
      } else if (fence.after("shows") != null) {
        assertThat(printed).as("what %s prints", fence).containsPattern(pattern(fence.text()));
      }
    }
  }

  private void java(Fence fence, int index) {
    List<Fence> parts = new ArrayList<>(List.of(fence));
    for (Fence next : page.fences().subList(index + 1, page.fences().size())) {
      if (next.after("continues") != null) {
        parts.add(next);
      } else if (next.is("java")) {
        break;
      }
    }
    String main = new JavaSnippet(parts).compile(classes);
    if (fence.after("run") != null) {
      Commands.Ended ended = commands.java(classes, main, List.of());
      assertThat(ended.code()).as("%s ends well\n%s", fence, ended.err()).isZero();
      printed = ended.out();
    }
  }

  private void commandLines(Fence fence) {
    String text = fence.text().replace("\\\n", " ");
    for (String line : text.lines().toList()) {
      List<String> words = Commands.words(line);
      if (!words.isEmpty() && words.get(0).equals(COMMAND) && Commands.hasCommandLine()) {
        Commands.Ended ended =
            commands.java(classes, Commands.MAIN, words.subList(1, words.size()));
        String code = fence.after("exit:");
        assertThat(ended.code())
            .as("%s: %s\n%s\n%s", fence, line, ended.out(), ended.err())
            .isEqualTo(code == null ? 0 : Integer.parseInt(code));
        printed = ended.out();
      }
    }
  }

  private static Pattern pattern(String expected) {
    StringBuilder pattern = new StringBuilder();
    for (String part : expected.strip().split("…", -1)) {
      pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(pattern + "\\s*", Pattern.DOTALL);
  }

  private void write(Fence fence) {
    String name = fence.after("file:");
    if (name != null) {
      try {
        Files.writeString(directory.resolve(name), fence.text());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Path make(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
