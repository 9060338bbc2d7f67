package org.agentgovernance.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.audit.Redaction;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * A valid manifest: what an agent may do, in one file that is reviewed like code. Immutable.
 *
 * <p>Reading is strict. An unknown or duplicate key, a reference to nothing, a rule that no tool
 * can reach, a value of the wrong kind: nothing loads, and every problem is named with file, line
 * and column.
 */
public final class Manifest {
  private static final String DOMAIN = "agentgovernance/manifest/v1";
  private static final String SCHEMA = "/org/agentgovernance/schema/v1/manifest.json";

  private final String file;
  private final @Nullable Path directory;
  private final ManifestModel model;
  private final Map<String, @Nullable Object> document;
  private final Digest digest;

  private Manifest(
      String file,
      @Nullable Path directory,
      ManifestModel model,
      Map<String, @Nullable Object> document,
      Digest digest) {
    this.file = file;
    this.directory = directory;
    this.model = model;
    this.document = document;
    this.digest = digest;
  }

  /**
   * Reads a manifest from a file; one that ends in {@code .yaml} or {@code .yml} is read as YAML,
   * which needs jackson-dataformat-yaml on the class path.
   *
   * @param path the file
   * @return the manifest
   * @throws ManifestException when it cannot be read or is not valid
   */
  public static Manifest load(Path path) {
    String name = path.toString();
    Problems problems = new Problems(name);
    byte[] bytes;
    try {
      if (Files.size(path) > NodeReader.MAX_CHARS) {
        throw problems.fatal(
            1,
            1,
            "",
            "the manifest has "
                + Files.size(path)
                + " bytes, more than "
                + NodeReader.MAX_CHARS
                + "; split it by agent");
      }
      bytes = Files.readAllBytes(path);
    } catch (IOException e) {
      throw problems.fatal(1, 1, "", "the file cannot be read; does it exist?");
    }
    return read(utf8(bytes, problems), name, path.toAbsolutePath().getParent(), problems);
  }

  /**
   * Reads a manifest from text.
   *
   * @param text JSON, or YAML when the file's name says so
   * @param file the name to use in messages
   * @return the manifest
   * @throws ManifestException when it is not valid
   */
  public static Manifest parse(String text, String file) {
    return read(text, file, null, new Problems(file));
  }

  private static Manifest read(
      String text, String file, @Nullable Path directory, Problems problems) {
    String lower = file.toLowerCase(Locale.ROOT);
    boolean yaml = lower.endsWith(".yaml") || lower.endsWith(".yml");
    Node document = NodeReader.read(text, yaml, problems);
    ManifestModel model = ManifestReader.read(document, problems);
    try {
      Map<String, @Nullable Object> value = Json.object(Json.copyOf(document.value()));
      return new Manifest(file, directory, model, value, Digest.of(DOMAIN, Json.canonical(value)));
    } catch (JsonException e) {
      throw problems.fatal(1, 1, "", "the manifest has no canonical form: " + e.getMessage());
    }
  }

  private static String utf8(byte[] bytes, Problems problems) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw problems.fatal(1, 1, "", "the manifest is not valid UTF-8");
    }
  }

  /**
   * JSON Schema of a manifest, for editors and checks.
   *
   * @return the schema as text, the same as in docs/
   */
  public static String jsonSchema() {
    try (InputStream in = Manifest.class.getResourceAsStream(SCHEMA)) {
      if (in == null) {
        throw new IllegalStateException("the schema is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The file's name as it was given.
   *
   * @return the name
   */
  public String file() {
    return file;
  }

  /**
   * The manifest's name.
   *
   * @return {@code metadata.name}
   */
  public String name() {
    return model.name();
  }

  /**
   * The manifest's version.
   *
   * @return {@code metadata.version}
   */
  public String version() {
    return model.version();
  }

  /**
   * The agent that it governs.
   *
   * @return {@code agent.id}
   */
  public String agent() {
    return model.agent();
  }

  /**
   * What the agent was reviewed with, as {@code agent.bundle} says it.
   *
   * @return code, model and prompt, as far as they are stated
   */
  public Map<String, String> bundle() {
    Object agent = asMap().get("agent");
    Object bundle = agent instanceof Map<?, ?> fields ? fields.get("bundle") : null;
    Map<String, String> all = new TreeMap<>();
    if (bundle instanceof Map<?, ?> parts) {
      parts.forEach((name, version) -> all.put(String.valueOf(name), String.valueOf(version)));
    }
    return all;
  }

  /**
   * The tools that it lists.
   *
   * @return their names in the order of the document
   */
  public List<String> tools() {
    return model.tools().stream().map(ManifestModel.Tool::name).toList();
  }

  /**
   * The tasks that it declares.
   *
   * @return their ids in the order of the document
   */
  public List<String> tasks() {
    return model.tasks().stream().map(ManifestModel.Task::id).toList();
  }

  /**
   * The digest that records and approvals are bound to. White space, the order of keys and whether
   * it was written as JSON or YAML do not matter.
   *
   * @return SHA-256 of the canonical form under the domain {@code agentgovernance/manifest/v1}
   */
  public Digest digest() {
    return digest;
  }

  /**
   * Where the audit log belongs.
   *
   * @return {@code audit.directory}, taken from the manifest's own directory when it is relative
   */
  public Path auditDirectory() {
    Path path = Path.of(model.audit().directory());
    return directory == null ? path : directory.resolve(path);
  }

  /**
   * Where the signed catalogue of the tools stands.
   *
   * @return {@code catalog.file}, taken from the manifest's own directory when it is relative; null
   *     when the manifest says {@code unsigned}
   */
  public @Nullable Path catalogFile() {
    String file = model.catalogFile();
    if (file == null) {
      return null;
    }
    return directory == null ? Path.of(file) : directory.resolve(file);
  }

  /**
   * The document as it was written, for reports and tools. Globs are not expanded and defaults are
   * not filled in.
   *
   * @return a read-only map in the model of {@link org.agentgovernance.json}, the same whether the
   *     manifest was written as JSON or YAML
   */
  public Map<String, @Nullable Object> asMap() {
    return document;
  }

  /**
   * What use is attributed to where a session says nothing else.
   *
   * @return texts by name, such as {@code team}; read-only, often empty
   */
  public Map<String, String> attribution() {
    return Collections.unmodifiableMap(model.attribution());
  }

  /**
   * How much of the prompts and responses of models is recorded.
   *
   * @return digest, unless the manifest says full
   */
  public ModelTexts modelTexts() {
    return model.audit().models();
  }

  /**
   * What is taken out of every record.
   *
   * @return the patterns of the manifest; nothing when it has none
   */
  public Redaction redaction() {
    return model.audit().redaction();
  }

  ManifestModel model() {
    return model;
  }

  /** Name, version and digest. */
  @Override
  public String toString() {
    return "Manifest[" + model.name() + " " + model.version() + ", " + digest + "]";
  }
}
