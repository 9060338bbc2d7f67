package org.agentgovernance.examples;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonLimits;
import org.junit.jupiter.api.Assumptions;

/**
 * Data sets from outside the project, found under the system property {@code corpus.dir}. A test
 * that asks for one that is absent is skipped and says so.
 */
final class Corpus {
  private Corpus() {}

  static String text(String name) {
    Path file = Path.of(System.getProperty("corpus.dir", "../../shared/corpus")).resolve(name);
    if (!Files.isReadable(file)) {
      String reason = "skipped: the corpus has no " + name + " (system property corpus.dir)";
      System.out.println(reason);
      Assumptions.abort(reason);
    }
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        InputStream in = name.endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, Object> object(String name) {
    return Json.object(Json.parse(text(name), JsonLimits.FILE));
  }

  static List<Map<String, Object>> lines(String name) {
    return text(name).lines().map(Json::parseObject).toList();
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> list(Object value) {
    return (List<Map<String, Object>>) value;
  }
}
