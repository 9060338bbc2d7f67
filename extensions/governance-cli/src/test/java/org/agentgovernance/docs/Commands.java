package org.agentgovernance.docs;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs and the command line in a directory, each in a process of its own. */
final class Commands {
  static final String MAIN = "org.agentgovernance.cli.Main";

  /** How a program ended. */
  record Ended(int code, String out, String err) {}

  private final Path directory;

  Commands(Path directory) {
    this.directory = directory;
  }

  /** Whether the command line is part of this build. */
  static boolean hasCommandLine() {
    try {
      Class.forName(MAIN, false, Commands.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  Ended java(Path classes, String main, List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-XX:TieredStopAtLevel=1");
    line.add("-XX:+UseSerialGC");
    line.add("-Xshare:auto");
    line.add("-cp");
    line.add(classes + File.pathSeparator + JavaSnippet.classPath());
    line.add(main);
    line.addAll(arguments);
    try {
      Path out = Files.createTempFile(classes, "out", ".txt");
      Path err = Files.createTempFile(classes, "err", ".txt");
      Process process =
          new ProcessBuilder(line)
              .directory(directory.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(main + " did not end within 120 s");
      }
      return new Ended(process.exitValue(), read(out), read(err));
    } catch (IOException e) {
      throw new IllegalStateException(main + " could not be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  /** The words of a command line as a shell would part them: quotes and escaped line ends only. */
  static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean open = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        open = true;
      } else if (Character.isWhitespace(c)) {
        if (open) {
          words.add(word.toString());
          word.setLength(0);
          open = false;
        }
      } else {
        word.append(c);
        open = true;
      }
    }
    if (open) {
      words.add(word.toString());
    }
    return words;
  }
}
