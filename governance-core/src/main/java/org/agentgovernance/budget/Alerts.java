package org.agentgovernance.budget;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.GovernanceEvent;

/** Says once for each account, window and alert that a part of the limit is used. */
final class Alerts {
  static final String KIND = "budget.threshold";
  private static final int MOST = 65_536;

  private final EventSink events;
  private final ConcurrentHashMap<AccountKey, Raised> shared = new ConcurrentHashMap<>();

  /** So that looking for what is over costs little for each account, however many there are. */
  private final AtomicLong sweepAt = new AtomicLong(MOST);

  /** How many alerts were raised in a window. */
  private static final class Raised {
    private long end = Long.MIN_VALUE;
    private int count;

    synchronized boolean isOver(long now) {
      return now >= end;
    }

    /** Which is the first to raise now, of those below a number; the number when none is. */
    synchronized int raise(long now, long endOfWindow, int reached) {
      if (now >= end) {
        end = endOfWindow;
        count = 0;
      }
      int first = Math.min(count, reached);
      count = Math.max(count, reached);
      return first;
    }
  }

  /** Under which a session keeps what was raised for an account of its own. */
  private record OwnKey(AccountKey key) {}

  Alerts(EventSink events) {
    this.events = events;
  }

  void look(Account account, BudgetGrant grant, long now) {
    if (account.budget().alerts() > 0) {
      look(account, grant.used(), now);
    }
  }

  void look(Account account, long used, long now) {
    Applied budget = account.budget();
    if (budget.alerts() == 0 || used < budget.alert(0)) {
      return;
    }
    int reached = 1;
    while (reached < budget.alerts() && used >= budget.alert(reached)) {
      reached++;
    }
    for (int i = raised(account, now).raise(now, endOf(budget, now), reached); i < reached; i++) {
      raise(account, i, used, now);
    }
  }

  private Raised raised(Account account, long now) {
    AccountKey key = account.key();
    if (key.endsWithSession()) {
      return account.context().state(new OwnKey(key), unused -> new Raised());
    }
    long due = sweepAt.get();
    if (shared.mappingCount() > due && sweepAt.compareAndSet(due, Long.MAX_VALUE)) {
      shared.values().removeIf(each -> each.isOver(now));
      sweepAt.set(Math.max(MOST, 2 * shared.mappingCount()));
    }
    return shared.computeIfAbsent(key, unused -> new Raised());
  }

  /** A sliding window is taken as over when its whole length has passed since the first alert. */
  private static long endOf(Applied budget, long now) {
    Window window = budget.rule().window();
    return window.slices() == 1 ? window.end(now) : window.end(now + now - window.oldest(now));
  }

  private void raise(Account account, int alert, long used, long now) {
    events.emit(
        GovernanceEvent.of(
            KIND,
            account.context(),
            account.charges().target().tool(),
            details(account.budget(), alert, used, now)));
  }

  private static Map<String, String> details(Applied budget, int alert, long used, long now) {
    BudgetRule rule = budget.rule();
    Map<String, String> details = new LinkedHashMap<>();
    details.put("budget", rule.id());
    details.put("threshold", rule.alerts().get(alert).toPlainString());
    details.put("used", Amounts.text(used, rule.limit()));
    details.put("limit", rule.limit().toPlainString());
    details.put("unit", rule.unit());
    Instant until = budget.until(now);
    if (until != null) {
      details.put("until", until.toString());
    }
    return details;
  }
}
