package org.agentgovernance.audit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Checks a log offline, from its files alone. Reads each byte once with flat memory, changes
 * nothing and takes no lock. All methods are safe for use by many threads.
 *
 * <p>It finds and names every changed byte, every line that was removed, inserted, moved or
 * doubled, a missing segment, a torn end, and lines that are not those of a checkpoint. What it can
 * conclude depends on what is held from elsewhere: with the public key, that the log's signer
 * vouched for the records; with a head or a checkpoint, that nothing was cut off or rewritten up to
 * it.
 *
 * <p>What it cannot find: whoever holds the signing key and may write to the files can compute the
 * whole log anew; only a checkpoint held elsewhere, or by a witness, shows that. Without one,
 * records and checkpoints cut from the end together are not noticed. And no log proves that what it
 * says is true, only that it was not changed since.
 */
public final class AuditVerifier {
  private static final Pattern WITNESSED = Pattern.compile("witness-[0-9]+\\.checkpoint");

  private AuditVerifier() {}

  /**
   * Verifies a log without a head to compare it with.
   *
   * @param log the directory, or one segment
   * @return what was found
   * @throws GovernanceException with code {@code audit.unavailable} when a file cannot be read
   */
  public static AuditReport verify(Path log) {
    return verify(log, HeldEvidence.none());
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
    return verify(log, HeldEvidence.none().withHead(expected));
  }

  /**
   * Verifies a log against what was kept elsewhere: keys, a head, checkpoints.
   *
   * @param log the directory, or one segment; checkpoints are compared for a directory only
   * @param held what is held
   * @return what was found
   * @throws GovernanceException with code {@code audit.unavailable} when a file cannot be read
   */
  public static AuditReport verify(Path log, HeldEvidence held) {
    try {
      if (Files.isDirectory(log)) {
        return directory(log, held);
      }
      if (!Files.exists(log)) {
        return new Verification(
                new Verification.Input(
                    List.of(), true, null, null, List.of(), List.of(), List.of()),
                held)
            .run();
      }
      String name = String.valueOf(log.getFileName());
      LogSource file = new LogSource(name, true, () -> LineReader.open(log));
      boolean first = AuditDirectory.number(log) == 1;
      return new Verification(Verification.Input.of(file, first), held).run();
    } catch (IOException | UncheckedIOException e) {
      throw new GovernanceException(
          ReasonCode.AUDIT_UNAVAILABLE, "audit.unavailable: the log cannot be read: " + e, e);
    }
  }

  private static AuditReport directory(Path log, HeldEvidence held) throws IOException {
    SortedMap<Integer, Path> segments = AuditDirectory.segments(log);
    List<SignedCheckpoint> witnessed = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    try (Stream<Path> files = Files.list(log)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        String name = String.valueOf(file.getFileName());
        if (WITNESSED.matcher(name).matches()) {
          try {
            witnessed.add(SignedCheckpoint.parse(text(file)));
          } catch (IllegalArgumentException | CharacterCodingException e) {
            unreadable.add(name);
          }
        }
      }
    }
    boolean fromStart = segments.isEmpty() || segments.firstKey() == 1;
    try (TreeFile tree = TreeFile.read(log)) {
      List<Path> checkpoints = List.copyOf(AuditDirectory.checkpoints(log).values());
      Verification.Input input =
          new Verification.Input(
              sources(segments), fromStart, tree, log, checkpoints, witnessed, unreadable);
      return new Verification(input, held).run();
    }
  }

  private static String text(Path file) throws IOException {
    if (Files.size(file) > SignedCheckpoint.MAX_CHARS) {
      throw new IllegalArgumentException("too large for a checkpoint");
    }
    return Files.readString(file);
  }

  /** Verifies lines that never were in a file. */
  static AuditReport verifyLines(List<String> lines, @Nullable AuditHead expected) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
    LogSource memory =
        new LogSource("", true, () -> new LineReader(new ByteArrayInputStream(utf8)));
    try {
      HeldEvidence held = HeldEvidence.none().withHead(expected);
      return new Verification(Verification.Input.of(memory, true), held).run();
    } catch (IOException e) {
      throw new IllegalStateException("memory can be read", e);
    }
  }

  private static List<LogSource> sources(SortedMap<Integer, Path> segments) {
    List<LogSource> sources = new ArrayList<>();
    int next = segments.isEmpty() ? 1 : segments.firstKey();
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
