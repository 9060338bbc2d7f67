package org.agentgovernance.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.agentgovernance.checkpoint.CheckpointSigner;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.file.PrivateFiles;
import org.agentgovernance.json.Digest;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a log that exists already goes on. Reads the last two segments, moves a torn last
 * line out of the way, brings the file of the tree's hashes up to date, and refuses any other
 * damage: also lines that end before the last checkpoint, or have another root than it.
 *
 * @param head the last record
 * @param segment the number of the segment to go on with
 * @param position where in that segment
 * @param began the time in the first record of that segment, or null when it has none
 * @param repairs what was moved, cut off or put right, each to be recorded
 * @param checkpoint the last checkpoint, or null when there is none
 * @param open intents without outcome in the segments read
 */
record LogRecovery(
    AuditHead head,
    int segment,
    long position,
    @Nullable Instant began,
    List<Map<String, Object>> repairs,
    @Nullable SignedCheckpoint checkpoint,
    Collection<OpenIntents.Intent> open) {

  static LogRecovery read(Path directory, TreeFile tree, @Nullable CheckpointSigner signer)
      throws IOException {
    List<Map<String, Object>> repairs = new ArrayList<>();
    SignedCheckpoint checkpoint = checkpoint(directory, signer, repairs);
    SortedMap<Integer, Path> segments = AuditDirectory.segments(directory);
    OpenIntents intents = new OpenIntents();
    if (segments.isEmpty()) {
      if (checkpoint != null && checkpoint.checkpoint().size() > 0) {
        throw tampered("there is no segment, but a checkpoint");
      }
      tree.resume(0);
      tree.rewrite();
      return new LogRecovery(AuditHead.EMPTY, 1, 0, null, repairs, checkpoint, intents.all());
    }
    int first = segments.firstKey();
    int last = segments.lastKey();
    for (int number = first; number <= last; number++) {
      if (!segments.containsKey(number)) {
        throw tampered(AuditDirectory.segment(number) + " is missing");
      }
    }
    int start = Math.max(first, last - 1);
    long before = TreeRecovery.resume(tree, segments, start);
    ChainWalk walk = before == 0 ? ChainWalk.fromStart() : ChainWalk.after(tree, before);
    TreeRecovery root = new TreeRecovery(tree, checkpoint);
    if (last > start) {
      if (walk(at(segments, start), walk, intents, root).torn()) {
        throw tampered(AuditDirectory.segment(start) + " ends within a line");
      }
      if (walk.last() == null) {
        throw tampered(AuditDirectory.segment(start) + " is empty");
      }
    }
    Path file = at(segments, last);
    LineReader end = walk(file, walk, intents, root);
    root.check(walk.head().seq());
    if (end.torn()) {
      repairs.add(quarantine(file, end));
    }
    if (tree.rewrite()) {
      repairs.add(
          Map.of(
              "file", TreeFile.FILE, "note", "hashes that differed from the lines were replaced"));
    }
    Instant began = start(file);
    return new LogRecovery(
        walk.head(), last, end.offset(), began, repairs, checkpoint, intents.all());
  }

  private static @Nullable SignedCheckpoint checkpoint(
      Path directory, @Nullable CheckpointSigner signer, List<Map<String, Object>> repairs)
      throws IOException {
    try {
      Map<String, Object> torn = CheckpointFiles.repair(directory);
      if (torn != null) {
        repairs.add(torn);
      }
      SignedCheckpoint last = CheckpointFiles.last(directory);
      if (last != null
          && signer != null
          && last.trust(List.of(signer.key())) == SignedCheckpoint.Trust.FORGED) {
        throw tampered("the last checkpoint names the log's key, and the signature is not its");
      }
      return last;
    } catch (CheckpointFiles.Unreadable e) {
      throw tampered(String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable Instant start(Path segment) throws IOException {
    try (LineReader lines = LineReader.open(segment)) {
      byte[] line = lines.next();
      return line == null ? null : StoredLine.read(line).at();
    } catch (StoredLine.NotARecord e) {
      throw new IOException("a line changed while the log was opened", e);
    }
  }

  private static Path at(SortedMap<Integer, Path> segments, int number) {
    Path file = segments.get(number);
    if (file == null) {
      throw new IllegalStateException("every segment was listed");
    }
    return file;
  }

  private static LineReader walk(Path file, ChainWalk walk, OpenIntents intents, TreeRecovery root)
      throws IOException {
    String name = String.valueOf(file.getFileName());
    LineExaminer examiner = new LineExaminer();
    try (LineReader lines = LineReader.open(file)) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        ExaminedLine examined = examiner.examine(line);
        AuditProblem problem = walk.accept(name, lines.line(), examined);
        if (problem != null) {
          throw tampered(name + " line " + lines.line() + ": " + problem.message());
        }
        root.leaf(examined.hash());
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
    try (FileChannel copy = PrivateFiles.openForWriting(segment.resolveSibling(side))) {
      copy.truncate(0);
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        copy.write(buffer);
      }
      copy.force(true);
    }
    PrivateFiles.force(segment.getParent());
    try (FileChannel channel = PrivateFiles.openForWriting(segment)) {
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

  static GovernanceException tampered(String what) {
    return new GovernanceException(
        ReasonCode.AUDIT_TAMPERED,
        "audit.tampered: "
            + what
            + "; verify the log, keep it as evidence and begin a new one in another directory");
  }
}
