package org.agentgovernance.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.agentgovernance.cli.replay.ReplaySummary;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.manifest.Manifest;

/**
 * The summary of a replay as a table.
 *
 * @param terminal where it is shown
 * @param manifest the policy
 * @param summary what the replay came to
 */
record ReplayTable(Terminal terminal, Manifest manifest, ReplaySummary summary) {
  private static final int TOP = 10;
  private static final int LABEL = 44;
  private static final int COUNT = 12;

  String text() {
    StringBuilder out = new StringBuilder(1024);
    String title = "replay against " + Text.safe(manifest.name() + " " + manifest.version());
    out.append(terminal.colour(Terminal.Colour.BOLD, Text.cut(title, Terminal.WIDTH)));
    out.append("\n  ").append(manifest.digest()).append('\n');
    row("calls", summary.calls(), out);
    for (Verdict verdict : Verdict.values()) {
      share("  " + verdict.word(), summary.verdicts().getOrDefault(verdict.word(), 0L), out);
    }
    share("  executed", summary.executed(), out);
    top("codes", summary.codes(), out);
    top("rules that decided", summary.rules(), out);
    row("sessions", summary.sessions(), out);
    row("lines with errors", summary.errors(), out);
    odd("lines earlier than one before them", summary.backwards(), out);
    // Closing a session that never called again changes nothing.
    if (summary.codes().containsKey(ReasonCode.SESSION_CLOSED.value())) {
      odd("sessions closed to save memory", summary.closed(), out);
    }
    out.append(time());
    return out.toString();
  }

  private void top(String title, Map<String, Long> counts, StringBuilder out) {
    List<Map.Entry<String, Long>> sorted =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    if (sorted.isEmpty()) {
      return;
    }
    out.append("  ").append(title).append('\n');
    sorted.stream().limit(TOP).forEach(e -> share("  " + e.getKey(), e.getValue(), out));
    if (sorted.size() > TOP) {
      long rest = sorted.stream().skip(TOP).mapToLong(Map.Entry::getValue).sum();
      share("  " + (sorted.size() - TOP) + " others", rest, out);
    }
  }

  private static void row(String label, long count, StringBuilder out) {
    String name = Text.pad(Text.cut(Text.safe(label), LABEL), LABEL);
    String number = String.format(Locale.ROOT, "%," + COUNT + "d", count);
    out.append("  ").append(name).append(number).append('\n');
  }

  private void share(String label, long count, StringBuilder out) {
    row(label, count, out);
    if (summary.calls() > 0) {
      out.setLength(out.length() - 1);
      double percent = 100.0 * count / summary.calls();
      out.append(String.format(Locale.ROOT, "  %6.1f %%\n", percent));
    }
  }

  private void odd(String label, long count, StringBuilder out) {
    if (count > 0) {
      row(label, count, out);
    }
  }

  private String time() {
    double seconds = summary.nanos() / 1e9;
    String took =
        String.format(
            Locale.ROOT,
            "  %.2f s, %,.0f calls/s\n",
            seconds,
            summary.calls() / Math.max(seconds, 1e-9));
    return summary.first() == null
        ? took + "  no line had a time, so the clock stood still\n"
        : took + "  recorded from " + summary.first() + " to " + summary.last() + "\n";
  }
}
