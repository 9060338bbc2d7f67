package org.agentgovernance.cli.questions;

import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.cli.Text;
import org.jspecify.annotations.Nullable;

/** Keeps the first of the records that a report shows one by one; the others are only counted. */
final class Notes {
  private static final int MOST = 200;

  private final List<List<Object>> rows = new ArrayList<>();
  private long more;

  void add(Entry entry, String what, @Nullable Object by, @Nullable Object reason) {
    if (rows.size() == MOST) {
      more++;
      return;
    }
    rows.add(
        List.of(
            entry.seq(),
            entry.at().toString(),
            safe(what),
            by == null ? "" : safe(by.toString()),
            reason == null ? "" : safe(reason.toString())));
  }

  private static String safe(String text) {
    return Text.safe(text).replace('\n', ' ');
  }

  Report.Table table(String id) {
    return new Report.Table(id, List.of("record", "at", "what", "by", "reason"), rows);
  }

  /** What to say about those that are not shown. */
  List<String> notes() {
    return more == 0 ? List.of() : List.of("The first " + MOST + " are shown; " + more + " more.");
  }
}
