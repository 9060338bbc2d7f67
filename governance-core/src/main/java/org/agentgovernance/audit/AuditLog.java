package org.agentgovernance.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.file.DirectoryLock;
import org.agentgovernance.file.PrivateFiles;

/**
 * The audit file: segments {@code audit-00000001.jsonl} and so on in one directory, appended to by
 * one writer thread. Safe for use by many threads.
 *
 * <p>Opening reads the last two segments. A torn last line, as a killed process leaves it, is
 * copied to a side file, cut off and recorded; any other damage refuses to open. Intents without an
 * outcome are given the outcome {@code unknown}. A write or force that fails ends the log:
 * everything waiting fails, everything later is refused, and only opening it again helps.
 *
 * <p>The writer is a daemon thread: without {@link #close}, records that nobody waited for and that
 * were accepted within the last moments may be missing after the process has ended. What a reader
 * of the files can and cannot conclude stands at {@link AuditVerifier}.
 */
public final class AuditLog implements AuditTrail {
  private static final int MOST_ERASED = 1_000;

  private final Path directory;
  private final LogWriter writer;
  private final DirectoryLock lock;
  private final AtomicBoolean closed = new AtomicBoolean();

  private AuditLog(Path directory, LogWriter writer, DirectoryLock lock) {
    this.directory = directory;
    this.writer = writer;
    this.lock = lock;
  }

  /**
   * Opens a log with the default options.
   *
   * @param directory where the segments are; made with mode 0700 when it is missing
   * @return the open log
   * @throws GovernanceException as {@link #open(Path, AuditOptions)}
   */
  public static AuditLog open(Path directory) {
    return open(directory, AuditOptions.defaults());
  }

  /**
   * Opens a log, or begins one.
   *
   * @param directory where the segments are; made with mode 0700 when it is missing. It must not be
   *     a symbolic link, nor writable by others
   * @param options how to write
   * @return the open log
   * @throws GovernanceException with code {@code audit.tampered} when the log there is damaged, and
   *     {@code audit.unavailable} when it has a writer already or cannot be written
   */
  public static AuditLog open(Path directory, AuditOptions options) {
    return open(directory, options, PrivateFiles::openForWriting);
  }

  static AuditLog open(Path directory, AuditOptions options, SegmentWriter.Opener opener) {
    try {
      Path real = AuditDirectory.prepare(directory);
      DirectoryLock lock = DirectoryLock.take(real, AuditDirectory.LOCK);
      try {
        return new AuditLog(real, start(real, options, opener), lock);
      } catch (IOException | RuntimeException | Error e) {
        lock.close();
        throw e;
      }
    } catch (DirectoryLock.InUseException e) {
      throw new GovernanceException(
          ReasonCode.AUDIT_UNAVAILABLE,
          "audit.unavailable: "
              + e.holder()
              + " is writing to "
              + directory
              + " already; a log has one writer, so share it or choose another directory",
          e);
    } catch (IOException e) {
      throw new GovernanceException(
          ReasonCode.AUDIT_UNAVAILABLE,
          "audit.unavailable: " + directory + " cannot be opened as an audit log: " + e,
          e);
    }
  }

  private static LogWriter start(Path real, AuditOptions options, SegmentWriter.Opener opener)
      throws IOException {
    TreeFile tree = TreeFile.open(real);
    try {
      LogRecovery found = LogRecovery.read(real, tree, options.signer());
      SegmentWriter segments = new SegmentWriter(real, found.segment(), found.position(), opener);
      try {
        PersonalFile.repair(real, found.segment(), found.head().seq());
        PersonalFile personal = new PersonalFile(real, found.segment());
        RecordEncoder encoder = new RecordEncoder(new Chain(found.head(), tree::leaf), personal);
        WitnessDesk desk = new WitnessDesk(real, options, tree);
        Checkpointer checkpoints = new Checkpointer(real, options, found.checkpoint(), desk);
        LogWriter writer =
            new LogWriter(real, segments, tree, personal, checkpoints, encoder, options);
        writer.start(found);
        return writer;
      } catch (IOException | RuntimeException | Error e) {
        segments.close();
        throw e;
      }
    } catch (IOException | RuntimeException | Error e) {
      tree.close();
      throw e;
    }
  }

  /**
   * A trail without files, for tests and trials: the same lines, kept in memory.
   *
   * @return an empty trail
   */
  public static InMemoryAuditTrail inMemory() {
    return inMemory(Clock.systemUTC());
  }

  /**
   * A trail without files whose own records take their time from a clock.
   *
   * @param clock the clock
   * @return an empty trail
   */
  public static InMemoryAuditTrail inMemory(Clock clock) {
    return new InMemoryAuditTrail(clock);
  }

  @Override
  public Acceptance append(AuditRecord record) {
    return writer.offer(record, false, false);
  }

  @Override
  public CompletionStage<Void> appendDurable(AuditRecord record, Executor executor) {
    return hand(new LogWriter.Waiter(record, null, new CompletableFuture<>(), executor), false);
  }

  /** Serialises the record on the calling thread, which has to wait for the disk in any case. */
  @Override
  public void appendAndWait(AuditRecord record) {
    RecordBody body;
    try {
      body = RecordBody.inAdvance(record);
    } catch (RuntimeException e) {
      throw new GovernanceException(
          ReasonCode.AUDIT_UNAVAILABLE,
          "audit.unavailable: the record could not be serialised ("
              + e.getClass().getSimpleName()
              + ")",
          e);
    }
    await(
        hand(new LogWriter.Waiter(record, body, new CompletableFuture<>(), Runnable::run), false));
  }

  @Override
  public void flush() {
    await(hand(LogWriter.Waiter.forAll(), true));
  }

  private static void await(CompletableFuture<Void> done) {
    try {
      done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof GovernanceException known) {
        throw known;
      }
      throw e;
    }
  }

  private CompletableFuture<Void> hand(LogWriter.Waiter waiter, boolean evenWhenFull) {
    Acceptance acceptance = writer.offer(waiter, true, evenWhenFull);
    return acceptance == Acceptance.ACCEPTED
        ? waiter.future()
        : CompletableFuture.failedFuture(writer.refused(acceptance));
  }

  /**
   * Erases personal values that stand beside the log, of every record that is durable by now. A
   * record says so first. Blocks; reads the whole log on the calling thread. Copies in backups are
   * out of its reach.
   *
   * @param what whose values
   * @return how many values were erased
   * @throws GovernanceException with code {@code audit.unavailable} when it could not be done; then
   *     do it again
   */
  public long erase(Erasure what) {
    flush();
    List<Long> records = new ArrayList<>();
    long erased = 0;
    new AuditArchive(directory)
        .read(
            1,
            status().head().seq(),
            (seq, line, fields) -> {
              if (what.concerns(fields)) {
                records.add(seq);
              }
              return true;
            });
    List<Long> kept = PersonalFile.present(directory, records);
    for (int from = 0; from < kept.size(); from += MOST_ERASED) {
      List<Long> part = kept.subList(from, Math.min(kept.size(), from + MOST_ERASED));
      erased += erase(what, part.stream().distinct().toList(), part.size());
    }
    return erased;
  }

  private long erase(Erasure what, List<Long> records, long values) {
    Map<String, Object> facts = new TreeMap<>();
    facts.put("by", what.by().name().toLowerCase(Locale.ROOT));
    facts.put("values", values);
    facts.put("records", records);
    LogWriter.Waiter waiter = LogWriter.Waiter.forAll();
    LogWriter.Erase order = new LogWriter.Erase(records, values, facts, waiter);
    Acceptance acceptance = writer.offer(order, true, true);
    if (acceptance != Acceptance.ACCEPTED) {
      throw writer.refused(acceptance);
    }
    await(waiter.future());
    return values;
  }

  @Override
  public AuditStatus status() {
    return writer.status();
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    writer.close();
    try {
      lock.close();
    } catch (IOException e) {
      throw new GovernanceException(
          ReasonCode.AUDIT_UNAVAILABLE, "audit.unavailable: the lock could not be released", e);
    }
    if (writer.status().failure() != null) {
      throw writer.refused(Acceptance.FAILED);
    }
  }
}
