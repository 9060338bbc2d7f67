package org.agentgovernance.flow;

import java.util.List;

/**
 * What a tool accepts of a session's past. Immutable.
 *
 * @param untrusted whether it may be called after the session has read untrusted text
 * @param maxConfidentiality the most confidential thing that the session may have read
 * @param otherwise what happens instead of an untainted call
 * @param identityArguments the arguments that decide who or what is hit; when every one of them has
 *     trusted provenance the call counts as untainted
 * @param evidence where the value of an identity argument must occur to have trusted provenance
 * @param sparesUpTo the most confidential thing that an untrusted session may have read for its
 *     identity arguments to count; beyond it somebody else's text could steer the user's secrets
 *     into a call that hits the right person
 * @param unknownLinks whether, in an untrusted session, the other arguments may hold web and mail
 *     addresses that have no trusted provenance
 */
public record Acceptance(
    boolean untrusted,
    Confidentiality maxConfidentiality,
    Otherwise otherwise,
    List<String> identityArguments,
    Evidence evidence,
    Confidentiality sparesUpTo,
    boolean unknownLinks) {
  /** What happens to a call that is not accepted. */
  public enum Otherwise {
    /** A person decides. */
    APPROVE,
    /** The call is denied. */
    FORBID
  }

  /** Where a value must occur. */
  public enum Evidence {
    /**
     * In the user's own words only. Right for a tool whose possible targets are listed by a trusted
     * tool: whoever steers the agent can pick any of them, although nobody forged the list.
     */
    USER_WORDS,
    /** In the user's own words or in trusted output. */
    TRUSTED_OUTPUT
  }

  /** Copies the list. */
  public Acceptance {
    identityArguments = List.copyOf(identityArguments);
  }

  /**
   * An acceptance whose evidence is the user's own words or trusted output.
   *
   * @param untrusted whether it may be called after the session has read untrusted text
   * @param maxConfidentiality the most confidential thing that the session may have read
   * @param otherwise what happens instead of an untainted call
   * @param identityArguments the arguments that decide who or what is hit
   */
  public Acceptance(
      boolean untrusted,
      Confidentiality maxConfidentiality,
      Otherwise otherwise,
      List<String> identityArguments) {
    this(untrusted, maxConfidentiality, otherwise, identityArguments, Evidence.TRUSTED_OUTPUT);
  }

  /**
   * An acceptance that looks at nothing but identity arguments.
   *
   * @param untrusted whether it may be called after the session has read untrusted text
   * @param maxConfidentiality the most confidential thing that the session may have read
   * @param otherwise what happens instead of an untainted call
   * @param identityArguments the arguments that decide who or what is hit
   * @param evidence where the value of an identity argument must occur
   */
  public Acceptance(
      boolean untrusted,
      Confidentiality maxConfidentiality,
      Otherwise otherwise,
      List<String> identityArguments,
      Evidence evidence) {
    this(
        untrusted,
        maxConfidentiality,
        otherwise,
        identityArguments,
        evidence,
        Confidentiality.USER,
        true);
  }
}
