package org.agentgovernance.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.agentgovernance.catalog.Signing.ALICE;
import static org.agentgovernance.catalog.Signing.BOB;
import static org.agentgovernance.catalog.Signing.EXPIRES;
import static org.agentgovernance.catalog.Signing.ISSUED;
import static org.agentgovernance.catalog.Signing.LOOK;
import static org.agentgovernance.catalog.Signing.ROOT;
import static org.agentgovernance.catalog.Signing.catalog;
import static org.agentgovernance.catalog.Signing.refusal;
import static org.agentgovernance.catalog.Signing.sign;
import static org.agentgovernance.catalog.Signing.verifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.agentgovernance.testing.Corpus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogStatementTest {
  private static CatalogStatement read(String payload) {
    return CatalogStatement.read(
        DsseEnvelope.of(CatalogStatement.PAYLOAD_TYPE, payload.getBytes(UTF_8)));
  }

  @Test
  void isAnInTotoStatement() {
    Map<String, Object> json = Json.object(Json.parse(catalog(3).toJson()));
    assertThat(json)
        .containsEntry("_type", "https://in-toto.io/Statement/v1")
        .containsEntry("predicateType", CatalogStatement.PREDICATE_TYPE);
    assertThat(Json.object(json.get("predicate")))
        .isEqualTo(
            Map.of(
                "catalogVersion",
                3L,
                "issued",
                "2026-01-01T00:00:00Z",
                "expires",
                "2026-07-01T00:00:00Z",
                "revoked",
                List.of()));
    Map<String, Object> subject = Json.object(((List<?>) json.get("subject")).get(0));
    assertThat(subject)
        .containsEntry("name", "tool/look@1")
        .containsEntry("digest", Map.of("sha256", LOOK.digest().hex()));
  }

  @Test
  void everyDescriptorOfRealServersIsDigestedSignedAndVerified() {
    List<ToolDescriptor> all = new ArrayList<>();
    for (Object server : (List<?>) Json.object(Corpus.json("mcp/tools-list.json")).get("servers")) {
      List<CatalogEntry> entries = new ArrayList<>();
      for (Object tool : (List<?>) Json.object(server).get("tools")) {
        ToolDescriptor descriptor = ToolDescriptor.parse(Json.text(tool));
        entries.add(new CatalogEntry("1.0.0", descriptor));
        all.add(descriptor);
      }
      CatalogStatement statement = CatalogStatement.of(1, ISSUED, EXPIRES, entries, List.of());
      DsseEnvelope signed = sign(statement.toEnvelope(), ALICE, BOB);
      SignedCatalog verified = verifier(ROOT).verify(DsseEnvelope.parse(signed.toJson()));
      for (CatalogEntry entry : entries) {
        CatalogEntry read = verified.statement().entries().get(entry.subject());
        assertThat(read.descriptor().digest()).isEqualTo(entry.descriptor().digest());
        assertThat(read.descriptor().changesFrom(entry.descriptor())).isEmpty();
      }
    }
    assertThat(all).hasSize(149);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"revoked\":[] | \"revoked\":[\"look\"] | what is revoked",
        "\"revoked\":[] | \"revoked\":[1] | text",
        "\"revoked\":[] | \"revoked\":{} | list",
        "\"revoked\":[] | \"revoked\":[],\"onlyOnMondays\":true | nothing else",
        ",\"revoked\":[] | `` | nothing else",
        "\"catalogVersion\":3 | \"catalogVersion\":0 | at least 1",
        "\"catalogVersion\":3 | \"catalogVersion\":\"3\" | integer",
        "\"catalogVersion\":3 | \"catalogVersion\":3.5 | integer",
        "\"catalogVersion\":3 | \"catalogVersion\":3,\"catalogVersion\":4 | twice",
        "2026-07-01T00:00:00Z | 2025-07-01T00:00:00Z | after it was issued",
        "2026-07-01T00:00:00Z | 2026-02-30T00:00:00Z | times",
        "2026-07-01T00:00:00Z | 2026-07-01T00:00:00+02:00 | times",
        "2026-07-01T00:00:00Z | tomorrow | times",
        "tool/look@1 | tool/look | a subject is",
        "tool/look@1 | look@1 | a subject is",
        "tool/look@1 | tool/book@1 | a subject is",
        "tool/look@1 | tool/look@ | version",
        "tool/look@1 | tool/look@1 2 | version",
        "\"name\":\"look\" | \"name\":\"lo ok\" | A-Z a-z",
        "\"name\":\"look\" | \"nome\":\"look\" | name",
        "\"sha256\" | \"sha512\" | sha256",
        "\"subject\":[ | \"subject\":[1, | object",
        "\"subject\":[ | \"subject\":[{}, | text",
        "\"annotations\" | \"annotation\" | object",
      })
  void refusesAStatementThatIsNotWellFormed(String from, String to, String message) {
    String good = new String(catalog(3).toJson(), UTF_8);
    assertThat(good).contains(from);
    String bad = good.replace(from, to);
    assertThat(refusal(() -> read(bad))).isEqualTo("catalog.malformed");
    assertThatThrownBy(() -> read(bad)).hasMessageContaining(message);
  }

  @Test
  void refusesOneToolTwice() {
    CatalogEntry one = new CatalogEntry("1", LOOK);
    CatalogEntry two = new CatalogEntry("2", LOOK);
    CatalogEntry shout = new CatalogEntry("1", ToolDescriptor.parse("{\"name\": \"LOOK\"}"));
    assertThat(refusal(() -> CatalogStatement.of(1, ISSUED, EXPIRES, List.of(one, one), List.of())))
        .isEqualTo("catalog.malformed");
    assertThat(
            refusal(() -> CatalogStatement.of(1, ISSUED, EXPIRES, List.of(one, shout), List.of())))
        .isEqualTo("catalog.malformed");
    CatalogStatement both = CatalogStatement.of(1, ISSUED, EXPIRES, List.of(one, two), List.of());
    assertThat(both.entries()).containsOnlyKeys("tool/look@1", "tool/look@2");
  }

  @Test
  void ignoresWhatInTotoAsksToIgnore() {
    String more = new String(catalog(3).toJson(), UTF_8).replaceFirst("\\{", "{\"later\":1,");
    assertThat(read(more).version()).isEqualTo(3);
  }

  @Test
  void refusesADescriptorThatIsNestedTooDeep() {
    String deep = "[".repeat(80) + "]".repeat(80);
    String bad = new String(catalog(3).toJson(), UTF_8).replace("\"Looks something up.\"", deep);
    assertThat(refusal(() -> read(bad))).isEqualTo("catalog.malformed");
  }

  @Test
  void takesADescriptorThatIsAsDeepAsOneMayBe() {
    assertThat(CatalogStatement.read(nested(60).toEnvelope()).entries())
        .containsOnlyKeys("tool/look@1");
    assertThat(refusal(() -> nested(61).toEnvelope())).isEqualTo("catalog.malformed");
  }

  private static CatalogStatement nested(int levels) {
    String deep = "[".repeat(levels - 1) + "]".repeat(levels - 1);
    ToolDescriptor descriptor = ToolDescriptor.parse("{\"name\": \"look\", \"x\": " + deep + "}");
    return CatalogStatement.of(
        1, ISSUED, EXPIRES, List.of(new CatalogEntry("1", descriptor)), List.of());
  }
}
