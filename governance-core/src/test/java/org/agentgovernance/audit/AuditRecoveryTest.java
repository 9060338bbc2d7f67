package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditRecoveryTest {
  @TempDir private Path temp;
  private Path dir;

  @BeforeEach
  void chooseADirectory() {
    dir = temp.resolve("audit");
  }

  private void reopen() {
    AuditLog.open(dir, Samples.options()).close();
  }

  private void refuses(String why) {
    assertThatThrownBy(this::reopen)
        .isInstanceOf(GovernanceException.class)
        .hasMessageContaining(why)
        .extracting(e -> ((GovernanceException) e).code())
        .isEqualTo(ReasonCode.AUDIT_TAMPERED);
  }

  @Test
  void anIntentThatStaysOpenOverManySegmentsHasAnOutcomeAfterACrash() throws IOException {
    Path crashed = temp.resolve("crashed");
    try (AuditLog log = AuditLog.open(dir, Samples.options().withSegmentBytes(2048))) {
      log.appendAndWait(Samples.intent("long"));
      log.appendAndWait(Samples.intent("longer"));
      log.appendAndWait(Samples.intent("ends"));
      for (int i = 0; i < 20; i++) {
        log.appendAndWait(Samples.intent("short-" + i));
        log.appendAndWait(Samples.outcome("short-" + i));
      }
      log.appendAndWait(Samples.outcome("ends"));
      Files.createDirectory(crashed);
      try (var files = Files.list(dir)) {
        for (Path file : files.toList()) {
          Files.copy(file, crashed.resolve(file.getFileName()));
        }
      }
    }
    assertThat(AuditDirectory.segments(crashed)).hasSizeGreaterThan(4);
    Files.setPosixFilePermissions(crashed, PosixFilePermissions.fromString("rwx------"));
    AuditLog.open(crashed, Samples.options()).close();
    assertThat(AuditVerifier.verify(crashed).problem()).isNull();
    assertThat(Samples.records(crashed))
        .filteredOn(record -> String.valueOf(record.get("outcome")).contains("unknown"))
        .extracting(record -> record.get("call") + " " + record.get("session"))
        .containsExactly("long s1", "longer s1");
    assertThat(Samples.schemaErrors(crashed)).isEmpty();
  }

  @Test
  void recoversFromATruncationAtEveryByteOfTheLastRecords() throws IOException {
    Samples.write(dir, 1, Samples.options());
    Path segment = Samples.segment(dir, 1);
    byte[] whole = Files.readAllBytes(segment);
    int complete = 0;
    for (int length = 0; length <= whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      deleteAll();
      Files.write(segment, cut);
      boolean boundary = length == 0 || cut[length - 1] == '\n';
      complete += length > 0 && boundary ? 1 : 0;
      reopen();
      AuditReport report = AuditVerifier.verify(dir);
      assertThat(report.problem()).as("cut to %d bytes", length).isNull();
      int unknown = complete == 2 ? 1 : 0;
      assertThat(report.records())
          .as("cut to %d bytes", length)
          .isEqualTo(complete + 2 + (boundary ? 0 : 1) + unknown);
      assertThat(Arrays.copyOf(Files.readAllBytes(segment), endOf(cut)))
          .isEqualTo(Arrays.copyOf(cut, endOf(cut)));
    }
  }

  private static int endOf(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }

  private void deleteAll() throws IOException {
    try (var files = Files.list(dir)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void movesATornLineAsideAndRecordsWhere() throws IOException {
    Samples.write(dir, 1, Samples.options());
    Path segment = Samples.segment(dir, 1);
    long offset = Files.size(segment);
    byte[] torn = {'{', '"', 'v', 0, (byte) 0xFF};
    Files.write(segment, torn, java.nio.file.StandardOpenOption.APPEND);
    reopen();
    Map<String, @Nullable Object> recovered = Samples.records(dir).get(5);
    assertThat(recovered).containsEntry("kind", "log.recovered");
    Map<String, @Nullable Object> facts = Json.object(recovered.get("log"));
    assertThat(facts)
        .containsEntry("segment", "audit-00000001.jsonl")
        .containsEntry("offset", offset)
        .containsEntry("bytes", 5L)
        .containsEntry("digest", Digest.ofBytes(torn).toString());
    assertThat(Files.readAllBytes(dir.resolve(String.valueOf(facts.get("file"))))).isEqualTo(torn);
  }

  @Test
  void recordsThatTheOutcomeOfAnIntentIsUnknownAndDoesSoOnce() throws IOException {
    try (AuditLog log = AuditLog.open(dir, Samples.options())) {
      log.appendAndWait(Samples.intent("lost"));
      log.appendAndWait(Samples.intent("ended"));
      log.appendAndWait(Samples.outcome("ended"));
    }
    reopen();
    reopen();
    List<Map<String, @Nullable Object>> unknown =
        Samples.records(dir).stream()
            .filter(r -> String.valueOf(r.get("outcome")).contains("unknown"))
            .toList();
    assertThat(unknown).hasSize(1);
    assertThat(unknown.get(0))
        .containsEntry("kind", "outcome")
        .containsEntry("call", "lost")
        .containsEntry("session", "s1")
        .containsEntry("tool", "payments.refund");
    assertThat(unknown.get(0).get("message").toString())
        .contains("outcome of record 2")
        .contains("do not retry");
    assertThat(AuditVerifier.verify(dir).problem()).isNull();
  }

  @Test
  void findsAnIntentInTheSegmentBeforeTheLast() throws IOException {
    try (AuditLog log = AuditLog.open(dir, Samples.options().withSegmentBytes(1024))) {
      log.appendAndWait(Samples.intent("lost"));
      log.appendAndWait(Samples.denied("fills"));
    }
    assertThat(AuditDirectory.segments(dir)).hasSizeGreaterThan(1);
    int last = AuditDirectory.segments(dir).lastKey();
    while (last > 2) {
      Files.delete(Samples.segment(dir, last--));
    }
    reopen();
    assertThat(String.join("\n", Samples.lines(dir))).contains("\"kind\":\"unknown\"");
  }

  @Test
  void continuesInASegmentThatWasBegunAndNeverWritten() throws IOException {
    Samples.write(dir, 5, Samples.options().withSegmentBytes(2048));
    int next = AuditDirectory.segments(dir).lastKey() + 1;
    Files.createFile(Samples.segment(dir, next));
    reopen();
    assertThat(AuditVerifier.verify(dir).problem()).isNull();
    assertThat(AuditDirectory.segments(dir).lastKey()).isEqualTo(next);
    assertThat(Files.size(Samples.segment(dir, next))).isPositive();
  }

  @Test
  void refusesAChangedByteInTheLastSegment() throws IOException {
    Samples.write(dir, 3, Samples.options());
    Path segment = Samples.segment(dir, 1);
    Files.writeString(segment, Files.readString(segment).replaceFirst("A-1", "A-2"));
    byte[] before = Files.readAllBytes(segment);
    refuses("audit-00000001.jsonl line 2: record 2");
    assertThat(Files.readAllBytes(segment)).as("evidence is left alone").isEqualTo(before);
  }

  @Test
  void refusesADamagedLastLineThatHasAnEnd() throws IOException {
    Samples.write(dir, 1, Samples.options());
    Files.writeString(
        Samples.segment(dir, 1), "{\"v\":1}\n", java.nio.file.StandardOpenOption.APPEND);
    refuses("line 5");
  }

  @Test
  void refusesARemovedLine() throws IOException {
    Samples.write(dir, 3, Samples.options());
    Path segment = Samples.segment(dir, 1);
    List<String> lines = new java.util.ArrayList<>(Files.readAllLines(segment));
    lines.remove(3);
    Files.writeString(segment, String.join("\n", lines) + "\n");
    refuses("record 4 is not where it belongs");
  }

  @Test
  void refusesAMissingSegment() throws IOException {
    Samples.write(dir, 9, Samples.options().withSegmentBytes(2048));
    Files.delete(Samples.segment(dir, 2));
    refuses("audit-00000002.jsonl is missing");
  }

  @Test
  void refusesATornSegmentBeforeTheLast() throws IOException {
    Samples.write(dir, 9, Samples.options().withSegmentBytes(2048));
    Path segment = Samples.segment(dir, AuditDirectory.segments(dir).lastKey() - 1);
    byte[] bytes = Files.readAllBytes(segment);
    Files.write(segment, Arrays.copyOf(bytes, bytes.length - 1));
    refuses("ends within a line");
  }

  @Test
  void freesTheLockWhenItRefuses() throws IOException {
    Samples.write(dir, 1, Samples.options());
    Path segment = Samples.segment(dir, 1);
    byte[] good = Files.readAllBytes(segment);
    Files.writeString(segment, "x\n");
    refuses("line 1");
    Files.write(segment, good);
    reopen();
  }
}
