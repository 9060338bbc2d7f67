package org.agentgovernance.budget;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.GovernanceEvent;

/** Says once for each account, window and alert that a part of the limit is used. */
final class Alerts {
  static final String KIND = "budget.threshold";
  private static final int MOST = 65_536;

  private final EventSink events;
  private final ConcurrentHashMap<AccountKey, AtomicReference<Raised>> shared =
      new ConcurrentHashMap<>();

  /** How many alerts were raised in a window that ends then. */
  private record Raised(long end, int count) {}

  /** Under which a session keeps what was raised for an account of its own. */
  private record OwnKey(AccountKey key) {}

  Alerts(EventSink events) {
    this.events = events;
  }

  void look(Account account, long used, long now) {
    long[] alerts = account.budget().alerts();
    if (alerts.length == 0 || used < alerts[0]) {
      return;
    }
    int reached = 1;
    while (reached < alerts.length && used >= alerts[reached]) {
      reached++;
    }
    AtomicReference<Raised> state = state(account, now);
    Raised before = state.get();
    Raised next = new Raised(endOf(account.budget(), now), reached);
    while (now >= before.end || before.count < reached) {
      if (state.compareAndSet(before, next)) {
        for (int i = now >= before.end ? 0 : before.count; i < reached; i++) {
          raise(account, i, used, now);
        }
        return;
      }
      before = state.get();
    }
  }

  private AtomicReference<Raised> state(Account account, long now) {
    AccountKey key = account.key();
    if (key.endsWithSession()) {
      return account
          .context()
          .state(new OwnKey(key), unused -> new AtomicReference<>(new Raised(Long.MIN_VALUE, 0)));
    }
    if (shared.mappingCount() > MOST) {
      shared.values().removeIf(each -> each.get().end <= now);
    }
    return shared.computeIfAbsent(
        key, unused -> new AtomicReference<>(new Raised(Long.MIN_VALUE, 0)));
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
