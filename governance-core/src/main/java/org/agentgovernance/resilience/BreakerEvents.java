package org.agentgovernance.resilience;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.jspecify.annotations.Nullable;

/** Whose breaker one is, and who is told of what becomes of it. */
record BreakerEvents(String tool, @Nullable Who who, Clock clock, EventSink sink) {
  BreakerStatus status(BreakerStatus.State state, int failed, int calls, @Nullable Instant until) {
    return new BreakerStatus(tool, user(), agent(), state, failed, calls, until);
  }

  void moved(BreakerStatus.State to, BreakerStatus status) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("failed", String.valueOf(status.failed()));
    details.put("calls", String.valueOf(status.calls()));
    if (status.until() != null) {
      details.put("until", status.until().toString());
    }
    if (status.user() != null) {
      details.put("user", status.user());
    }
    sink.emit(new GovernanceEvent(kind(to), clock.instant(), tool, null, status.agent(), details));
  }

  private static String kind(BreakerStatus.State to) {
    return switch (to) {
      case CLOSED -> "breaker.closed";
      case OPEN -> "breaker.opened";
      case HALF_OPEN -> "breaker.half_open";
    };
  }

  private @Nullable String user() {
    return who == null || who.user().isEmpty() ? null : who.user();
  }

  private @Nullable String agent() {
    return who == null || who.agent().isEmpty() ? null : who.agent();
  }
}
