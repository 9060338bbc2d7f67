package org.agentgovernance.cli;

import java.time.Instant;
import org.agentgovernance.cli.questions.Period;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** From when to when a question is asked. */
final class PeriodOptions {
  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "A date (midnight UTC) or an instant in ISO 8601 (the log's beginning).")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "The same; what happened at TIME itself is not included (the log's end).")
  private @Nullable String to;

  Period read() {
    Instant begin = instant("--from", from);
    Instant end = instant("--to", to);
    try {
      return new Period(begin, end);
    } catch (IllegalArgumentException e) {
      throw InputException.usage("--to: " + e.getMessage());
    }
  }

  private static @Nullable Instant instant(String option, @Nullable String text) {
    try {
      return Period.instant(text);
    } catch (IllegalArgumentException e) {
      throw InputException.usage(option + ": " + e.getMessage());
    }
  }
}
