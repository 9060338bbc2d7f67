package org.agentgovernance.approval;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.Subject;
import org.jspecify.annotations.Nullable;

/** What a standing grant says, word for word. */
record StandingTerms(
    String id,
    String approval,
    String agent,
    @Nullable Subject user,
    Set<String> tools,
    Map<String, ArgumentBound> arguments,
    int uses,
    @Nullable Total total,
    Instant notBefore,
    Instant notAfter,
    @Nullable Hours hours,
    String reason,
    String issuer) {

  /** The most that all uses together may come to in one argument. */
  record Total(String argument, BigDecimal limit) {}

  /** The hours of each day, from the first to just before the last, in one time zone. */
  record Hours(LocalTime from, LocalTime to, ZoneId zone) {
    boolean include(Instant now) {
      LocalTime time = now.atZone(zone).toLocalTime();
      return !time.isBefore(from) && time.isBefore(to);
    }
  }
}
