package org.agentgovernance.audit;

/**
 * The first thing that is wrong with a log. Immutable.
 *
 * @param kind what is wrong, for programs
 * @param file the segment's file name, or an empty string for a log in memory
 * @param line the line in that file, counted from 1; 0 when no line is concerned
 * @param seq the number of the record concerned
 * @param message what is wrong, for the operator
 */
public record AuditProblem(Kind kind, String file, long line, long seq, String message) {
  /** What is wrong. */
  public enum Kind {
    /** There is no log where one was expected. */
    NOT_FOUND,
    /** The stored bytes of the record are not those that were written. */
    CHANGED,
    /** The line is not a JSON object of a form that this version reads. */
    NOT_A_RECORD,
    /** The record before this one, or this one, was replaced. */
    BROKEN_CHAIN,
    /** Records were removed. */
    REMOVED,
    /** Records stand in another order than they were written. */
    REORDERED,
    /** A record stands twice. */
    DUPLICATE,
    /** A record was put where none belongs. */
    INSERTED,
    /** Two different histories share a beginning. */
    FORK,
    /** A segment's file is missing. */
    MISSING_SEGMENT,
    /** The last line has no end. */
    TORN_TAIL,
    /** The log ends before the head or checkpoint that was held, or before its own checkpoint. */
    TRUNCATED,
    /** A checkpoint cannot be read, or goes back. */
    CHECKPOINT,
    /** A checkpoint names a key that is held, and its signature is not of that key. */
    FORGED,
    /** A key is held, and it signed no checkpoint of this log. */
    UNSIGNED,
    /** The file with the hashes of the tree is damaged or missing. */
    TREE,
    /** A value beside the log is not the one that the record vouches for, or is missing. */
    PERSONAL
  }
}
