package org.agentgovernance.cli.questions;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.cli.Text;
import org.jspecify.annotations.Nullable;

/** Counts names, of which there may be any number. The sum of all rows is what was counted. */
final class Counter {
  static final String OTHERS = "(all others)";
  private static final int MOST_NAMES = 10_000;
  private static final int MOST_ROWS = 100;

  private final Map<String, Long> counts = new HashMap<>();
  private final String unnamed;

  Counter(String unnamed) {
    this.unnamed = unnamed;
  }

  void add(@Nullable String name) {
    String key = name == null ? unnamed : Text.safe(name).replace('\n', ' ');
    counts.merge(
        counts.size() < MOST_NAMES || counts.containsKey(key) ? key : OTHERS, 1L, Long::sum);
  }

  Report.Table table(String id, String column) {
    List<List<Object>> rows = new ArrayList<>();
    long others = counts.getOrDefault(OTHERS, 0L);
    List<Map.Entry<String, Long>> sorted =
        counts.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(OTHERS))
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .toList();
    for (Map.Entry<String, Long> entry : sorted) {
      if (rows.size() < MOST_ROWS) {
        rows.add(List.of(entry.getKey(), entry.getValue()));
      } else {
        others += entry.getValue();
      }
    }
    if (others > 0) {
      rows.add(List.of(OTHERS, others));
    }
    return new Report.Table(id, List.of(column, "count"), rows);
  }
}
