package org.agentgovernance.audit;

import org.agentgovernance.checkpoint.MerkleTree;
import org.agentgovernance.checkpoint.TreeHash;
import org.jspecify.annotations.Nullable;

/** Follows the lines of a log in order and says what is wrong with the first bad one. */
final class ChainWalk {
  private static final TreeHash NONE = TreeHash.of(new byte[TreeHash.BYTES]);

  private long seq;
  private TreeHash hash;
  private boolean anchored;
  private @Nullable StoredLine last;

  private ChainWalk(long seq, TreeHash hash, boolean anchored) {
    this.seq = seq;
    this.hash = hash;
    this.anchored = anchored;
  }

  /** A walk from the first record of a log. */
  static ChainWalk fromStart() {
    return new ChainWalk(0, NONE, true);
  }

  /** A walk that takes the first line's number and predecessor as they stand. */
  static ChainWalk fromAnywhere() {
    return new ChainWalk(0, NONE, false);
  }

  /** A walk from the record after the first ones, whose hashes are known. */
  static ChainWalk after(MerkleTree.Source hashes, long records) {
    return new ChainWalk(records, hashes.hash(0, records - 1), true);
  }

  AuditHead head() {
    return new AuditHead(seq, hash.hex());
  }

  /** The number of the record accepted last, or 0. */
  long seq() {
    return seq;
  }

  /** The record accepted last, or null before the first. */
  @Nullable StoredLine last() {
    return last;
  }

  /** Accepts the next line, or says what is wrong with it and stays where it is. */
  @Nullable AuditProblem accept(String file, long line, byte[] bytes) {
    return accept(file, line, ExaminedLine.of(bytes));
  }

  /** Accepts the next line, of which everything is known that it says of itself. */
  @Nullable AuditProblem accept(String file, long line, ExaminedLine examined) {
    long expected = seq + 1;
    StoredLine record = examined.record();
    if (record == null) {
      AuditProblem.Kind kind =
          examined.sound() ? AuditProblem.Kind.NOT_A_RECORD : AuditProblem.Kind.CHANGED;
      return new AuditProblem(
          kind, file, line, expected, "record " + expected + ": " + examined.wrong());
    }
    if (!anchored) {
      seq = record.seq() - 1;
      hash = record.prev();
      anchored = true;
      expected = record.seq();
    }
    AuditProblem problem = place(file, line, expected, record);
    if (problem == null) {
      seq = expected;
      hash = examined.hash();
      last = record;
    }
    return problem;
  }

  private @Nullable AuditProblem place(String file, long line, long expected, StoredLine record) {
    long number = record.seq();
    if (number > expected) {
      return new AuditProblem(
          AuditProblem.Kind.REMOVED,
          file,
          line,
          expected,
          "record " + expected + " is not where it belongs; record " + number + " stands there");
    }
    if (number < expected) {
      return new AuditProblem(
          AuditProblem.Kind.DUPLICATE,
          file,
          line,
          number,
          "a second record " + number + " stands where record " + expected + " belongs");
    }
    if (!record.prev().equals(hash)) {
      return new AuditProblem(
          AuditProblem.Kind.BROKEN_CHAIN,
          file,
          line,
          number,
          "record "
              + number
              + " does not follow "
              + (number == 1 ? "an empty log" : "the record " + (number - 1) + " that stands here")
              + ": one of the two was replaced after it was written");
    }
    return null;
  }
}
