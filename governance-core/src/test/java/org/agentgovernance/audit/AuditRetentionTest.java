package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import org.agentgovernance.audit.AuditProblem.Kind;
import org.agentgovernance.checkpoint.Keys;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rotation by size and by day, and what stays when old segments go. */
class AuditRetentionTest {
  @TempDir private Path temp;

  private AuditOptions at(Instant now) throws IOException {
    return Samples.options()
        .withClock(Clock.fixed(now, ZoneOffset.UTC))
        .withSegmentBytes(2048)
        .withSigner(Keys.signer(temp));
  }

  @Test
  void beginsASegmentWithTheDayAndNotWhenTheClockGoesBack() throws IOException {
    Path dir = temp.resolve("audit");
    Instant now = Instant.ofEpochMilli(Samples.NOW);
    AuditOptions large = at(now).withSegmentBytes(1 << 20);
    Samples.write(dir, 2, large);
    Samples.write(
        dir, 2, large.withClock(Clock.fixed(now.minus(Duration.ofDays(3)), ZoneOffset.UTC)));
    assertThat(AuditDirectory.segments(dir)).hasSize(1);
    Samples.write(
        dir, 2, large.withClock(Clock.fixed(now.plus(Duration.ofDays(1)), ZoneOffset.UTC)));
    assertThat(AuditDirectory.segments(dir)).hasSize(2);
    assertThat(AuditVerifier.verify(dir).problem()).isNull();
  }

  @Test
  void whatRemainsVerifiesAfterOldSegmentsWereRemoved() throws Exception {
    Path dir = temp.resolve("audit");
    Instant now = Instant.ofEpochMilli(Samples.NOW);
    HeldEvidence key = HeldEvidence.none().withKey(Keys.key());
    Samples.write(dir, 8, at(now));
    SignedCheckpoint held = Objects.requireNonNull(CheckpointFiles.last(dir));
    AuditOptions month = at(now.plus(Duration.ofDays(31))).withRetention(Duration.ofDays(30));
    Samples.write(dir, 1, month);
    assertThat(AuditDirectory.segments(dir).firstKey()).isGreaterThan(3);
    assertThat(Samples.kinds(dir)).contains("log.retention");
    assertThat(Samples.schemaErrors(dir)).isEmpty();
    AuditReport report = AuditVerifier.verify(dir, key.withCheckpoint(held));
    assertThat(report.problem()).isNull();
    assertThat(report.signed()).isEqualTo(report.head().seq());
    assertThat(report.unknowable())
        .anySatisfy(what -> assertThat(what).contains("removed by retention"));
    Samples.write(dir, 1, month); // and it opens again
    assertThat(AuditVerifier.verify(dir, key.withCheckpoint(held)).problem()).isNull();
  }

  @Test
  void namesSegmentsThatNoRecordSaysWereRemoved() throws Exception {
    Path dir = temp.resolve("audit");
    Samples.write(dir, 8, at(Instant.ofEpochMilli(Samples.NOW)));
    Files.delete(Samples.segment(dir, 1));
    AuditProblem problem = Objects.requireNonNull(AuditVerifier.verify(dir).problem());
    assertThat(problem.kind()).isEqualTo(Kind.MISSING_SEGMENT);
    assertThat(problem.message()).contains("no record says that they were removed");
  }

  @Test
  void doesNotOpenOrVerifyARemainderWhoseHashesAreGone() throws Exception {
    Path dir = temp.resolve("audit");
    Instant now = Instant.ofEpochMilli(Samples.NOW);
    Samples.write(dir, 8, at(now));
    AuditOptions month = at(now.plus(Duration.ofDays(31))).withRetention(Duration.ofDays(30));
    Samples.write(dir, 1, month);
    Files.delete(dir.resolve(TreeFile.FILE));
    assertThat(Objects.requireNonNull(AuditVerifier.verify(dir).problem()).kind())
        .isEqualTo(Kind.MISSING_SEGMENT);
    assertThatThrownBy(() -> AuditLog.open(dir, month)).hasMessageContaining("audit.tree");
  }

  @Test
  void keepsEverythingWithoutARetentionAndTheLastTwoSegmentsWithOne() throws Exception {
    Path dir = temp.resolve("audit");
    Instant now = Instant.ofEpochMilli(Samples.NOW);
    Samples.write(dir, 2, at(now));
    int before = AuditDirectory.segments(dir).size();
    Samples.write(dir, 1, at(now.plus(Duration.ofDays(999))));
    assertThat(AuditDirectory.segments(dir).firstKey()).isEqualTo(1);
    AuditOptions short1 = at(now.plus(Duration.ofDays(9999))).withRetention(Duration.ofNanos(1));
    AuditLog.open(dir, short1).close();
    assertThat(AuditDirectory.segments(dir).size()).isGreaterThanOrEqualTo(2);
    assertThat(before).isPositive();
    assertThat(AuditVerifier.verify(dir).problem()).isNull();
  }
}
