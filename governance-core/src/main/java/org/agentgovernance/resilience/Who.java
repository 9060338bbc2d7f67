package org.agentgovernance.resilience;

import java.util.Set;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Subject;

/**
 * Whose calls are counted together where a limit counts some apart; what it does not tell apart is
 * empty.
 */
record Who(String issuer, String user, String agent) {
  static Who of(Set<Each> each, CallContext context) {
    Subject subject = context.principal().subject();
    boolean user = each.contains(Each.USER);
    return new Who(
        user ? subject.issuer() : "",
        user ? subject.id() : "",
        each.contains(Each.AGENT) ? context.principal().agent() : "");
  }

  /** Whether a limit has to look at the context of a call at all. */
  static boolean matters(Set<Each> each) {
    return each.contains(Each.USER) || each.contains(Each.AGENT);
  }
}
