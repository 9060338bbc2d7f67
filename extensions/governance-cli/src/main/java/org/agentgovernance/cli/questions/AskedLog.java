package org.agentgovernance.cli.questions;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.audit.AuditArchive;
import org.agentgovernance.audit.AuditReport;
import org.agentgovernance.audit.AuditVerifier;
import org.agentgovernance.audit.HeldEvidence;
import org.agentgovernance.decision.GovernanceException;
import org.jspecify.annotations.Nullable;

/**
 * A log that was verified and is then read once. An intact log is read as far as it was verified,
 * also when it is being written; a damaged one as far as it can be read at all.
 */
public final class AskedLog {
  private static final int MOST_GAPS = 100;

  private final Path directory;
  private final AuditReport report;
  private final List<Gap> gaps = new ArrayList<>();
  private long first;
  private long last;
  private long moreGaps;
  private @Nullable String stopped;

  private AskedLog(Path directory, AuditReport report) {
    this.directory = directory;
    this.report = report;
  }

  /** Takes records. */
  @FunctionalInterface
  public interface Reader {
    /**
     * The next record.
     *
     * @param entry the record
     * @return whether to read on
     */
    boolean accept(Entry entry);
  }

  /**
   * Records that are not there.
   *
   * @param from the number of the first one
   * @param to the number of the last one
   */
  record Gap(long from, long to) {}

  /**
   * Verifies a log.
   *
   * @param directory where it is
   * @param held what is held from elsewhere
   * @return the log
   */
  public static AskedLog verified(Path directory, HeldEvidence held) {
    return new AskedLog(directory, AuditVerifier.verify(directory, held));
  }

  /**
   * What the verifier found.
   *
   * @return the report
   */
  public AuditReport report() {
    return report;
  }

  /**
   * Reads the records in their order.
   *
   * @param reader takes them
   */
  public void read(Reader reader) {
    try {
      new AuditArchive(directory)
          .read(
              1,
              report.ok() ? report.head().seq() : Long.MAX_VALUE,
              (seq, line, fields) -> {
                follow(seq);
                return reader.accept(new Entry(seq, line, fields));
              });
    } catch (GovernanceException e) {
      if (report.ok()) {
        throw e; // it was intact a moment ago
      }
      stopped = String.valueOf(e.getMessage());
    }
  }

  private void follow(long seq) {
    if (seq > last + 1) {
      if (gaps.size() < MOST_GAPS) {
        gaps.add(new Gap(last + 1, seq - 1));
      } else {
        moreGaps++;
      }
    }
    first = first == 0 ? seq : first;
    last = seq;
  }

  /** The number of the first record that was read, or 0. */
  long first() {
    return first;
  }

  List<Gap> gaps() {
    return gaps;
  }

  /** How many gaps there are beyond those that are named. */
  long moreGaps() {
    return moreGaps;
  }

  /** The number of the last record that was read. */
  long last() {
    return last;
  }

  /** Why the rest could not be read, or null when everything was. */
  @Nullable String stopped() {
    return stopped;
  }
}
