package org.agentgovernance.budget;

import java.lang.ref.WeakReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts that calls of this process are charged to, so that somebody can ask what is left of
 * each budget. An account of a session is known as long as its session is. Safe for use by many
 * threads.
 */
final class KnownAccounts {
  private static final Logger LOG = LoggerFactory.getLogger(KnownAccounts.class);
  private static final int MOST = 1_000;

  /**
   * Of a session the account itself, for as long as it is in use; the store is asked for others.
   */
  private record Known(Applied budget, @Nullable WeakReference<BudgetAccount> ofSession) {
    boolean ended() {
      return ofSession != null && ofSession.get() == null;
    }
  }

  private final BudgetStore store;
  private final AtomicBoolean cutOff = new AtomicBoolean();
  private final ConcurrentHashMap<AccountKey, Known> known = new ConcurrentHashMap<>();

  KnownAccounts(BudgetStore store) {
    this.store = store;
  }

  /** Takes note of an account that a session has just found. */
  void found(Applied budget, AccountKey key, BudgetAccount account) {
    if (known.mappingCount() >= MOST && !known.containsKey(key)) {
      known.values().removeIf(Known::ended);
      if (known.mappingCount() >= MOST) {
        if (!cutOff.getAndSet(true)) {
          LOG.warn(
              "calls are charged to more than {} accounts; what is told to be left of budgets is of"
                  + " the first {} only",
              MOST,
              MOST);
        }
        return;
      }
    }
    known.put(key, new Known(budget, key.endsWithSession() ? new WeakReference<>(account) : null));
  }

  /** Of each budget, the account with the least left. */
  List<BudgetView> tightest(long nowMillis) {
    Map<String, BudgetView> views = new LinkedHashMap<>();
    known.values().removeIf(Known::ended);
    known.forEach(
        (key, each) -> {
          BudgetView view = view(key, each, nowMillis);
          if (view != null) {
            views.merge(view.id(), view, (a, b) -> a.left().compareTo(b.left()) <= 0 ? a : b);
          }
        });
    return List.copyOf(views.values());
  }

  /** Null while the store does not answer: nobody knows, so nothing is said. */
  private @Nullable BudgetView view(AccountKey key, Known each, long now) {
    try {
      WeakReference<BudgetAccount> own = each.ofSession();
      BudgetAccount account = own == null ? store.account(key) : own.get();
      Applied budget = each.budget();
      return account == null ? null : budget.view(budget.limit() - account.used(now), now);
    } catch (RuntimeException e) {
      return null;
    }
  }
}
