package org.agentgovernance.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Digest;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a log that exists already goes on. Reads the last two segments, moves a torn last
 * line out of the way and refuses any other damage.
 *
 * @param head the last record
 * @param segment the number of the segment to go on with
 * @param position where in that segment
 * @param torn what was moved out of the way, or null
 * @param open intents without outcome in the segments read
 */
record LogRecovery(
    AuditHead head,
    int segment,
    long position,
    @Nullable Map<String, Object> torn,
    Collection<OpenIntents.Intent> open) {

  static LogRecovery read(Path directory) throws IOException {
    SortedMap<Integer, Path> segments = AuditDirectory.segments(directory);
    OpenIntents intents = new OpenIntents();
    if (segments.isEmpty()) {
      return new LogRecovery(AuditHead.EMPTY, 1, 0, null, intents.all());
    }
    int last = segments.lastKey();
    for (int number = 1; number <= last; number++) {
      if (!segments.containsKey(number)) {
        throw tampered(AuditDirectory.segment(number) + " is missing");
      }
    }
    ChainWalk walk = last <= 2 ? ChainWalk.fromStart() : ChainWalk.fromAnywhere();
    if (last > 1 && walk(at(segments, last - 1), walk, intents).torn()) {
      throw tampered(AuditDirectory.segment(last - 1) + " ends within a line");
    }
    if (last > 1 && walk.last() == null) {
      throw tampered(AuditDirectory.segment(last - 1) + " is empty");
    }
    Path file = at(segments, last);
    LineReader end = walk(file, walk, intents);
    Map<String, Object> torn = end.torn() ? quarantine(file, end) : null;
    return new LogRecovery(walk.head(), last, end.offset(), torn, intents.all());
  }

  private static Path at(SortedMap<Integer, Path> segments, int number) {
    Path file = segments.get(number);
    if (file == null) {
      throw new IllegalStateException("every segment was listed");
    }
    return file;
  }

  private static LineReader walk(Path file, ChainWalk walk, OpenIntents intents)
      throws IOException {
    String name = String.valueOf(file.getFileName());
    try (LineReader lines = LineReader.open(file)) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        AuditProblem problem = walk.accept(name, lines.line(), line);
        if (problem != null) {
          throw tampered(name + " line " + lines.line() + ": " + problem.message());
        }
        StoredLine read = walk.last();
        if (read != null) {
          intents.read(read);
        }
      }
      return lines;
    } catch (LineReader.TooLong e) {
      throw tampered(name + " " + e.getMessage());
    }
  }

  /** Copies the torn line beside the segment, and only then cuts it off. */
  private static Map<String, Object> quarantine(Path segment, LineReader end) throws IOException {
    byte[] bytes = end.tornBytes();
    String name = String.valueOf(segment.getFileName());
    String side = name.replace(".jsonl", ".torn-" + end.offset() + ".bin");
    try (FileChannel copy = AuditDirectory.openForWriting(segment.resolveSibling(side))) {
      copy.truncate(0);
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        copy.write(buffer);
      }
      copy.force(true);
    }
    AuditDirectory.force(segment.getParent());
    try (FileChannel channel = AuditDirectory.openForWriting(segment)) {
      channel.truncate(end.offset());
      channel.force(true);
    }
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("segment", name);
    facts.put("offset", end.offset());
    facts.put("bytes", (long) bytes.length);
    facts.put("digest", Digest.ofBytes(bytes).toString());
    facts.put("file", side);
    return facts;
  }

  private static GovernanceException tampered(String what) {
    return new GovernanceException(
        ReasonCode.AUDIT_TAMPERED,
        "audit.tampered: "
            + what
            + "; verify the log, keep it as evidence and begin a new one in another directory");
  }
}
