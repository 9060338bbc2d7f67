package org.agentgovernance.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonLimits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * Test data from outside the project, found under the system property {@code corpus.dir}. A test
 * that asks for a file that is not there is skipped, and the reason is printed. Files whose name
 * ends in {@code .gz} are unpacked.
 */
public final class Corpus {
  private Corpus() {}

  /**
   * Whether a file or folder is there.
   *
   * @param name its path below the corpus folder, for instance {@code json/jcs}
   */
  public static boolean has(String name) {
    Path root = root();
    return root != null && Files.exists(root.resolve(name));
  }

  /**
   * A file or folder; skips the test when it is absent.
   *
   * @param name its path below the corpus folder
   */
  public static Path path(String name) {
    Path root = root();
    if (root == null || !Files.exists(root.resolve(name))) {
      String reason = "skipped: the corpus has no " + name + " (system property corpus.dir)";
      System.out.println(reason);
      Assumptions.abort(reason);
      throw new IllegalStateException(reason);
    }
    return root.resolve(name);
  }

  /** The bytes of a file, unpacked; skips the test when it is absent. */
  public static byte[] bytes(String name) {
    return bytes(path(name));
  }

  /** The bytes of a file, unpacked. */
  public static byte[] bytes(Path file) {
    try (InputStream in = open(file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file as UTF-8 text, unpacked; skips the test when it is absent. */
  public static String text(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  /** The non-blank lines of a file, unpacked; skips the test when it is absent. */
  public static List<String> lines(String name) {
    return text(name).lines().filter(line -> !line.isBlank()).toList();
  }

  /**
   * A JSON file in the model of {@link Json}, unpacked; skips the test when it is absent. Strict,
   * so a file with numbers that the library refuses does not load here.
   */
  public static @Nullable Object json(String name) {
    return Json.parse(bytes(name), JsonLimits.FILE);
  }

  /** The files of a folder, in order of their names; skips the test when it is absent. */
  public static List<Path> files(String name) {
    try (Stream<Path> files = Files.list(path(name))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file));
    return file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
  }

  private static @Nullable Path root() {
    String dir = System.getProperty("corpus.dir");
    if (dir == null || dir.isBlank() || !Files.isDirectory(Path.of(dir))) {
      return null;
    }
    return Path.of(dir);
  }
}
