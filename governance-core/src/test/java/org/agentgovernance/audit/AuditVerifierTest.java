package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import org.agentgovernance.audit.AuditProblem.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerifierTest {
  @TempDir private Path temp;
  private Path log;

  @BeforeEach
  void writeALogOfSeveralSegments() {
    log = temp.resolve("log");
    Samples.write(log, 8, Samples.options().withSegmentBytes(4096));
  }

  private AuditProblem problemAfter(int segment, UnaryOperator<List<String>> change)
      throws IOException {
    Path file = Samples.segment(log, segment);
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    Files.writeString(file, String.join("\n", change.apply(lines)) + "\n");
    return problem(null);
  }

  private AuditProblem problem(AuditHead head) {
    AuditReport report = AuditVerifier.verify(log, head);
    assertThat(report.ok()).isFalse();
    assertThat(report.toString()).startsWith("DAMAGED").contains(report.problem().message());
    return report.problem();
  }

  /** What an insider does who knows the checksum but leaves the later lines alone. */
  private static String resealed(String line) {
    String body = line.substring(0, line.lastIndexOf(",\"crc\""));
    CRC32C crc = new CRC32C();
    crc.update(body.getBytes(StandardCharsets.UTF_8));
    return body + ",\"crc\":\"" + HexFormat.of().toHexDigits((int) crc.getValue()) + "\"}";
  }

  @Test
  void acceptsAnIntactLogAndSaysWhatItCannotKnow() throws IOException {
    AuditReport report = AuditVerifier.verify(log);
    assertThat(report.ok()).isTrue();
    assertThat(report.records()).isEqualTo(18);
    assertThat(report.segments()).isGreaterThan(2);
    assertThat(report.closed()).isTrue();
    assertThat(report.unclean()).isZero();
    assertThat(report.first()).isEqualTo(Samples.CLOCK.instant());
    List<String> lines = Samples.lines(log);
    assertThat(report.head())
        .isEqualTo(new AuditHead(18, Chain.hash(lines.get(17).getBytes(StandardCharsets.UTF_8))));
    assertThat(report.unknowable()).anySatisfy(what -> assertThat(what).contains("no public key"));
    assertThat(report.toString()).startsWith("intact: 18 records");
    assertThat(AuditVerifier.verify(log, report.head()).ok()).isTrue();
  }

  @Test
  void acceptsOneSegmentAndSaysWhatStoodBefore() {
    AuditReport report = AuditVerifier.verify(Samples.segment(log, 2));
    assertThat(report.ok()).isTrue();
    assertThat(report.unknowable())
        .anySatisfy(what -> assertThat(what).contains("what stood before record"));
  }

  @Test
  void namesAChangedByte() throws IOException {
    AuditProblem problem =
        problemAfter(
            1,
            lines -> {
              lines.set(2, lines.get(2).replace("refund-agent", "rEfund-agent"));
              return lines;
            });
    assertThat(problem.kind()).isEqualTo(Kind.CHANGED);
    assertThat(problem.file()).isEqualTo("audit-00000001.jsonl");
    assertThat(problem.line()).isEqualTo(3);
    assertThat(problem.seq()).isEqualTo(3);
    assertThat(problem.message()).contains("record 3").contains("bytes were changed");
  }

  @Test
  void namesAChangedByteInTheVeryLastRecord() throws IOException {
    int last = AuditDirectory.segments(log).lastKey();
    AuditProblem problem =
        problemAfter(
            last,
            lines -> {
              int at = lines.size() - 1;
              lines.set(at, lines.get(at).replace("2026", "2025"));
              return lines;
            });
    assertThat(problem.kind()).isEqualTo(Kind.CHANGED);
    assertThat(problem.seq()).isEqualTo(18);
  }

  @Test
  void namesInvalidJson() throws IOException {
    AuditProblem broken =
        problemAfter(1, lines -> replace(lines, 1, resealed("{\"v\":1,oops" + tail(lines.get(1)))));
    assertThat(broken.kind()).isEqualTo(Kind.NOT_A_RECORD);
    assertThat(broken.message()).contains("record 2").contains("not JSON");
  }

  @Test
  void namesAVersionThatItDoesNotKnow() throws IOException {
    AuditProblem problem =
        problemAfter(
            1, lines -> replace(lines, 1, resealed(lines.get(1).replace("\"v\":1", "\"v\":2"))));
    assertThat(problem.kind()).isEqualTo(Kind.NOT_A_RECORD);
    assertThat(problem.message()).contains("format version is 2");
  }

  @Test
  void namesTheRecordThatWasReplacedWithAFreshChecksum() throws IOException {
    AuditProblem problem =
        problemAfter(1, lines -> replace(lines, 1, resealed(lines.get(1).replace("A-1", "A-9"))));
    assertThat(problem.kind()).isEqualTo(Kind.BROKEN_CHAIN);
    assertThat(problem.seq()).isEqualTo(3);
    assertThat(problem.message()).contains("does not follow the record 2");
  }

  @Test
  void namesARemovedRecord() throws IOException {
    AuditProblem problem = problemAfter(2, lines -> lines.subList(1, lines.size()));
    assertThat(problem.kind()).isEqualTo(Kind.REMOVED);
    assertThat(problem.file()).isEqualTo("audit-00000002.jsonl");
    assertThat(problem.message()).contains("removed");
  }

  @Test
  void namesTheFirstRecordWhenItWasRemoved() throws IOException {
    AuditProblem problem = problemAfter(1, lines -> lines.subList(1, lines.size()));
    assertThat(problem.kind()).isEqualTo(Kind.REMOVED);
    assertThat(problem.seq()).isEqualTo(1);
  }

  @Test
  void namesSwappedRecords() throws IOException {
    AuditProblem problem =
        problemAfter(
            1,
            lines -> {
              String third = lines.get(2);
              lines.set(2, lines.get(3));
              return replace(lines, 3, third);
            });
    assertThat(problem.kind()).isEqualTo(Kind.REORDERED);
    assertThat(problem.seq()).isEqualTo(3);
  }

  @Test
  void namesSwappedSegments() throws IOException {
    Path first = Samples.segment(log, 1);
    Path second = Samples.segment(log, 2);
    Path aside = temp.resolve("aside");
    Files.move(first, aside);
    Files.move(second, first);
    Files.move(aside, second);
    assertThat(problem(null).kind()).isEqualTo(Kind.REORDERED);
  }

  @Test
  void namesADoubledRecord() throws IOException {
    AuditProblem problem =
        problemAfter(
            1,
            lines -> {
              lines.add(3, lines.get(1));
              return lines;
            });
    assertThat(problem.kind()).isEqualTo(Kind.DUPLICATE);
    assertThat(problem.seq()).isEqualTo(2);
    assertThat(problem.line()).isEqualTo(4);
  }

  @Test
  void namesAnInsertedRecord() throws IOException {
    AuditProblem problem =
        problemAfter(
            1,
            lines -> {
              String other = lines.get(1).replaceFirst("\"prev\":\"....", "\"prev\":\"abcd");
              lines.add(3, resealed(other));
              return lines;
            });
    assertThat(problem.kind()).isEqualTo(Kind.INSERTED);
  }

  @Test
  void namesTwoHistoriesAfterOneRecord() throws IOException {
    AuditProblem problem =
        problemAfter(
            1,
            lines -> {
              lines.add(2, resealed(lines.get(1).replace("A-1", "A-9")));
              return lines;
            });
    assertThat(problem.kind()).isEqualTo(Kind.FORK);
    assertThat(problem.message()).contains("two histories");
  }

  @Test
  void namesAMissingSegment() throws IOException {
    Files.delete(Samples.segment(log, 2));
    AuditProblem problem = problem(null);
    assertThat(problem.kind()).isEqualTo(Kind.MISSING_SEGMENT);
    assertThat(problem.file()).isEqualTo("audit-00000002.jsonl");
  }

  @Test
  void namesAMissingFirstSegment() throws IOException {
    Files.delete(Samples.segment(log, 1));
    assertThat(problem(null).kind()).isEqualTo(Kind.MISSING_SEGMENT);
  }

  @Test
  void namesATornTail() throws IOException {
    Path last = Samples.segment(log, AuditDirectory.segments(log).lastKey());
    byte[] bytes = Files.readAllBytes(last);
    Files.write(last, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    AuditProblem problem = problem(null);
    assertThat(problem.kind()).isEqualTo(Kind.TORN_TAIL);
    assertThat(problem.seq()).isEqualTo(18);
  }

  @Test
  void namesTruncationAgainstAHeldHead() throws IOException {
    AuditHead held = AuditVerifier.verify(log).head();
    int last = AuditDirectory.segments(log).lastKey();
    Files.delete(Samples.segment(log, last));
    AuditProblem problem = problem(held);
    assertThat(problem.kind()).isEqualTo(Kind.TRUNCATED);
    assertThat(problem.message()).contains("record 18 was held");
  }

  @Test
  void namesTruncationThatForgotTheCheckpoints() throws IOException {
    Files.delete(Samples.segment(log, AuditDirectory.segments(log).lastKey()));
    assertThat(problem(null).kind()).isEqualTo(Kind.TRUNCATED);
    assertThat(problem(null).message()).contains("the log's own checkpoint covers 18");
  }

  @Test
  void admitsThatItCannotSeeTruncationOfRecordsAndCheckpointsWithoutAHead() throws IOException {
    Files.delete(Samples.segment(log, AuditDirectory.segments(log).lastKey()));
    for (Path checkpoints : AuditDirectory.checkpoints(log).values()) {
      Files.delete(checkpoints);
    }
    AuditReport report = AuditVerifier.verify(log);
    assertThat(report.ok()).isTrue();
    assertThat(report.closed()).isFalse();
    assertThat(report.unknowable())
        .anySatisfy(what -> assertThat(what).contains("missing from the end"));
  }

  @Test
  void namesARecomputedChainAgainstAHeldHead() throws IOException {
    AuditHead held = AuditVerifier.verify(log).head();
    Path forged = temp.resolve("forged");
    Samples.write(forged, 9, Samples.options());
    assertThat(AuditVerifier.verify(forged).ok()).isTrue();
    AuditReport report = AuditVerifier.verify(forged, held);
    assertThat(report.problem().kind()).isEqualTo(Kind.FORK);
    assertThat(report.problem().seq()).isEqualTo(held.seq());
  }

  @Test
  void namesAnEmptyOrAbsentLog() throws IOException {
    log = temp.resolve("nothing");
    assertThat(problem(null).kind()).isEqualTo(Kind.NOT_FOUND);
    Files.createDirectory(log);
    assertThat(problem(null).kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void readsAndRefusesWrittenHeads() {
    AuditHead head = AuditVerifier.verify(log).head();
    assertThat(AuditHead.parse(head.toString())).isEqualTo(head);
    for (String bad :
        List.of("", ":", "1:", "x:" + head.hash(), "-1:" + head.hash(), "1:" + "A".repeat(64))) {
      assertThatThrownBy(() -> AuditHead.parse(bad)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static List<String> replace(List<String> lines, int index, String line) {
    lines.set(index, line);
    return lines;
  }

  private static String tail(String line) {
    return line.substring(line.lastIndexOf(",\"crc\""));
  }
}
