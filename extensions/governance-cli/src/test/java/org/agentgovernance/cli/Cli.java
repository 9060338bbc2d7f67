package org.agentgovernance.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** Runs the command in this process and keeps what it writes. */
final class Cli {
  private Cli() {}

  /** What a run came to. */
  record Run(int code, String out, String err) {
    /** The lines of standard output as JSON objects. */
    List<Map<String, @Nullable Object>> answers() {
      return Cli.answers(out);
    }
  }

  static List<Map<String, @Nullable Object>> answers(String lines) {
    return lines.lines().map(Json::parseObject).toList();
  }

  static Run run(Object... args) {
    return feed("", args);
  }

  static Run feed(String in, Object... args) {
    return feed(new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), args);
  }

  static Run feed(InputStream in, Object... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] words = new String[args.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = args[i].toString();
    }
    Terminal terminal = new Terminal(in, print(out), print(err), false);
    int code = Main.run(words, terminal);
    terminal.out().flush();
    terminal.err().flush();
    return new Run(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream print(ByteArrayOutputStream to) {
    return new PrintStream(to, false, StandardCharsets.UTF_8);
  }

  /** An input that cannot be read. */
  interface Breakage {
    int read() throws IOException;
  }

  static InputStream broken(Breakage how) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return how.read();
      }

      @Override
      public int read(byte[] to, int from, int count) throws IOException {
        return how.read();
      }
    };
  }

  /** Copies the samples that the help texts name, and gives the folder. */
  static Path samples(Path folder) {
    for (String name : List.of("agent.manifest.json", "tools.json", "calls.jsonl")) {
      try (InputStream in = Cli.class.getResourceAsStream("/samples/" + name)) {
        Files.copy(in, folder.resolve(name));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return folder;
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
