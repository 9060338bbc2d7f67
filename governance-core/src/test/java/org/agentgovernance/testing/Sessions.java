package org.agentgovernance.testing;

import java.time.Clock;
import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.jspecify.annotations.Nullable;

/** Contexts of sessions. */
public final class Sessions {
  private Sessions() {}

  public static CallContext of(String session, Clock clock) {
    return of(session, null, "agent", Subject.of("u1"), clock);
  }

  public static CallContext of(
      String session, @Nullable String task, String agent, Subject user, Clock clock) {
    return new CallContext(new Principal(user, agent, ""), session, task, null, Map.of(), clock);
  }
}
