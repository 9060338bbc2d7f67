package org.agentgovernance.audit;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A step in the life of an approval. Immutable.
 *
 * @param state what happened to the request
 * @param id the id of the request, or of the standing grant
 * @param approver who decided, or null while nobody has
 * @param reason the approver's words, or null
 */
public record ApprovalEvent(
    State state, String id, @Nullable String approver, @Nullable String reason) {
  /** What happened to the request. */
  public enum State {
    /** It was brought before the approvers. */
    REQUESTED,
    /** A call waits for it again that was made before, elsewhere or before a restart. */
    RESUMED,
    /** An approver said yes. */
    APPROVED,
    /** An approver said no. */
    REJECTED,
    /** Nobody decided in time, or the call was not run in time. */
    EXPIRED,
    /** The one call it stands for is about to run. */
    CONSUMED,
    /** A signed standing grant answered in advance; the id is that of the grant. */
    STANDING;

    /**
     * The word in records.
     *
     * @return the name in lower case
     */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An event that nobody's decision stands behind.
   *
   * @param state what happened
   * @param id the request's id
   * @return the event
   */
  public static ApprovalEvent of(State state, String id) {
    return new ApprovalEvent(state, id, null, null);
  }
}
