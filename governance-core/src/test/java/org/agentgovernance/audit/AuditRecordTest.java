package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.Document;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.Usage;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Json;
import org.agentgovernance.testing.RecordSchema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AuditRecordTest {
  private static List<String> errors(String line) {
    return RecordSchema.errors(line);
  }

  private static String line(AuditRecord record) {
    InMemoryAuditTrail trail = AuditLog.inMemory(Samples.CLOCK);
    assertThat(trail.append(record)).isEqualTo(Acceptance.ACCEPTED);
    assertThat(trail.verify().problem()).isNull();
    List<String> lines = trail.lines();
    assertThat(lines).hasSize(2);
    assertThat(errors(lines.get(1))).isEmpty();
    return lines.get(1);
  }

  private static Map<String, @Nullable Object> stored(AuditRecord record) {
    return Json.parseObject(line(record));
  }

  private static AuditRecord ended(@Nullable Object output, Outcome.Kind kind) {
    Outcome outcome =
        new Outcome(kind, output, null, new Usage(Map.of("usd", new BigDecimal("0.01"))), 7);
    return told(outcome, kind == Outcome.Kind.SUCCEEDED ? null : ReasonCode.TOOL_FAILED);
  }

  private static AuditRecord told(Outcome outcome, @Nullable ReasonCode code) {
    return Samples.of(AuditKind.OUTCOME, Samples.NOW, "c", Samples.call("A"), Samples.TOOL)
        .outcome(outcome, code)
        .build();
  }

  private static Map<String, @Nullable Object> outcome(AuditRecord record) {
    return Json.object(stored(record).get("outcome"));
  }

  @Test
  void writesTheFieldsInOneFixedOrder() {
    assertThat(line(Samples.intent("call-1")))
        .startsWith("{\"v\":1,\"seq\":2,\"prev\":\"")
        .contains(
            "\",\"at\":\"2026-11-20T10:00:00.000Z\",\"kind\":\"intent\",\"call\":\"call-1\","
                + "\"proposed\":\"c1\",\"session\":\"s1\",\"agent\":\"refund-agent\","
                + "\"instance\":\"i1\",\"user\":{\"id\":\"u1\",\"issuer\":\"idp\"},"
                + "\"task\":\"refund\",\"tool\":\"payments.refund\",\"version\":\"1.0.3\"")
        .contains("\"value\":{\"account\":\"A-1\",\"amount\":42.5}}")
        .contains(
            "\"verdict\":\"permit\",\"code\":\"permitted\",\"interceptor\":\"permission\","
                + "\"rule\":\"small-refund\",\"place\":\"agent.manifest.json:12:5\"")
        .contains("\"rationale\":\"the customer asked for it\",\"confidence\":0.9")
        .contains("\"budgets\":{\"daily-writes\":\"4 of 5\"},\"crc\":\"");
  }

  @Test
  void givesSinksWhatTheLogKeeps() {
    AuditRecord record = Samples.with(Arguments.of(Map.of("card", "4111")), ArgumentsMode.DIGEST);
    assertThat(record.toJson()).startsWith("{\"v\":1,\"at\":").doesNotContain("4111");
    assertThat(RecordSchema.errorsOfCopy(record.toJson())).isEmpty();
    Map<String, @Nullable Object> kept = new HashMap<>(stored(record));
    kept.keySet().removeAll(List.of("seq", "prev", "crc"));
    assertThat(Json.parseObject(record.toJson())).isEqualTo(kept);
  }

  @Test
  void satisfiesTheSchemaForEveryKind() {
    line(Samples.intent("a"));
    line(Samples.outcome("a"));
    line(Samples.denied("a"));
    for (Outcome.Kind kind : Outcome.Kind.values()) {
      line(ended(null, kind));
    }
    for (ApprovalEvent.State state : ApprovalEvent.State.values()) {
      ApprovalEvent event = new ApprovalEvent(state, "r-1", "bob", "looks right");
      line(
          Samples.of(AuditKind.APPROVAL, Samples.NOW, "a", Samples.call("A"), Samples.TOOL)
              .approval(event)
              .build());
    }
  }

  @Test
  void satisfiesTheSchemaWithoutACall() {
    for (AuditKind kind : AuditKind.values()) {
      if (!kind.ofCall() && !kind.word().startsWith("log.")) {
        line(everySection(AuditRecord.builder(kind, Samples.NOW)).build());
        line(AuditRecord.builder(kind, Samples.NOW).session(Samples.CONTEXT).build());
      }
    }
  }

  private static AuditRecord.Builder everySection(AuditRecord.Builder record) {
    for (AuditSection section : AuditSection.values()) {
      record.section(section, Map.of(section == AuditSection.MODEL ? "name" : "some", "thing"));
    }
    return record;
  }

  @Test
  void writesSectionsInTheOrderOfTheirDeclaration() {
    AuditRecord.Builder record = AuditRecord.builder(AuditKind.EVENT, Samples.NOW);
    record.section(AuditSection.EVENT, Map.of()).section(AuditSection.LABELS, Map.of());
    assertThat(line(record.build()))
        .contains("\"kind\":\"event\",\"labels\":{},\"event\":{},\"crc\"");
  }

  @Test
  void aRecordOfACallNamesACall() {
    assertThatThrownBy(() -> AuditRecord.builder(AuditKind.INTENT, 0).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("intent");
  }

  @Test
  void keepsASectionAsItWasWhenTheRecordWasMade() {
    Map<String, Object> values = new HashMap<>(Map.of("unit", "usd"));
    AuditRecord.Builder builder = AuditRecord.builder(AuditKind.EVENT, 0);
    AuditRecord record = builder.section(AuditSection.EVENT, values).build();
    values.put("secret", "later");
    builder.section(AuditSection.ORDER, Map.of("secret", "later"));
    assertThat(line(record)).contains("\"event\":{\"unit\":\"usd\"}").doesNotContain("later");
  }

  @Test
  void recordsWhatTheAgentSaysForItselfAndWhatItHadBeforeIt() {
    ToolCall call =
        ToolCall.builder("t")
            .alternatives(List.of("ask the customer", "do nothing"))
            .documents(List.of(new Document("kb/42", "r7"), new Document("faq", null)))
            .build();
    assertThat(line(Samples.denied("a", call)))
        .contains("\"alternatives\":[\"ask the customer\",\"do nothing\"]")
        .contains("\"documents\":[{\"id\":\"kb/42\",\"version\":\"r7\"},{\"id\":\"faq\"}]");
  }

  @Test
  void cutsEndlessListsAndSaysSo() {
    ToolCall call =
        ToolCall.builder("t")
            .alternatives(Collections.nCopies(20, "x"))
            .documents(Collections.nCopies(100, new Document("d", null)))
            .build();
    assertThat(line(Samples.denied("a", call)))
        .contains("\"x\",\"[4 more]\"]")
        .contains("\"moreDocuments\":36");
  }

  @Test
  void recordsWhereItStandsInATrace() {
    TraceSpan span = new TraceSpan("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331");
    assertThat(line(AuditRecord.builder(AuditKind.EVENT, 0).span(span).build()))
        .contains("\"trace\":\"0af7651916cd43dd8448eb211c80319c\",\"span\":\"b7ad6b7169203331\"");
    assertThatThrownBy(() -> new TraceSpan("\"", "b7ad6b7169203331"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TraceSpan(span.traceId(), "B7AD6B7169203331"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSchemaInTheDocumentsIsTheOneInTheJar() throws IOException {
    try (InputStream jar =
        AuditRecord.class.getResourceAsStream("/org/agentgovernance/schema/v1/audit-record.json")) {
      assertThat(Files.readAllBytes(Path.of("../docs/audit-record.schema.json")))
          .isEqualTo(jar.readAllBytes());
    }
  }

  @Test
  void schemaRefusesAnUnknownFieldAndAMissingOne() {
    String line = line(Samples.intent("a"));
    assertThat(errors(line.replace("\"task\":", "\"tusk\":"))).isNotEmpty();
    assertThat(errors(line.replace(",\"verdict\":\"permit\"", ""))).isNotEmpty();
  }

  @Test
  void keepsOnlyNamesAndTypesOfRedactedArguments() {
    Map<String, Object> values = new HashMap<>();
    values.put("card", "4111-1111");
    values.put("amount", 3);
    values.put("tags", List.of("secret"));
    values.put("none", null);
    String line = line(Samples.with(Arguments.of(values), ArgumentsMode.REDACTED));
    assertThat(line)
        .contains(
            "\"types\":{\"amount\":\"number\",\"card\":\"string\",\"none\":\"null\","
                + "\"tags\":\"array\"}")
        .doesNotContain("4111", "secret");
  }

  @Test
  void keepsOnlyTheDigestWhenAskedTo() {
    Arguments arguments = Arguments.of(Map.of("card", "4111"));
    String line = line(Samples.with(arguments, ArgumentsMode.DIGEST));
    assertThat(line).contains(arguments.digest().toString()).doesNotContain("card", "4111");
  }

  @Test
  void keepsOnlyTheDigestOfVeryLongArguments() {
    Arguments arguments = Arguments.of(Map.of("text", "x".repeat(ArgumentFields.MAX_FULL_BYTES)));
    for (ArgumentsMode mode : EnumSet.complementOf(EnumSet.of(ArgumentsMode.PERSONAL))) {
      Map<String, @Nullable Object> stored = stored(Samples.with(arguments, mode));
      assertThat(Json.object(stored.get("arguments")))
          .containsEntry("form", "digest")
          .containsEntry("digest", arguments.digest().toString())
          .doesNotContainKeys("value", "types");
    }
  }

  @Test
  void keepsNotEvenTheDigestOfVeryLongPersonalArguments() {
    Arguments arguments = Arguments.of(Map.of("text", "x".repeat(ArgumentFields.MAX_FULL_BYTES)));
    String line = line(Samples.with(arguments, ArgumentsMode.PERSONAL));
    assertThat(line)
        .contains("\"form\":\"personal\"", "\"hmac\":")
        .doesNotContain(arguments.digest().toString(), "xxxx");
  }

  @Test
  void recordsWhyArgumentsAreMalformedAndNothingOfThem() {
    ToolCall call = ToolCall.builder("t").argumentsJson("{\"secret\":1,\"secret\":2}").build();
    Map<String, @Nullable Object> stored = stored(Samples.denied("a", call));
    assertThat(stored).containsKey("malformed").doesNotContainKey("arguments");
    assertThat(stored.toString()).doesNotContain("secret");
  }

  @Test
  void escapesWhatEndsLinesOrDeceivesTheEye() {
    String nasty =
        "a\u0000\u0007\n\r\u007f\u0085\u2028\u2029\u202e\u200b\u2066\ufeff\u061c\u00ad"
            + new String(Character.toChars(0xE0041))
            + "é漢😀\\\"";
    ToolCall call =
        ToolCall.builder(nasty).arguments(Map.of(nasty, nasty)).rationale(nasty).build();
    String line = line(Samples.denied("a", call));
    line.codePoints()
        .forEach(
            c ->
                assertThat(
                        c >= 0x20
                            && !(c >= 0x7F && c <= 0x9F)
                            && c != 0x2028
                            && c != 0x2029
                            && Character.getType(c) != Character.FORMAT)
                    .as("U+%04X", c)
                    .isTrue());
    Map<String, @Nullable Object> stored = Json.parseObject(line);
    assertThat(stored.get("tool")).isEqualTo(nasty);
    assertThat(stored.get("rationale")).isEqualTo(nasty);
    assertThat(Json.object(Json.object(stored.get("arguments")).get("value")))
        .containsEntry(nasty, nasty);
    assertThat(line).contains("é漢😀");
  }

  @Test
  void writesEndlessWordsAndLoneSurrogatesAsAReadableLine() {
    ToolCall call =
        ToolCall.builder("t".repeat(10_000)).id("\ud800").rationale("\udc00".repeat(9000)).build();
    Map<String, @Nullable Object> stored = stored(Samples.denied("\ud800\ud800", call));
    assertThat(stored.get("tool").toString()).endsWith("t [9488 more characters]");
    assertThat(stored.get("proposed")).isEqualTo("\ufffd");
    assertThat(stored.get("rationale").toString()).endsWith(" [4904 more characters]");
  }

  @Test
  void keepsUnitsApartThatLookTheSameWhenCut() {
    Map<String, BigDecimal> amounts = new HashMap<>();
    amounts.put("u".repeat(600) + "1", BigDecimal.ONE);
    amounts.put("u".repeat(600) + "2", BigDecimal.TEN);
    amounts.put("\ud800", BigDecimal.ONE);
    amounts.put("\ud801", BigDecimal.TEN);
    amounts.put("big", new BigDecimal("1E+999999999"));
    Outcome outcome = Outcome.succeeded("x", new Usage(amounts), 1);
    AuditRecord record = told(outcome, null);
    assertThat(Json.object(outcome(record).get("usage")))
        .hasSize(5)
        .containsEntry("big", "1E+999999999");
  }

  @Test
  void writesEveryConfidence() {
    for (double confidence : new double[] {0, -0.0, Double.MIN_VALUE, 1e-300, 0.1, 1}) {
      ToolCall call = ToolCall.builder("t").confidence(confidence).build();
      assertThat(stored(Samples.denied("a", call))).containsKey("confidence");
    }
  }

  @Test
  void hashesAnOutputBeforeTheHostCanChangeIt() {
    List<Object> output = new ArrayList<>(List.of("a"));
    AuditRecord record = ended(output, Outcome.Kind.SUCCEEDED);
    output.add("changed later");
    assertThat(outcome(record).get("digest"))
        .isEqualTo(outcome(ended(List.of("a"), Outcome.Kind.SUCCEEDED)).get("digest"));
  }

  @Test
  void saysWhetherAnOutputWasHashedAsJsonOrAsText() {
    assertThat(outcome(ended(Map.of("a", 1), Outcome.Kind.SUCCEEDED)))
        .containsEntry("form", "json");
    assertThat(outcome(ended("text", Outcome.Kind.SUCCEEDED))).containsEntry("form", "json");
    assertThat(outcome(ended(Double.NaN, Outcome.Kind.SUCCEEDED))).containsEntry("form", "text");
    assertThat(outcome(ended(java.time.Duration.ZERO, Outcome.Kind.SUCCEEDED)))
        .containsEntry("form", "text");
    Object hostile =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no");
          }
        };
    assertThat(outcome(ended(hostile, Outcome.Kind.SUCCEEDED)))
        .containsEntry("form", "none")
        .doesNotContainKey("digest");
  }

  @Test
  void keepsTheClassOfAnErrorAndNeverItsMessage() {
    Outcome outcome =
        Outcome.failed(Outcome.Kind.FAILED, new IllegalStateException("password=hunter2"), 5);
    AuditRecord record = told(outcome, ReasonCode.TOOL_FAILED);
    assertThat(line(record))
        .contains("\"error\":\"java.lang.IllegalStateException\"")
        .contains("\"code\":\"tool.failed\"")
        .doesNotContain("hunter2");
  }

  @Property(tries = 300)
  void anyTextGivesOneStrictLine(@ForAll String a, @ForAll String b) {
    ToolCall call = ToolCall.builder(a).id(b).rationale(a + b).version(a).build();
    assertThat(line(Samples.denied("id" + b, call))).doesNotContain("\n", "\r");
  }
}
