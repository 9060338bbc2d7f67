package org.agentgovernance.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.agentgovernance.catalog.Signing.ALICE;
import static org.agentgovernance.catalog.Signing.BOB;
import static org.agentgovernance.catalog.Signing.MALLORY;
import static org.agentgovernance.catalog.Signing.ROOT;
import static org.agentgovernance.catalog.Signing.refusal;
import static org.agentgovernance.catalog.Signing.sign;
import static org.agentgovernance.catalog.Signing.verifier;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonLimits;
import org.agentgovernance.testing.Corpus;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Independent programs verify what is signed here, and what they sign is verified here: node's own
 * cryptography always, the npm packages {@code @sigstore/core} and {@code canonicalize} where the
 * profile {@code interop} has installed them. Without node, or without them, a test is skipped and
 * says so.
 */
class InteropTest {
  private static final Path PACKAGES = Path.of("target", "npm").toAbsolutePath();

  @TempDir Path directory;

  @Test
  void nodeVerifiesWhatWeSignAndWeVerifyWhatNodeSigns() throws Exception {
    roundTrip("");
  }

  @Test
  void npmPackagesVerifyWhatWeSignAndWeVerifyWhatTheySign() throws Exception {
    if (!Files.isDirectory(PACKAGES.resolve("node_modules/@sigstore/core"))) {
      skip("the npm packages are not installed; build with -Pinterop");
    }
    roundTrip(PACKAGES.toString());
  }

  private void roundTrip(String packages) throws Exception {
    CatalogStatement statement = statement();
    DsseEnvelope envelope = sign(statement.toEnvelope(), ALICE, BOB);
    Map<String, Object> answer = node(packages, envelope, ALICE, MALLORY, BOB);

    assertThat(answer.get("verified")).as("of three keys two have signed").isEqualTo(2L);
    assertThat(answer.get("digests"))
        .isEqualTo(
            statement.entries().values().stream()
                .map(entry -> entry.descriptor().digest().hex())
                .toList());

    DsseEnvelope theirs = DsseEnvelope.parse(Json.canonical(answer.get("envelope")));
    byte[] key = Base64.getDecoder().decode((String) answer.get("key"));
    TrustRoot root = TrustRoot.of(1, Signing.ROOT_EXPIRES, 1, List.of(Ed25519Keys.decode(key)));
    assertThat(verifier(root).verify(theirs).statement().entries()).isEqualTo(statement.entries());
    assertThat(refusal(() -> verifier(ROOT).verify(theirs))).isEqualTo("catalog.under_signed");
    System.out.printf(
        "interoperability: %d descriptors, %s%n",
        statement.entries().size(), packages.isEmpty() ? "node alone" : "npm packages");
  }

  /** The real descriptors, or one of our own where the corpus is absent. */
  private static CatalogStatement statement() {
    Map<String, CatalogEntry> entries = new LinkedHashMap<>();
    if (Corpus.has("mcp/tools-list.json")) {
      Object servers = Json.object(Corpus.json("mcp/tools-list.json")).get("servers");
      for (Object server : (List<?>) servers) {
        for (Object tool : (List<?>) Json.object(server).get("tools")) {
          CatalogEntry entry = new CatalogEntry("1", ToolDescriptor.parse(Json.text(tool)));
          entries.putIfAbsent(entry.subject().toLowerCase(Locale.ROOT), entry);
        }
      }
    } else {
      entries.put("look", new CatalogEntry("1", Signing.LOOK));
    }
    return CatalogStatement.of(
        1, Signing.ISSUED, Signing.EXPIRES, new ArrayList<>(entries.values()), List.of());
  }

  private Map<String, Object> node(String packages, DsseEnvelope envelope, KeyPair... keys)
      throws IOException, InterruptedException {
    Path script = directory.resolve("interop.cjs");
    try (InputStream in = InteropTest.class.getResourceAsStream("/interop/interop.cjs")) {
      Files.copy(Objects.requireNonNull(in), script);
    }
    Path input =
        Files.write(
            directory.resolve("input.json"),
            Json.canonical(
                Map.of(
                    "packages",
                    packages,
                    "envelope",
                    Json.parse(envelope.toJson(), JsonLimits.FILE),
                    "keys",
                    Stream.of(keys)
                        .map(k -> Base64.getEncoder().encodeToString(k.getPublic().getEncoded()))
                        .toList())));
    Path output = directory.resolve("output.json");
    Path error = directory.resolve("error.txt");
    Process process;
    try {
      process =
          new ProcessBuilder("node", script.toString())
              .redirectInput(input.toFile())
              .redirectOutput(output.toFile())
              .redirectError(error.toFile())
              .start();
    } catch (IOException e) {
      skip("there is no node on the path");
      throw e;
    }
    assertThat(process.waitFor()).as(Files.readString(error, UTF_8)).isZero();
    return Json.object(Json.parse(Files.readAllBytes(output), JsonLimits.FILE));
  }

  private static void skip(String reason) {
    System.out.println("skipped: interoperability of the catalogue: " + reason);
    Assumptions.abort(reason);
  }
}
