package org.agentgovernance.audit;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agentgovernance.audit.AuditProblem.Kind;
import org.jspecify.annotations.Nullable;

/** One pass over a log up to its first problem, and a second look to name that problem well. */
final class Verification {
  private final List<LogSource> sources;
  private final @Nullable AuditHead expected;
  private final ChainWalk walk;

  private long records;
  private int segments;
  private long unclean;
  private boolean closed;
  private @Nullable StoredLine first;
  private boolean met;

  Verification(List<LogSource> sources, boolean fromStart, @Nullable AuditHead expected) {
    this.sources = sources;
    this.expected = expected;
    this.met = expected != null && expected.seq() == 0;
    this.walk = fromStart ? ChainWalk.fromStart() : ChainWalk.fromAnywhere();
  }

  AuditReport run() throws IOException {
    AuditProblem problem = null;
    for (int i = 0; i < sources.size() && problem == null; i++) {
      problem = segment(i);
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
        unknowable(problem));
  }

  private @Nullable AuditProblem segment(int index) throws IOException {
    LogSource source = sources.get(index);
    if (!source.present()) {
      return new AuditProblem(
          Kind.MISSING_SEGMENT, source.name(), 0, next(), source.name() + " is missing");
    }
    segments++;
    try (LineReader lines = source.open()) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        AuditProblem problem = walk.accept(source.name(), lines.line(), line);
        if (problem != null) {
          return named(problem, index, lines, line);
        }
        problem = count(source.name(), lines.line());
        if (problem != null) {
          return problem;
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
    first = first == null ? record : first;
    closed = record.kind().equals(AuditKind.LOG_CLOSED.word());
    records++;
    return null;
  }

  private @Nullable AuditProblem end() {
    if (records == 0) {
      return new AuditProblem(Kind.NOT_FOUND, "", 0, 0, "there is no audit log, or it is empty");
    }
    if (expected != null && expected.seq() > walk.head().seq()) {
      long gone = expected.seq() - walk.head().seq();
      String file = sources.get(sources.size() - 1).name();
      return new AuditProblem(
          Kind.TRUNCATED,
          file,
          0,
          next(),
          "the log ends with record "
              + walk.head().seq()
              + ", but record "
              + expected.seq()
              + " was held: at least "
              + gone
              + (gone == 1 ? " record is" : " records are")
              + " missing from the end");
    }
    return null;
  }

  /** Tells a removed record from a moved one, and a doubled one from a strange one. */
  private AuditProblem named(AuditProblem problem, int index, LineReader rest, byte[] line)
      throws IOException {
    if (problem.kind() == Kind.REMOVED) {
      return present(problem.seq(), index, rest)
          ? changed(problem, Kind.REORDERED, "; it stands further on, so records were moved")
          : changed(problem, Kind.REMOVED, " and it is nowhere after that, so it was removed");
    }
    if (problem.kind() == Kind.DUPLICATE) {
      byte[] original = original(problem.seq());
      if (original == null || Arrays.equals(original, line)) {
        return changed(problem, Kind.DUPLICATE, ", the same as the first: it was copied there");
      }
      return prev(original).equals(prev(line))
          ? changed(problem, Kind.FORK, ", another one after the same record: two histories")
          : changed(problem, Kind.INSERTED, ", another one: it was put there");
    }
    return problem;
  }

  private boolean present(long seq, int index, LineReader rest) throws IOException {
    if (find(seq, rest) != null) {
      return true;
    }
    for (LogSource source : sources.subList(index + 1, sources.size())) {
      if (source.present()) {
        try (LineReader lines = source.open()) {
          if (find(seq, lines) != null) {
            return true;
          }
        }
      }
    }
    return false;
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

  private static String prev(byte[] line) {
    try {
      return StoredLine.read(line).prev();
    } catch (StoredLine.NotARecord e) {
      return "";
    }
  }

  private static AuditProblem changed(AuditProblem problem, Kind kind, String addition) {
    return new AuditProblem(
        kind, problem.file(), problem.line(), problem.seq(), problem.message() + addition);
  }

  private List<String> unknowable(@Nullable AuditProblem problem) {
    List<String> unknown = new ArrayList<>();
    if (problem != null) {
      unknown.add("whether anything from record " + problem.seq() + " on is as it was written");
    } else if (expected == null) {
      unknown.add(
          closed
              ? "whether the log was opened again after its end and that part removed; hold a head"
              : "whether records are missing from the end: the last one does not say that the log"
                  + " was closed, so it is in use, its process died, or its end was removed");
    } else {
      unknown.add("whether records after the held " + expected.seq() + " were removed or replaced");
    }
    if (expected != null && !met && problem == null) {
      unknown.add(
          "whether the held record " + expected.seq() + " is right: it is not in this file");
    }
    if (unclean > 0) {
      unknown.add(
          "what was lost the "
              + unclean
              + " time(s) that the log was opened without having been closed");
    }
    if (first != null && first.seq() > 1) {
      unknown.add("what stood before record " + first.seq());
    }
    unknown.add(
        "whether someone with write access computed the whole chain anew: it has no key"
            + (expected == null ? "" : ", but up to the held head it would not match"));
    return unknown;
  }

  private long next() {
    return walk.head().seq() + 1;
  }

  private static @Nullable Instant time(@Nullable StoredLine line) {
    return line == null ? null : line.at();
  }
}
