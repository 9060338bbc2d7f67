package org.agentgovernance.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.agentgovernance.audit.AuditProblem.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Compares the personal values beside a log with the HMACs in its records, in one pass. Values that
 * are not there are counted: they may have been erased, or kept from whoever verifies. Used by one
 * thread.
 */
final class PersonalCheck implements Closeable {
  private final @Nullable Path directory;
  private @Nullable LineReader lines;
  private PersonalFile.@Nullable Entry next;
  private String file = "";
  private long sealed;
  private long present;
  private long erased;
  private boolean any;

  PersonalCheck(@Nullable Path directory) {
    this.directory = directory;
  }

  /** Begins a segment. */
  void segment(String name) throws IOException {
    close();
    if (directory == null) {
      return;
    }
    file = name.replace(".jsonl", ".personal");
    Path path = directory.resolve(file);
    if (Files.exists(path)) {
      any = true;
      lines = LineReader.open(path);
      advance();
    }
  }

  private void advance() throws IOException {
    byte[] line = lines == null ? null : lines.next();
    next = line == null ? null : PersonalFile.Entry.read(line);
  }

  @Nullable AuditProblem check(StoredLine record) throws IOException {
    if (directory == null) {
      return null;
    }
    if (record.kind().equals(AuditKind.LOG_ERASED.word())
        && record.fields().get("log") instanceof Map<?, ?> facts
        && facts.get("values") instanceof Long values) {
      erased += values;
    }
    if (!record.sealed()) {
      return null;
    }
    AuditProblem problem = check(record, "arguments");
    return problem == null ? check(record, "said") : problem;
  }

  private @Nullable AuditProblem check(StoredLine record, String name) throws IOException {
    if (!(record.fields().get(name) instanceof Map<?, ?> sealing)
        || !(sealing.get("hmac") instanceof String hmac)) {
      return null;
    }
    sealed++;
    while (next != null && next.seq() < record.seq()) {
      advance();
    }
    PersonalFile.Entry entry = next;
    if (entry == null || entry.seq() != record.seq() || !entry.name().equals(name)) {
      return null;
    }
    if (!entry.has(hmac)) {
      return new AuditProblem(
          Kind.PERSONAL,
          file,
          0,
          record.seq(),
          "the personal value "
              + name
              + " of record "
              + record.seq()
              + " is not the one that the record vouches for");
    }
    present++;
    advance();
    return null;
  }

  /** What is missing, in words; null when nothing is. */
  @Nullable String missing() {
    long missing = sealed - present;
    if (missing == 0) {
      return null;
    }
    if (!any) {
      return "the " + missing + " personal values of records: they are not with the log";
    }
    return missing <= erased
        ? "the " + missing + " personal values that were erased, as records say"
        : "what became of "
            + (missing - erased)
            + " personal values that are missing: records say that "
            + erased
            + " were erased, but not these";
  }

  @Override
  public void close() throws IOException {
    if (lines != null) {
      lines.close();
      lines = null;
    }
    next = null;
  }
}
