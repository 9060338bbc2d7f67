package org.agentgovernance.manifest;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.json.Names;
import org.agentgovernance.resilience.RetryRule;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools[].retry}. */
final class RetrySection {
  private static final Duration BACKOFF = Duration.ofMillis(200);
  private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);
  private static final Duration WITHIN = Duration.ofMinutes(1);
  private static final Map<String, Outcome.Kind> WORDS =
      Map.of("failed", Outcome.Kind.FAILED, "timeout", Outcome.Kind.TIMED_OUT);

  private RetrySection() {}

  static @Nullable RetryRule read(Section s, boolean idempotent) {
    Section r = s.section("retry", Keys.RETRY);
    if (r == null) {
      return null;
    }
    if (!idempotent) {
      s.problem(
          "retry",
          "only a tool that says \"idempotent\": true is tried again; say so if a second call with"
              + " the same arguments changes nothing more, or leave \"retry\" out");
    }
    if ("irreversible".equals(s.textOrNull("effect"))) {
      s.problem("retry", "an irreversible tool always needs a person, who approves one call");
    }
    Integer attempts = r.count("attempts", 2, RetryRule.MOST);
    Duration backoff = r.shortDuration("backoff");
    Duration most = r.shortDuration("maxBackoff");
    Duration within = r.shortDuration("within");
    Set<Outcome.Kind> on = on(r);
    if (on.equals(Set.of(Outcome.Kind.TIMED_OUT)) && ToolSection.unlimited(s)) {
      r.problem(
          "on", "the tool never times out, its \"timeout\" is \"none\"; give it a time limit");
    }
    Duration first = backoff == null ? BACKOFF : backoff;
    try {
      return new RetryRule(
          attempts == null ? 3 : attempts,
          first,
          most == null ? (first.compareTo(MAX_BACKOFF) > 0 ? first : MAX_BACKOFF) : most,
          within == null ? WITHIN : within,
          on);
    } catch (IllegalArgumentException e) {
      s.problem("retry", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static Set<Outcome.Kind> on(Section r) {
    Set<Outcome.Kind> on = EnumSet.noneOf(Outcome.Kind.class);
    List<String> words = WORDS.keySet().stream().sorted().toList();
    for (String word : r.someTexts("on")) {
      Outcome.Kind kind = WORDS.get(word);
      if (kind == null) {
        r.problem(
            "on",
            "\"" + word + "\" is not one of " + String.join(", ", words),
            Names.nearest(word, words));
      } else {
        on.add(kind);
      }
    }
    return on.isEmpty() ? Set.copyOf(WORDS.values()) : on;
  }
}
