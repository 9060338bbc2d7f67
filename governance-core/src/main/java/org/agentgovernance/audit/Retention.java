package org.agentgovernance.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.agentgovernance.file.PrivateFiles;
import org.jspecify.annotations.Nullable;

/**
 * Which segments are old enough to be removed, and their removal. Segments go whole and oldest
 * first; hashes and a checkpoint of what was in them stay.
 */
final class Retention {
  /** What is to be removed. */
  record Due(List<Integer> segments, long from, long to) {
    /** What the record of the removal says. */
    Map<String, Object> facts() {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("first", AuditDirectory.segment(segments.get(0)));
      facts.put("last", AuditDirectory.segment(segments.get(segments.size() - 1)));
      facts.put("from", from);
      facts.put("to", to);
      return facts;
    }
  }

  private Retention() {}

  /**
   * Finds what is due.
   *
   * @param covered how many records the last checkpoint covers; nothing beyond it is removed
   */
  static @Nullable Due due(Path directory, Duration age, Instant now, long covered)
      throws IOException {
    SortedMap<Integer, Path> segments = AuditDirectory.segments(directory);
    List<Integer> numbers = new ArrayList<>(segments.keySet());
    List<Integer> due = new ArrayList<>();
    long from = 0;
    long to = 0;
    for (int i = 0; i + 2 < numbers.size(); i++) {
      StoredLine first = first(segments.get(numbers.get(i)));
      StoredLine next = first(segments.get(numbers.get(i + 1)));
      if (first == null || next == null) {
        break;
      }
      // The next segment began when this one had ended.
      boolean old = next.at().plus(age).isBefore(now) && first.at().plus(age).isBefore(now);
      if (!old || next.seq() - 1 > covered) {
        break;
      }
      due.add(numbers.get(i));
      from = from == 0 ? first.seq() : from;
      to = next.seq() - 1;
    }
    return due.isEmpty() ? null : new Due(due, from, to);
  }

  private static @Nullable StoredLine first(@Nullable Path segment) throws IOException {
    if (segment == null) {
      return null;
    }
    try (LineReader lines = LineReader.open(segment)) {
      byte[] line = lines.next();
      return line == null ? null : StoredLine.read(line);
    } catch (StoredLine.NotARecord e) {
      return null; // damage is for the verifier to name, and stays where it is
    }
  }

  static void remove(Path directory, Due due) throws IOException {
    for (int number : due.segments()) {
      Path checkpoints = directory.resolve(AuditDirectory.checkpoints(number));
      if (Files.exists(checkpoints)) {
        try {
          CheckpointFiles.thin(checkpoints);
        } catch (CheckpointFiles.Unreadable e) {
          break; // this segment and what follows stay until someone has looked at it
        }
      }
      Files.deleteIfExists(directory.resolve(AuditDirectory.segment(number)));
      Files.deleteIfExists(directory.resolve(AuditDirectory.personal(number)));
      String torn = AuditDirectory.segment(number).replace(".jsonl", ".torn-");
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          if (String.valueOf(file.getFileName()).startsWith(torn)) {
            Files.delete(file);
          }
        }
      }
    }
    PrivateFiles.force(directory);
  }
}
