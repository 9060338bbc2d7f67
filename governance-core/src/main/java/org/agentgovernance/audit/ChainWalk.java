package org.agentgovernance.audit;

import org.agentgovernance.checkpoint.MerkleTree;
import org.jspecify.annotations.Nullable;

/** Follows the lines of a log in order and says what is wrong with the first bad one. */
final class ChainWalk {
  private AuditHead head;
  private boolean anchored;
  private @Nullable StoredLine last;

  private ChainWalk(AuditHead head, boolean anchored) {
    this.head = head;
    this.anchored = anchored;
  }

  /** A walk from the first record of a log. */
  static ChainWalk fromStart() {
    return new ChainWalk(AuditHead.EMPTY, true);
  }

  /** A walk that takes the first line's number and predecessor as they stand. */
  static ChainWalk fromAnywhere() {
    return new ChainWalk(AuditHead.EMPTY, false);
  }

  /** A walk from the record after the first ones, whose hashes are known. */
  static ChainWalk after(MerkleTree.Source hashes, long records) {
    return new ChainWalk(new AuditHead(records, hashes.hash(0, records - 1).hex()), true);
  }

  AuditHead head() {
    return head;
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
    long expected = head.seq() + 1;
    StoredLine record = examined.record();
    if (record == null) {
      AuditProblem.Kind kind =
          examined.sound() ? AuditProblem.Kind.NOT_A_RECORD : AuditProblem.Kind.CHANGED;
      return new AuditProblem(
          kind, file, line, expected, "record " + expected + ": " + examined.wrong());
    }
    if (!anchored) {
      head = new AuditHead(record.seq() - 1, record.prev());
      anchored = true;
      expected = record.seq();
    }
    AuditProblem problem = place(file, line, expected, record);
    if (problem == null) {
      head = new AuditHead(expected, examined.hash().hex());
      last = record;
    }
    return problem;
  }

  private @Nullable AuditProblem place(String file, long line, long expected, StoredLine record) {
    long seq = record.seq();
    if (seq > expected) {
      return new AuditProblem(
          AuditProblem.Kind.REMOVED,
          file,
          line,
          expected,
          "record " + expected + " is not where it belongs; record " + seq + " stands there");
    }
    if (seq < expected) {
      return new AuditProblem(
          AuditProblem.Kind.DUPLICATE,
          file,
          line,
          seq,
          "a second record " + seq + " stands where record " + expected + " belongs");
    }
    if (!record.prev().equals(head.hash())) {
      return new AuditProblem(
          AuditProblem.Kind.BROKEN_CHAIN,
          file,
          line,
          seq,
          "record "
              + seq
              + " does not follow "
              + (seq == 1 ? "an empty log" : "the record " + (seq - 1) + " that stands here")
              + ": one of the two was replaced after it was written");
    }
    return null;
  }
}
