package org.agentgovernance.call;

import java.util.Locale;

/**
 * Why a call was made by the enforcement point and not by the agent: another one came before it.
 * Immutable. What a caller sets is dropped where a call enters the enforcement point.
 *
 * @param as what the call is to the other
 * @param callId the enforcement point's id of the other
 */
public record CallLink(As as, String callId) {
  /** What a call is to another. */
  public enum As {
    /** It stands in for the other's answer. */
    FALLBACK,
    /** It undoes what the other has done. */
    UNDO;

    /**
     * The word in records.
     *
     * @return the name in lower case
     */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
