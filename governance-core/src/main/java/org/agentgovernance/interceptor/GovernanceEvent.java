package org.agentgovernance.interceptor;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.agentgovernance.call.CallContext;
import org.jspecify.annotations.Nullable;

/**
 * Something that the people who run an agent want to know at once: a budget is nearly used up, a
 * breaker has opened, a log is full. An event decides nothing and proves nothing; decisions are
 * values, evidence is in the audit log. It holds no arguments, outputs or secrets. Immutable.
 *
 * @param kind what happened, {@code feature.condition} in lower case such as {@code
 *     budget.threshold}; docs/events.md lists those of this library
 * @param at when
 * @param tool the tool that it is about, or null
 * @param session the session that it is about, or null
 * @param agent the agent that it is about, or null
 * @param details what more there is to say, as texts by name, in the order given
 */
public record GovernanceEvent(
    String kind,
    Instant at,
    @Nullable String tool,
    @Nullable String session,
    @Nullable String agent,
    Map<String, String> details) {
  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+");

  /**
   * Copies the details.
   *
   * @throws IllegalArgumentException when the kind is not of the form {@code feature.condition}
   */
  public GovernanceEvent {
    if (!KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException("an event's kind is feature.condition in lower case");
    }
    details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
  }

  /**
   * Something that happened to a call of a session, now by the session's clock.
   *
   * @param kind what happened
   * @param context whose session it is
   * @param tool the tool, or null
   * @param details what more there is to say
   * @return the event
   */
  public static GovernanceEvent of(
      String kind, CallContext context, @Nullable String tool, Map<String, String> details) {
    return new GovernanceEvent(
        kind, context.now(), tool, context.session(), context.principal().agent(), details);
  }
}
