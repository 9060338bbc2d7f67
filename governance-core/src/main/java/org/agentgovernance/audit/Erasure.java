package org.agentgovernance.audit;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which personal values are to be erased. The records stay and the log verifies as before; what
 * they kept beside the log under an HMAC is removed with its salt. Immutable.
 *
 * @param by what is looked at
 * @param value the call's or the user's id
 */
public record Erasure(By by, String value) {
  /** What is looked at. */
  public enum By {
    /** One call, by the governor's own id. */
    CALL,
    /** Every call on behalf of one user, by the user's id. */
    USER
  }

  /**
   * The values of one call.
   *
   * @param callId the governor's own id of the call, {@code call} in its records
   * @return what to erase
   */
  public static Erasure ofCall(String callId) {
    return new Erasure(By.CALL, callId);
  }

  /**
   * The values of every call on behalf of a user.
   *
   * @param userId the user's id, {@code user.id} in the records
   * @return what to erase
   */
  public static Erasure ofUser(String userId) {
    return new Erasure(By.USER, userId);
  }

  /** Whether a record holds values that are to be erased. */
  boolean concerns(Map<String, @Nullable Object> fields) {
    if (!sealed(fields.get("arguments")) && !sealed(fields.get("said"))) {
      return false;
    }
    if (by == By.CALL) {
      return value.equals(fields.get("call"));
    }
    return fields.get("user") instanceof Map<?, ?> user && value.equals(user.get("id"));
  }

  private static boolean sealed(@Nullable Object field) {
    return field instanceof Map<?, ?> map && map.get("hmac") instanceof String;
  }
}
