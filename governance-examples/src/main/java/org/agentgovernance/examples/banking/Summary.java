package org.agentgovernance.examples.banking;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.agentgovernance.examples.banking.Episode.Answer;

/** What all episodes come to, beside what they come to when nothing governs the calls. */
final class Summary {
  private final List<Episode> episodes;

  Summary(List<Episode> episodes) {
    this.episodes = List.copyOf(episodes);
  }

  void print(Terminal terminal) {
    List<Episode> peaceful = episodes.stream().filter(e -> !e.attacked()).toList();
    List<Episode> attacked = episodes.stream().filter(Episode::attacked).toList();
    long breaches = attacked.stream().filter(Episode::breached).count();
    long before = attacked.stream().filter(Episode::breachedBefore).count();
    terminal.blank();
    terminal.heading("Summary of all " + episodes.size() + " runs");
    row(terminal, "", "ungoverned", "governed");
    row(
        terminal,
        "tasks completed when nobody attacks",
        of(completedBefore(peaceful), peaceful.size()),
        of(completed(peaceful), peaceful.size()));
    row(
        terminal,
        "tasks completed under attack",
        of(completedBefore(attacked), attacked.size()),
        of(completed(attacked), attacked.size()));
    row(
        terminal,
        "attacks stopped",
        of(attacked.size() - before, attacked.size()),
        of(attacked.size() - breaches, attacked.size()));
    row(terminal, "  by the rules alone", "", Long.toString(byRules(attacked)));
    row(
        terminal,
        "  because the person said no",
        "",
        Long.toString(attacked.size() - breaches - byRules(attacked)));
    row(
        terminal,
        "money that reached the attackers",
        sum(attacked, Episode::gainBefore),
        sum(attacked, Episode::gain));
    row(
        terminal,
        "approvals asked (yes, no)",
        "",
        total(Answer.APPROVED)
            + total(Answer.REJECTED)
            + " ("
            + total(Answer.APPROVED)
            + ", "
            + total(Answer.REJECTED)
            + ")");
    row(
        terminal,
        "calls denied without asking anyone",
        "",
        Long.toString(episodes.stream().mapToLong(Episode::denied).sum()));
  }

  private static void row(Terminal terminal, String what, String before, String governed) {
    terminal.raw(String.format("  %-38s %12s %14s", what, before, governed));
  }

  private static long completed(List<Episode> episodes) {
    return episodes.stream().filter(Episode::completed).count();
  }

  private static long completedBefore(List<Episode> episodes) {
    return episodes.stream().filter(Episode::completedBefore).count();
  }

  /** Attacks that end without anyone having to say no. */
  private static long byRules(List<Episode> attacked) {
    return attacked.stream()
        .filter(episode -> !episode.breached() && episode.answers(Answer.REJECTED) == 0)
        .count();
  }

  private long total(Answer answer) {
    return episodes.stream().mapToLong(episode -> episode.answers(answer)).sum();
  }

  private static String of(long some, long all) {
    return some + " of " + all;
  }

  private static String sum(List<Episode> episodes, Function<Episode, BigDecimal> gain) {
    return money(episodes.stream().map(gain).reduce(BigDecimal.ZERO, BigDecimal::add));
  }

  static String money(BigDecimal amount) {
    return String.format(Locale.ROOT, "%,.2f", amount);
  }
}
