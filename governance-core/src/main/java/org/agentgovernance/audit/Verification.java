package org.agentgovernance.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.agentgovernance.audit.AuditProblem.Kind;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.agentgovernance.checkpoint.TreeHash;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** One pass over a log up to its first problem, and a second look to name that problem well. */
final class Verification {
  /** What is read: the segments, and where the whole directory is there, what stands beside. */
  record Input(
      List<LogSource> sources,
      boolean fromStart,
      @Nullable TreeFile tree,
      @Nullable Path directory,
      List<Path> checkpoints,
      List<SignedCheckpoint> witnessed,
      List<String> unreadable) {

    /** Lines of one source and nothing beside them. */
    static Input of(LogSource source, boolean fromStart) {
      return new Input(List.of(source), fromStart, null, null, List.of(), List.of(), List.of());
    }
  }

  private final Input input;
  private final List<LogSource> sources;
  private final HeldEvidence held;
  private final @Nullable AuditHead expected;
  private final TreeCheck tree;
  private final LogCheckpoints checkpoints;
  private final PersonalCheck personal;
  private final List<SignedCheckpoint> pending = new ArrayList<>();
  private final int processors = Runtime.getRuntime().availableProcessors();
  private ChainWalk walk;

  private long records;
  private int segments;
  private long unclean;
  private boolean closed;
  private long missingUpTo;
  private long removedUpTo;
  private @Nullable StoredLine first;
  private boolean met;

  Verification(Input input, HeldEvidence held) {
    this.input = input;
    this.sources = input.sources();
    this.held = held;
    this.expected = held.head();
    this.met = expected != null && expected.seq() == 0;
    this.walk = input.fromStart() ? ChainWalk.fromStart() : ChainWalk.fromAnywhere();
    this.tree = new TreeCheck(input.tree(), held.keys());
    this.checkpoints = new LogCheckpoints(tree, input.checkpoints());
    this.personal = new PersonalCheck(input.directory());
    pending.addAll(held.checkpoints());
    pending.addAll(input.witnessed());
    pending.sort(Comparator.comparingLong(note -> note.checkpoint().size()));
  }

  AuditReport run() throws IOException {
    ExecutorService examiners =
        Executors.newFixedThreadPool(
            processors,
            task -> {
              Thread thread = new Thread(task, "audit-verifier");
              thread.setDaemon(true);
              return thread;
            });
    try (checkpoints;
        personal) {
      AuditProblem problem = forged();
      for (int i = 0; i < sources.size() && problem == null; i++) {
        problem = segment(i, examiners);
      }
      if (problem == null) {
        problem = end();
      }
      StoredLine last = walk.last();
      return new AuditReport(
          problem,
          records,
          segments,
          time(first),
          time(last),
          last == null ? AuditHead.EMPTY : walk.head(),
          closed,
          unclean,
          new Unknowable(held, problem, records, closed, unclean, removedUpTo)
              .sentences(
                  walk.seq(), met, tree, first == null ? 1 : first.seq(), personal.missing()),
          tree.checkpoints(),
          tree.signed());
    } finally {
      examiners.shutdownNow();
    }
  }

  private @Nullable AuditProblem forged() {
    for (SignedCheckpoint note : held.checkpoints()) {
      if (note.trust(held.keys()) == SignedCheckpoint.Trust.FORGED) {
        return new AuditProblem(
            Kind.FORGED,
            "",
            0,
            1,
            "the checkpoint over "
                + note.checkpoint().size()
                + " records that was held names a key that is held, but the signature is not of"
                + " that key");
      }
    }
    return null;
  }

  private @Nullable AuditProblem segment(int index, ExecutorService examiners) throws IOException {
    LogSource source = sources.get(index);
    if (!source.present()) {
      return new AuditProblem(
          Kind.MISSING_SEGMENT, source.name(), 0, next(), source.name() + " is missing");
    }
    segments++;
    personal.segment(source.name());
    try (LineReader lines = source.open()) {
      LineFeed feed = new LineFeed(lines, examiners, 2 * processors);
      for (LineFeed.Batch batch = feed.next(); batch != null; batch = feed.next()) {
        for (int i = 0; i < batch.lines().size(); i++) {
          long line = batch.firstLine() + i;
          AuditProblem problem = line(source.name(), line, batch.examined().get(i));
          if (problem != null) {
            return named(problem, batch.lines().get(i));
          }
        }
      }
      if (lines.torn()) {
        return new AuditProblem(
            Kind.TORN_TAIL,
            source.name(),
            lines.line() + 1,
            next(),
            "the segment ends within the line of record "
                + next()
                + ": its writer was killed, it was cut off, or it is being written now");
      }
      return null;
    } catch (LineReader.TooLong e) {
      String why = "record " + next() + ": " + e.getMessage() + ", more than any record";
      return new AuditProblem(Kind.NOT_A_RECORD, source.name(), 0, next(), why);
    }
  }

  private @Nullable AuditProblem line(String file, long line, ExaminedLine examined)
      throws IOException {
    if (first == null && !input.fromStart()) {
      AuditProblem problem = begin(file, examined);
      if (problem != null) {
        return problem;
      }
    }
    AuditProblem problem = walk.accept(file, line, examined);
    if (problem != null) {
      return problem;
    }
    tree.leaf(examined.hash());
    StoredLine record = walk.last();
    problem = record == null ? null : personal.check(record);
    if (problem != null) {
      return problem;
    }
    problem = count(file, line);
    return problem == null ? compare(walk.seq()) : problem;
  }

  /** Begins after the records of segments that are not there. */
  private @Nullable AuditProblem begin(String file, ExaminedLine examined) throws IOException {
    StoredLine record = examined.record();
    if (record == null) {
      return null; // the walk says what is wrong with it
    }
    long before = record.seq() - 1;
    tree.resume(before);
    if (input.directory() == null) {
      return null;
    }
    TreeFile hashes = input.tree();
    if (before == 0 || hashes == null || !hashes.covers(before)) {
      return new AuditProblem(
          Kind.MISSING_SEGMENT,
          AuditDirectory.segment(1),
          0,
          1,
          "the segments before "
              + file
              + " are missing, and "
              + TreeFile.FILE
              + " does not hold their hashes");
    }
    missingUpTo = before;
    walk = ChainWalk.after(hashes, before);
    return compare(before);
  }

  /** Compares the checkpoints that the records read have reached. */
  private @Nullable AuditProblem compare(long size) throws IOException {
    AuditProblem problem = checkpoints.reached(size);
    while (problem == null && !pending.isEmpty() && pending.get(0).checkpoint().size() <= size) {
      problem = tree.check(pending.remove(0), "the checkpoint held", "", true);
    }
    return problem;
  }

  /** Counts an intact record, and compares it with the head held. */
  private @Nullable AuditProblem count(String file, long line) {
    StoredLine record = walk.last();
    if (record == null) {
      return null;
    }
    if (expected != null && expected.seq() == record.seq()) {
      met = true;
      if (!expected.hash().equals(walk.head().hash())) {
        return new AuditProblem(
            Kind.FORK,
            file,
            line,
            record.seq(),
            "record "
                + record.seq()
                + " is not the one whose hash was held: it or one before it was replaced and the"
                + " chain computed anew, or this is another log");
      }
    }
    if (record.kind().equals(AuditKind.LOG_OPENED.word()) && first != null && !closed) {
      unclean++;
    }
    if (record.kind().equals(AuditKind.LOG_RETENTION.word())
        && record.fields().get("log") instanceof Map<?, ?> facts
        && Json.object(facts).get("to") instanceof Long to) {
      removedUpTo = Math.max(removedUpTo, to);
    }
    first = first == null ? record : first;
    closed = record.kind().equals(AuditKind.LOG_CLOSED.word());
    records++;
    return null;
  }

  private @Nullable AuditProblem end() throws IOException {
    if (records == 0 && expected == null && held.checkpoints().isEmpty()) {
      return new AuditProblem(Kind.NOT_FOUND, "", 0, 0, "there is no audit log, or it is empty");
    }
    long last = walk.seq();
    if (expected != null && expected.seq() > last) {
      long gone = expected.seq() - last;
      String file = sources.isEmpty() ? "" : sources.get(sources.size() - 1).name();
      return new AuditProblem(
          Kind.TRUNCATED,
          file,
          0,
          next(),
          "the log ends with record "
              + last
              + ", but record "
              + expected.seq()
              + " was held: at least "
              + gone
              + (gone == 1 ? " record is" : " records are")
              + " missing from the end");
    }
    AuditProblem problem = tree.beyond(pending, last, "the checkpoint held");
    SignedCheckpoint own = checkpoints.beyond();
    if (problem == null && own != null) {
      problem = tree.beyond(List.of(own), last, "the log's own checkpoint");
    }
    if (problem == null && records == 0) {
      return new AuditProblem(Kind.NOT_FOUND, "", 0, 0, "there is no audit log, or it is empty");
    }
    if (problem == null && missingUpTo > removedUpTo) {
      problem =
          new AuditProblem(
              Kind.MISSING_SEGMENT,
              AuditDirectory.segment(1),
              0,
              1,
              "records 1 to "
                  + missingUpTo
                  + " are missing, and no record says that they were removed");
    }
    return problem == null ? beside(last) : problem;
  }

  /** What stands beside the lines: the file of hashes, and signatures at all. */
  private @Nullable AuditProblem beside(long last) {
    if (input.directory() != null && tree.differs() > 0) {
      return new AuditProblem(
          Kind.TREE,
          TreeFile.FILE,
          0,
          tree.differs(),
          TreeFile.FILE
              + " and the lines differ from record "
              + tree.differs()
              + " on, and no checkpoint after it tells which of the two was changed");
    }
    if (input.directory() != null && (input.tree() == null || (closed && tree.covered() < last))) {
      return new AuditProblem(
          Kind.TREE,
          TreeFile.FILE,
          0,
          tree.covered() + 1,
          TreeFile.FILE + (input.tree() == null ? " is missing" : " was cut off"));
    }
    if (!input.unreadable().isEmpty()) {
      String name = input.unreadable().get(0);
      return new AuditProblem(
          Kind.CHECKPOINT, name, 0, 1, name + " holds something that is no checkpoint");
    }
    if (input.directory() != null && !held.keys().isEmpty() && tree.signed() == 0) {
      return new AuditProblem(
          Kind.UNSIGNED, "", 0, 1, "no checkpoint of this log is signed by a key that is held");
    }
    return null;
  }

  /** Tells a removed record from a moved one, and a doubled one from a strange one. */
  private AuditProblem named(AuditProblem problem, byte[] line) throws IOException {
    if (problem.kind() == Kind.REMOVED) {
      return original(problem.seq()) != null
          ? changed(problem, Kind.REORDERED, "; it stands further on, so records were moved")
          : changed(problem, Kind.REMOVED, " and it is nowhere after that, so it was removed");
    }
    if (problem.kind() == Kind.DUPLICATE) {
      byte[] original = original(problem.seq());
      if (original == null || Arrays.equals(original, line)) {
        return changed(problem, Kind.DUPLICATE, ", the same as the first: it was copied there");
      }
      return Objects.equals(prev(original), prev(line))
          ? changed(problem, Kind.FORK, ", another one after the same record: two histories")
          : changed(problem, Kind.INSERTED, ", another one: it was put there");
    }
    return problem;
  }

  private byte @Nullable [] original(long seq) throws IOException {
    for (LogSource source : sources) {
      if (source.present()) {
        try (LineReader lines = source.open()) {
          byte[] found = find(seq, lines);
          if (found != null) {
            return found;
          }
        }
      }
    }
    return null;
  }

  private static byte @Nullable [] find(long seq, LineReader lines) throws IOException {
    try {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        if (Chain.sound(line) && seq(line) == seq) {
          return line;
        }
      }
      return null;
    } catch (LineReader.TooLong e) {
      return null;
    }
  }

  private static long seq(byte[] line) {
    try {
      return StoredLine.read(line).seq();
    } catch (StoredLine.NotARecord e) {
      return 0;
    }
  }

  private static @Nullable TreeHash prev(byte[] line) {
    try {
      return StoredLine.read(line).prev();
    } catch (StoredLine.NotARecord e) {
      return null;
    }
  }

  private static AuditProblem changed(AuditProblem problem, Kind kind, String addition) {
    return new AuditProblem(
        kind, problem.file(), problem.line(), problem.seq(), problem.message() + addition);
  }

  private long next() {
    return walk.seq() + 1;
  }

  private static @Nullable Instant time(@Nullable StoredLine line) {
    return line == null ? null : line.at();
  }
}
