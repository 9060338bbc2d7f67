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
 */
public record Acceptance(
    boolean untrusted,
    Confidentiality maxConfidentiality,
    Otherwise otherwise,
    List<String> identityArguments) {
  /** What happens to a call that is not accepted. */
  public enum Otherwise {
    /** A person decides. */
    APPROVE,
    /** The call is denied. */
    FORBID
  }

  /** Copies the list. */
  public Acceptance {
    identityArguments = List.copyOf(identityArguments);
  }
}
