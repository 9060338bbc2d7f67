package org.agentgovernance.manifest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.agentgovernance.call.Effect;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.json.Names;
import org.agentgovernance.resilience.BreakerRule;
import org.agentgovernance.resilience.Each;
import org.jspecify.annotations.Nullable;

/**
 * Reads what limits one tool alone: {@code breaker}, {@code idempotent}, {@code retry} and {@code
 * concurrency}.
 */
final class ToolLimits {
  private static final Set<Each> CALLERS = EnumSet.of(Each.USER, Each.AGENT);

  private final List<Section> probes = new ArrayList<>();

  ManifestModel.Limits read(Section s, RuleRef ref) {
    Section c = s.section("concurrency", Keys.TOOL_CONCURRENCY);
    boolean idempotent = Boolean.TRUE.equals(s.flag("idempotent"));
    return new ManifestModel.Limits(
        breaker(s),
        idempotent,
        RetrySection.read(s, idempotent),
        c == null ? null : CapSection.read(c, List.of(), CALLERS, ref));
  }

  private ManifestModel.@Nullable Breaker breaker(Section s) {
    Section b = s.section("breaker", Keys.BREAKER);
    if (b == null) {
      return null;
    }
    Double rate = b.fraction("failureRate");
    Integer window = b.count("window", 1, BreakerRule.MOST_WINDOW);
    Duration open = b.shortDuration("open");
    String probe = b.textOrNull("probe");
    if (probe != null) {
      probes.add(b);
      if (probe.equals(s.textOrNull("name"))) {
        b.problem("probe", "another tool that reads; without \"probe\" the tool tries itself");
      }
    }
    return new ManifestModel.Breaker(
        rate == null ? 0.5 : rate,
        window == null ? 20 : window,
        open == null ? Duration.ofSeconds(30) : open,
        each(b, CALLERS),
        probe);
  }

  /** What can be looked at only when all tools are known. */
  void check(References names) {
    for (Section b : probes) {
      names.known(b, "probe");
      Effect effect = names.effect(b.text("probe"));
      if (effect != null && effect != Effect.READ) {
        b.problem("probe", "must be a tool that reads; a trial must not change anything");
      }
    }
  }

  /** Whose calls are counted apart. */
  static Set<Each> each(Section s, Set<Each> allowed) {
    Set<Each> each = EnumSet.noneOf(Each.class);
    List<String> words =
        Arrays.stream(Each.values()).filter(allowed::contains).map(Each::word).toList();
    for (String word : s.someTexts("each")) {
      Each known = Each.ofWord(word);
      if (known == null || !allowed.contains(known)) {
        s.problem(
            "each",
            "\"" + word + "\" is not one of " + String.join(", ", words),
            Names.nearest(word, words));
      } else {
        each.add(known);
      }
    }
    return each;
  }
}
