package org.agentgovernance.flow;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.RuleRef;
import org.jspecify.annotations.Nullable;

/**
 * A named way to take what some tools returned for better than it was labelled: the only thing that
 * makes a session's label better. Immutable.
 *
 * @param trusts whether it makes untrusted output trusted
 * @param declassifiesTo the most confidential that it leaves, or null when it changes nothing there
 * @param tools the tools of whose output it speaks
 * @param roles who may endorse needs one of these
 * @param ref its id and place in the manifest
 */
public record Endorsement(
    boolean trusts,
    @Nullable Confidentiality declassifiesTo,
    Set<String> tools,
    Set<String> roles,
    RuleRef ref) {

  /** Copies the sets. */
  public Endorsement {
    tools = Set.copyOf(tools);
    roles = Set.copyOf(roles);
  }

  boolean covers(String tool) {
    return tools.contains(tool);
  }

  /**
   * Whether somebody may endorse. The agent never may.
   *
   * @param who the person
   * @param session the session
   * @return whether the person has one of the roles and is not the session's agent
   */
  public boolean allows(Subject who, CallContext session) {
    return !who.id().equals(session.principal().agent())
        && !who.id().equals(session.principal().instance())
        && who.roles().stream().anyMatch(roles::contains);
  }

  /**
   * Endorses what a session has read so far. What it reads later labels it again; a session that it
   * was delegated from keeps its label.
   *
   * @param session the session
   * @param recorded records the label before and after, as fields; runs while nothing else can
   *     change the label, and must not block. When it answers false nothing changes
   * @return what the recorder answered
   */
  public boolean apply(
      CallContext session, BiPredicate<Map<String, Object>, Map<String, Object>> recorded) {
    return SessionFlow.of(session)
        .endorse(this, (before, after) -> recorded.test(fields(before), fields(after)));
  }

  private static Map<String, Object> fields(SessionLabel label) {
    return Map.of(
        "integrity", label.untrusted() ? "untrusted" : "trusted",
        "confidentiality", label.confidentiality().name().toLowerCase(Locale.ROOT),
        "tainting", label.tainting(),
        "confiding", label.confiding());
  }
}
