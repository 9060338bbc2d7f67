package org.agentgovernance.audit;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
 * @param checkpoints how many checkpoints agree with the records
 * @param signed up to which record a key that was held vouches for the log; 0 without a key
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
    List<String> unknowable,
    long checkpoints,
    long signed) {
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

  /** Some lines for a terminal. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(256);
    if (problem == null) {
      out.append("intact: ");
    } else {
      out.append("DAMAGED (").append(problem.kind().name().toLowerCase(Locale.ROOT)).append("): ");
      if (!problem.file().isEmpty()) {
        out.append(problem.file());
        out.append(problem.line() > 0 ? " line " + problem.line() + ": " : ": ");
      }
      out.append(problem.message()).append("\nbefore that: ");
    }
    out.append(records).append(records == 1 ? " record in " : " records in ");
    out.append(segments).append(segments == 1 ? " segment" : " segments");
    if (first != null) {
      out.append(", ").append(first).append(" to ").append(last);
    }
    out.append("\ncheckpoints: ").append(checkpoints).append(" agree");
    out.append(signed > 0 ? ", signed up to record " + signed : ", no signature was checked");
    out.append("\nhead: ").append(head).append("\ncannot be known:\n");
    for (String what : unknowable) {
      out.append("  - ").append(what).append('\n');
    }
    return out.toString();
  }
}
