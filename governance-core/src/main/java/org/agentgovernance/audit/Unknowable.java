package org.agentgovernance.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says in words what a verification could not find out with what it was given. */
record Unknowable(
    HeldEvidence held,
    @Nullable AuditProblem problem,
    long records,
    boolean closed,
    long unclean,
    long removedUpTo) {

  List<String> sentences(
      long last, boolean met, TreeCheck tree, long first, @Nullable String personal) {
    List<String> unknown = new ArrayList<>();
    AuditHead head = held.head();
    long keptUpTo =
        Math.max(
            head == null ? 0 : head.seq(),
            held.checkpoints().stream().mapToLong(c -> c.checkpoint().size()).max().orElse(0));
    if (problem != null) {
      unknown.add("whether anything from record " + problem.seq() + " on is as it was written");
    } else if (keptUpTo == 0) {
      unknown.add(
          closed
              ? "whether the log was opened again after its end and that part removed; hold a"
                  + " checkpoint"
              : "whether records are missing from the end: the last one does not say that the log"
                  + " was closed, so it is in use, its process died, or its end was removed");
    } else if (keptUpTo < last) {
      unknown.add("whether records after the held " + keptUpTo + " were removed or replaced");
    } else {
      unknown.add("whether anything was written after the held " + keptUpTo + " and removed");
    }
    if (head != null && !met && problem == null) {
      unknown.add("whether the held record " + head.seq() + " is right: it is not in this file");
    }
    if (unclean > 0) {
      unknown.add(
          "what was lost the "
              + unclean
              + " time(s) that the log was opened without having been"
              + " closed");
    }
    if (first > 1) {
      unknown.add(
          "what stood before record "
              + first
              + (removedUpTo >= first - 1
                  ? ": it was removed by retention, and its hashes agree"
                  : ""));
    }
    if (personal != null) {
      unknown.add(personal);
    }
    keys(last, tree, unknown);
    return unknown;
  }

  private void keys(long last, TreeCheck tree, List<String> unknown) {
    if (held.keys().isEmpty()) {
      unknown.add(
          "who wrote it: no public key was given, so whoever may write to the files could have"
              + " computed everything anew"
              + (held.checkpoints().isEmpty() && held.head() == null
                  ? ""
                  : ", but up to what was held it would not match"));
      return;
    }
    if (tree.signed() > 0 && tree.signed() < last && problem == null) {
      unknown.add(
          "who wrote records "
              + (tree.signed() + 1)
              + " to "
              + last
              + ": no checkpoint that a held key signed covers them");
    }
    if (held.checkpoints().isEmpty()) {
      unknown.add(
          "whether the holder of the signing key computed everything anew: only a checkpoint held"
              + " elsewhere, or a witness, shows that");
    }
  }
}
