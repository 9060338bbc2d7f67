package org.agentgovernance.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.agentgovernance.CallResult;
import org.agentgovernance.audit.ArgumentsMode;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditSink;
import org.agentgovernance.audit.SinkPolicy;
import org.agentgovernance.decision.ReasonCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link AuditSink} must keep to. Extend it with a test class of JUnit 5, answer {@link
 * #open}, {@link #kept}, {@link #away} and {@link #back}, and the inherited tests run against the
 * sink: alone, and fed by a governor. The subclass makes an empty place for each test.
 */
@Timeout(120)
public abstract class AuditSinkContract {
  private static final SinkPolicy REQUIRED =
      SinkPolicy.mustTake()
          .withMaxWait(Duration.ofSeconds(30))
          .withRetryEvery(Duration.ofMillis(20));
  private static final SinkPolicy OPTIONAL =
      SinkPolicy.bestEffort().withRetryEvery(Duration.ofMillis(20));

  /** For subclasses. */
  protected AuditSinkContract() {}

  /**
   * One record as the place holds it.
   *
   * @param kind the record's kind
   * @param call the id of its call
   * @param everything all that the place holds of it, its JSON where that is kept, as one text
   */
  public record Kept(String kind, String call, String everything) {}

  /**
   * Opens a sink on the test's own place; called more than once it opens the same place again.
   *
   * @return a sink; the contract closes it
   * @throws Exception fails the test
   */
  protected abstract AuditSink open() throws Exception;

  /**
   * Reads what the place holds, not what the sink remembers.
   *
   * @return the records in the order in which they stand there
   * @throws Exception fails the test
   */
  protected abstract List<Kept> kept() throws Exception;

  /**
   * Makes the place unable to take records: drops the table, removes the directory, stops the
   * server.
   *
   * @return false when this sink cannot tell whether a record was kept, and says so in its
   *     documentation; what is asked of a failing sink is then skipped
   * @throws Exception fails the test
   */
  protected abstract boolean away() throws Exception;

  /**
   * Undoes {@link #away}.
   *
   * @throws Exception fails the test
   */
  protected abstract void back() throws Exception;

  /**
   * Whether the place holds the JSON of each record.
   *
   * @return true by default
   */
  protected boolean keepsWholeRecords() {
    return true;
  }

  /** Keeps every record once and in order. */
  @Test
  protected final void keepsEveryRecordOnceAndInOrder() throws Exception {
    List<String> given = new ArrayList<>();
    try (AuditSink sink = open()) {
      for (int size : new int[] {1, 2, 512, 1, 37}) {
        List<AuditRecord> batch = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          String call = "c-" + given.size();
          given.add(call);
          batch.add(SinkRecords.denied(call));
        }
        sink.write(List.copyOf(batch));
      }
    }
    assertThat(kept()).extracting(Kept::call).isEqualTo(given);
    assertThat(kept()).extracting(Kept::kind).containsOnly("decision");
  }

  /** Keeps what the record says, as it says it. */
  @Test
  protected final void keepsWhatTheRecordSays() throws Exception {
    assumeTrue(keepsWholeRecords(), "this sink keeps no whole records");
    AuditRecord record = SinkRecords.denied("c-1");
    try (AuditSink sink = open()) {
      sink.write(List.of(record));
    }
    String said = record.toJson().substring("{\"v\":1,".length(), record.toJson().length() - 1);
    assertThat(kept())
        .singleElement()
        .satisfies(kept -> assertThat(kept.everything()).contains(said));
  }

  /** Has kept a batch when write returns. */
  @Test
  protected final void hasKeptABatchWhenWriteReturns() throws Exception {
    try (AuditSink sink = open()) {
      sink.write(List.of(SinkRecords.denied("c-1"), SinkRecords.denied("c-2")));
      assertThat(kept()).extracting(Kept::call).containsExactly("c-1", "c-2");
    }
  }

  /** Goes on behind what is there when it is opened again. */
  @Test
  protected final void goesOnBehindWhatIsThereWhenItIsOpenedAgain() throws Exception {
    for (int i = 1; i <= 3; i++) {
      try (AuditSink sink = open()) {
        sink.write(List.of(SinkRecords.denied("c-" + i)));
      }
    }
    assertThat(kept()).extracting(Kept::call).containsExactly("c-1", "c-2", "c-3");
  }

  /** Takes names that a model made up, and what follows them. */
  @Test
  protected final void takesNamesThatAModelMadeUpAndWhatFollowsThem() throws Exception {
    List<String> names =
        List.of(
            "\0", "\ud800", "x".repeat(9_000), "' or 1=1 --", "a\nb\r\u2028c", "\u202e\u200b", "");
    try (AuditSink sink = open()) {
      for (int i = 0; i < names.size(); i++) {
        sink.write(List.of(SinkRecords.denied("c-" + i, names.get(i))));
      }
      sink.write(List.of(SinkRecords.denied("last")));
    }
    assertThat(kept()).extracting(Kept::call).hasSize(names.size() + 1).endsWith("last");
  }

  /** Takes records that are large, and those of no call. */
  @Test
  protected final void takesRecordsThatAreLargeAndThoseOfNoCall() throws Exception {
    try (AuditSink sink = open()) {
      sink.write(List.of(SinkRecords.large("c-1", 70_000), SinkRecords.ofNoCall()));
    }
    assertThat(kept()).extracting(Kept::kind).containsExactly("decision", "event");
  }

  /** Keeps nothing beyond what the record's own redaction and mode of arguments allow. */
  @Test
  protected final void keepsNothingBeyondWhatTheRecordAllows() throws Exception {
    List<AuditRecord> records = new ArrayList<>();
    for (ArgumentsMode mode : ArgumentsMode.values()) {
      records.add(SinkRecords.secret("c-" + mode.word(), mode));
    }
    try (AuditSink sink = open()) {
      sink.write(records);
    }
    assertThat(kept()).hasSize(records.size());
    for (Kept kept : kept()) {
      assertThat(kept.everything())
          .as(kept.call())
          .doesNotContain(SinkRecords.SECRET)
          .satisfies(
              text -> {
                if (!kept.call().equals("c-full")) {
                  assertThat(text).doesNotContain(SinkRecords.ARGUMENT);
                }
              });
    }
  }

  /** Fails when it cannot keep a batch, and keeps it when it is given again. */
  @Test
  protected final void failsWhenItCannotKeepABatchAndKeepsItLater() throws Exception {
    try (AuditSink sink = open()) {
      sink.write(List.of(SinkRecords.denied("c-1")));
      assumeTrue(away(), "this sink cannot tell whether a record was kept");
      assertThatThrownBy(
              () -> sink.write(List.of(SinkRecords.denied("c-2"), SinkRecords.denied("c-3"))))
          .satisfies(e -> assertThat(String.valueOf(e)).doesNotContain(SinkRecords.ARGUMENT));
      back();
      sink.write(List.of(SinkRecords.denied("c-2"), SinkRecords.denied("c-3")));
    }
    assertThat(kept()).extracting(Kept::call).endsWith("c-2", "c-3");
  }

  /** Lets every record of a governor arrive before the governor is closed. */
  @Test
  protected final void hasEveryRecordOfAGovernorThatWasClosed() throws Exception {
    try (SinkDesk desk = new SinkDesk(open(), REQUIRED)) {
      IntStream.range(0, 700).parallel().forEach(i -> desk.session.call("read", Map.of("n", i)));
    }
    List<Kept> kept = kept();
    assertThat(kept).hasSize(1_400);
    for (String kind : List.of("intent", "outcome")) {
      assertThat(kept.stream().filter(k -> k.kind().equals(kind)).map(Kept::call).distinct())
          .hasSize(700);
    }
  }

  /** Denies while it is required and fails; nothing runs then; and lets calls go on later. */
  @Test
  protected final void deniesWhileItIsRequiredAndFails() throws Exception {
    try (SinkDesk desk = new SinkDesk(open(), REQUIRED)) {
      assertThat(desk.write().succeeded()).isTrue();
      assumeTrue(away(), "this sink cannot tell whether a record was kept");
      CallResult denied = desk.write();
      assertThat(denied.executed()).isFalse();
      assertThat(denied.code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
      assertThat(desk.ran).hasValue(1);
      back();
      desk.untilItIsWell();
      assertThat(desk.write().succeeded()).isTrue();
    }
    assertThat(kept()).extracting(Kept::kind).startsWith("intent", "outcome").endsWith("outcome");
    assertThat(kept().stream().filter(k -> k.kind().equals("intent")).map(Kept::call).distinct())
        .as("also the intent that could not be kept at first")
        .hasSize(3);
  }

  /** Costs a governor nothing while it is at best effort and fails. */
  @Test
  protected final void costsNothingWhileItIsAtBestEffortAndFails() throws Exception {
    try (SinkDesk desk = new SinkDesk(open(), OPTIONAL)) {
      assumeTrue(away(), "this sink cannot tell whether a record was kept");
      assertThat(desk.write().succeeded()).isTrue();
      back();
    }
  }

  /** Holds up no call at best effort, however slow it is, and says what it missed. */
  @Test
  protected final void holdsUpNoCallAtBestEffortHoweverSlow() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (SinkDesk desk = new SinkDesk(behind(gate), OPTIONAL.withQueueCapacity(8))) {
      for (int i = 0; i < 20; i++) {
        assertThat(desk.write().succeeded()).isTrue();
      }
      assertThat(desk.governor.sinks().get(0).dropped()).isPositive();
      gate.countDown();
    }
  }

  /** Denies when it is required and does not confirm in time; then nothing runs. */
  @Test
  protected final void deniesWhenItIsRequiredAndTooSlow() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    SinkPolicy hasty = REQUIRED.withMaxWait(Duration.ofMillis(50));
    try (SinkDesk desk = new SinkDesk(behind(gate), hasty)) {
      CallResult late = desk.write();
      assertThat(late.executed()).isFalse();
      assertThat(late.code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
      assertThat(desk.ran).hasValue(0);
      gate.countDown();
    }
  }

  /** The sink, which takes nothing until a gate is opened. */
  private AuditSink behind(CountDownLatch gate) throws Exception {
    AuditSink sink = open();
    return new AuditSink() {
      @Override
      public void write(List<AuditRecord> batch) throws Exception {
        if (!gate.await(60, TimeUnit.SECONDS)) {
          throw new IllegalStateException("the gate was never opened");
        }
        sink.write(batch);
      }

      @Override
      public void close() throws java.io.IOException {
        sink.close();
      }
    };
  }
}
