package org.agentgovernance.audit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Checks a log offline, from its files alone. Reads each byte once with flat memory, changes
 * nothing and takes no lock. All methods are safe for use by many threads.
 *
 * <p>It finds and names every changed byte, every line that was removed, inserted, moved or
 * doubled, a missing segment, a torn end, and, when a head is given that was kept elsewhere, a
 * truncation and a rewritten history.
 *
 * <p>What it cannot find: the chain has no key, so whoever may write to the files can also change a
 * record and compute every later line anew; only a head held elsewhere shows that. Without a head,
 * whole records cut from the end are noticed only because the last record is then not {@code
 * log.closed}, which is also how a running or a killed process leaves its log. And no log proves
 * that what it says is true, only that it was not changed since.
 */
public final class AuditVerifier {
  private AuditVerifier() {}

  /**
   * Verifies a log without a head to compare it with.
   *
   * @param log the directory, or one segment
   * @return what was found
   * @throws GovernanceException with code {@code audit.unavailable} when a file cannot be read
   */
  public static AuditReport verify(Path log) {
    return verify(log, null);
  }

  /**
   * Verifies a log against a head that was kept elsewhere.
   *
   * @param log the directory, or one segment
   * @param expected the head held, or null when none is
   * @return what was found
   * @throws GovernanceException with code {@code audit.unavailable} when a file cannot be read
   */
  public static AuditReport verify(Path log, @Nullable AuditHead expected) {
    try {
      if (Files.isDirectory(log)) {
        return verify(sources(AuditDirectory.segments(log)), true, expected);
      }
      if (!Files.exists(log)) {
        return verify(List.of(), true, expected);
      }
      String name = String.valueOf(log.getFileName());
      LogSource file = new LogSource(name, true, () -> LineReader.open(log));
      return verify(List.of(file), AuditDirectory.number(log) == 1, expected);
    } catch (IOException e) {
      throw new GovernanceException(
          ReasonCode.AUDIT_UNAVAILABLE, "audit.unavailable: the log cannot be read: " + e, e);
    }
  }

  /** Verifies lines that never were in a file. */
  static AuditReport verifyLines(List<String> lines, @Nullable AuditHead expected) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
    LogSource memory =
        new LogSource("", true, () -> new LineReader(new ByteArrayInputStream(utf8)));
    try {
      return verify(List.of(memory), true, expected);
    } catch (IOException e) {
      throw new IllegalStateException("memory can be read", e);
    }
  }

  private static AuditReport verify(
      List<LogSource> sources, boolean fromStart, @Nullable AuditHead expected) throws IOException {
    return new Verification(sources, fromStart, expected).run();
  }

  private static List<LogSource> sources(SortedMap<Integer, Path> segments) {
    List<LogSource> sources = new ArrayList<>();
    int next = 1;
    for (var segment : segments.entrySet()) {
      if (segment.getKey() != next) {
        sources.add(LogSource.missing(AuditDirectory.segment(next)));
      }
      Path file = segment.getValue();
      String name = String.valueOf(file.getFileName());
      sources.add(new LogSource(name, true, () -> LineReader.open(file)));
      next = segment.getKey() + 1;
    }
    return sources;
  }
}
