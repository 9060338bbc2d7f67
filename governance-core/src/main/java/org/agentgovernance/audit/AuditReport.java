package org.agentgovernance.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a verification found. Immutable.
 *
 * @param problem the first thing that is wrong, or null when the log is intact
 * @param records how many records are intact, up to the first problem
 * @param segments how many files were read
 * @param first the time in the first record, or null when there is none
 * @param last the time in the last intact record, or null when there is none
 * @param head the last intact record: keep it elsewhere to notice a later truncation
 * @param closed whether the last record says that the log was closed
 * @param unclean how often the log was opened without having been closed before
 * @param unknowable what this verification cannot know
 */
public record AuditReport(
    @Nullable AuditProblem problem,
    long records,
    int segments,
    @Nullable Instant first,
    @Nullable Instant last,
    AuditHead head,
    boolean closed,
    long unclean,
    List<String> unknowable) {
  /** Copies the list. */
  public AuditReport {
    unknowable = List.copyOf(unknowable);
  }

  /**
   * Whether nothing is wrong.
   *
   * @return true when every record was read and none is damaged
   */
  public boolean ok() {
    return problem == null;
  }
}
