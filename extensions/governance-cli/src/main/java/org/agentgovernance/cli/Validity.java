package org.agentgovernance.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** How long what is signed holds: a period from now, or a time. */
final class Validity {
  private Validity() {}

  static Instant until(String option, String text, Instant now) {
    Instant until;
    try {
      until =
          text.startsWith("P")
              ? now.atOffset(ZoneOffset.UTC).plus(Period.parse(text)).toInstant()
              : Instant.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw InputException.usage(
          option + ": give a period such as P90D or P1Y, or a time such as 2030-01-01T00:00:00Z");
    }
    if (!until.isAfter(now) || until.isAfter(Instant.parse("9999-01-01T00:00:00Z"))) {
      throw InputException.usage(option + ": must end in the future, before the year 9999");
    }
    return until.truncatedTo(ChronoUnit.SECONDS);
  }
}
