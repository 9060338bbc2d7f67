package org.agentgovernance.approval;

import java.time.Duration;
import java.util.Set;
import org.agentgovernance.call.Subject;

/**
 * Who may approve, how many of them, and for how long. Immutable.
 *
 * @param id the policy's id in the manifest
 * @param roles an approver needs one of them; empty when anyone but the requester may approve
 * @param quorum how many different people must approve
 * @param approveWithin how long the request stays open
 * @param executeWithin how long an approval stays good
 * @param standing whether a signed standing grant may answer instead of a person
 */
public record ApprovalPolicy(
    String id,
    Set<String> roles,
    int quorum,
    Duration approveWithin,
    Duration executeWithin,
    boolean standing) {
  /** The policy of a manifest that declares none: any other person, half an hour, five minutes. */
  public static final ApprovalPolicy DEFAULT =
      new ApprovalPolicy("default", Set.of(), 1, Duration.ofMinutes(30), Duration.ofMinutes(5));

  /** Checks the numbers and copies the set. */
  public ApprovalPolicy {
    roles = Set.copyOf(roles);
    if (quorum < 1
        || approveWithin.isNegative()
        || approveWithin.isZero()
        || executeWithin.isNegative()
        || executeWithin.isZero()) {
      throw new IllegalArgumentException("quorum and times of an approval must be positive");
    }
  }

  /**
   * A policy that only people answer.
   *
   * @param id the policy's id in the manifest
   * @param roles an approver needs one of them; empty when anyone but the requester may approve
   * @param quorum how many different people must approve
   * @param approveWithin how long the request stays open
   * @param executeWithin how long an approval stays good
   */
  public ApprovalPolicy(
      String id, Set<String> roles, int quorum, Duration approveWithin, Duration executeWithin) {
    this(id, roles, quorum, approveWithin, executeWithin, false);
  }

  /** Whether two subjects may be one person: where an issuer is missing, the id alone says so. */
  static boolean couldBe(Subject one, Subject other) {
    return one.id().equals(other.id())
        && (one.issuer().equals(other.issuer())
            || one.issuer().isEmpty()
            || other.issuer().isEmpty());
  }

  boolean admits(Subject approver) {
    if (couldBe(Subject.anonymous(), approver)) {
      return false;
    }
    if (roles.isEmpty()) {
      return true;
    }
    for (String role : approver.roles()) {
      if (roles.contains(role)) {
        return true;
      }
    }
    return false;
  }
}
