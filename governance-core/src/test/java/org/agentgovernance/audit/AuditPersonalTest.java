package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.checkpoint.Keys;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.ReasonCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Personal values beside the log, their erasure, and secrets that reach no record. */
class AuditPersonalTest {
  private static final AuditedTool PERSONAL =
      new AuditedTool("1", null, null, Map.of(), ArgumentsMode.PERSONAL);

  @TempDir private Path temp;
  private Path dir;

  @BeforeEach
  void chooseADirectory() {
    dir = temp.resolve("audit");
  }

  private static AuditRecord record(String callId, AuditedTool tool) {
    ToolCall call =
        ToolCall.builder("crm.update")
            .id("c1")
            .arguments(Map.of("iban", "DE00-1234", "name", "Ada"))
            .rationale("Ada moved house")
            .build();
    return Samples.of(AuditKind.DECISION, Samples.NOW, callId, call, tool)
        .decision(Samples.DENY)
        .build();
  }

  private String everything() throws Exception {
    StringBuilder all = new StringBuilder();
    try (var files = Files.list(dir)) {
      for (Path file : files.toList()) {
        all.append(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    return all.toString();
  }

  private void write(AuditOptions options) {
    try (AuditLog log = AuditLog.open(dir, options)) {
      log.appendAndWait(record("one", PERSONAL));
      log.appendAndWait(record("two", PERSONAL));
    }
  }

  @Test
  void erasedValuesAreGoneFromEveryFileAndTheLogStillVerifies() throws Exception {
    AuditOptions options = Samples.options().withSigner(Keys.signer(temp));
    write(options);
    assertThat(String.join("", Samples.lines(dir))).doesNotContain("Ada", "DE00");
    SignedCheckpoint held = Objects.requireNonNull(CheckpointFiles.last(dir));
    HeldEvidence evidence = HeldEvidence.none().withKey(Keys.key()).withCheckpoint(held);
    assertThat(new AuditArchive(dir).personal(2))
        .containsEntry("arguments", "{\"iban\":\"DE00-1234\",\"name\":\"Ada\"}");
    try (AuditLog log = AuditLog.open(dir, options)) {
      assertThat(log.erase(Erasure.ofCall("one"))).isEqualTo(2);
      log.appendAndWait(record("three", PERSONAL)); // and it goes on beside
    }
    assertThat(new AuditArchive(dir).personal(2)).isEmpty();
    assertThat(new AuditArchive(dir).personal(3)).hasSize(2);
    AuditReport report = AuditVerifier.verify(dir, evidence);
    assertThat(report.problem()).isNull();
    assertThat(report.unknowable()).anySatisfy(s -> assertThat(s).contains("erased, as records"));
    try (AuditLog log = AuditLog.open(dir, options)) {
      assertThat(log.erase(Erasure.ofUser("u1"))).isEqualTo(4);
      assertThat(log.erase(Erasure.ofUser("u1"))).isZero();
    }
    assertThat(Samples.schemaErrors(dir)).isEmpty();
    assertThat(everything()).doesNotContain("Ada", "DE00");
    assertThat(AuditVerifier.verify(dir, evidence).problem()).isNull();
    assertThat(Samples.kinds(dir)).contains("log.erased");
  }

  @Test
  void namesAValueThatWasReplacedAndOneThatVanishedWithoutARecord() throws Exception {
    write(Samples.options());
    Path file = dir.resolve("audit-00000001.personal");
    String values = Files.readString(file);
    Files.writeString(file, values.replaceFirst("DE00", "DE01"));
    AuditProblem problem = Objects.requireNonNull(AuditVerifier.verify(dir).problem());
    assertThat(problem.kind()).isEqualTo(AuditProblem.Kind.PERSONAL);
    assertThat(problem.seq()).isEqualTo(2);
    Files.writeString(file, values.substring(values.indexOf('\n') + 1));
    AuditReport report = AuditVerifier.verify(dir);
    assertThat(report.unknowable())
        .anySatisfy(s -> assertThat(s).contains("1 personal values that are missing"));
    Files.delete(file);
    assertThat(AuditVerifier.verify(dir).ok()).as("an auditor needs none of them").isTrue();
  }

  @Test
  void dropsValuesOfRecordsThatWereNeverWritten() throws Exception {
    write(Samples.options());
    Path file = dir.resolve("audit-00000001.personal");
    String values = Files.readString(file);
    Files.writeString(file, values + values.replace("\"seq\":2", "\"seq\":99") + "{\"seq\":");
    AuditLog.open(dir, Samples.options()).close();
    assertThat(Files.readString(file)).doesNotContain("\"seq\":99").endsWith("}\n");
    assertThat(AuditVerifier.verify(dir).problem()).isNull();
  }

  @Test
  void secretsReachNoFileWhereverTheyStand() throws Exception {
    Redaction redaction = Redaction.of(List.of("sk-[a-z0-9]{6,}", "[0-9]{12}"));
    String secret = "sk-abcdef123";
    ToolCall call =
        ToolCall.builder("t")
            .id("c-" + secret)
            .arguments(
                Map.of(
                    "key",
                    secret,
                    "card",
                    123456789012L,
                    secret,
                    true,
                    "deep",
                    Map.of("list", List.of("x " + secret + " y"))))
            .rationale("because " + secret)
            .build();
    for (ArgumentsMode mode : ArgumentsMode.values()) {
      AuditedTool tool = new AuditedTool("1", null, null, Map.of(), mode).withRedaction(redaction);
      Deny deny = new Deny(ReasonCode.BUDGET_EXCEEDED, "budget", null, "used by " + secret, "no");
      try (AuditLog log = AuditLog.open(dir, Samples.options())) {
        log.appendAndWait(
            Samples.of(AuditKind.DECISION, Samples.NOW, "a", call, tool)
                .decision(deny)
                .section(AuditSection.BUDGETS, Map.of("b", secret))
                .build());
      }
    }
    assertThat(everything()).doesNotContain("abcdef123", "123456789012").contains("[redacted]");
    assertThat(String.join("", Samples.lines(dir))).contains("\"redacted\":true");
    assertThat(AuditVerifier.verify(dir).problem()).isNull();
  }

  @Test
  void aSecretIsTakenOutBeforeATextIsCut() {
    Redaction redaction = Redaction.of(List.of("sk-[a-z]{20}"));
    LineBuffer out = new LineBuffer();
    out.redact(redaction);
    out.string("x".repeat(10) + "sk-" + "a".repeat(20), 20);
    String text = new String(out.bytes(), 0, out.length(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(text).doesNotContain("sk-").contains("[redacted]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "a*", "", "(?=x)"})
  void refusesWhatIsNoPatternOrMatchesNothing(String pattern) {
    assertThatThrownBy(() -> Redaction.of(List.of(pattern)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
