package org.agentgovernance.budget;

import static org.agentgovernance.budget.Accounts.key;
import static org.agentgovernance.budget.Accounts.reserve;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.testing.Race;
import org.junit.jupiter.api.Test;

class InMemoryBudgetStoreTest {
  private static final Window HOUR = Window.every(Duration.ofHours(1));
  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
  private static final long NOW = 480_000 * HOUR_MILLIS;

  @Test
  void holdsNothingForSessions() {
    InMemoryBudgetStore store = new InMemoryBudgetStore();
    for (int i = 0; i < 1_000; i++) {
      AccountKey key = new AccountKey("b", "usd", HOUR, Map.of(Scope.SESSION, "s" + i));
      reserve(store.account(key), 1, NOW);
    }
    assertThat(store.size()).isZero();
  }

  @Test
  void dropsAccountsWhoseWindowHasEnded() {
    InMemoryBudgetStore store = new InMemoryBudgetStore();
    for (int hour = 0; hour < 200; hour++) {
      for (int user = 0; user < 1_000; user++) {
        AccountKey key = key(hour + "/" + user, HOUR);
        reserve(store.account(key), 1, NOW + hour * HOUR_MILLIS);
      }
    }
    assertThat(store.size()).isLessThan(8_000);
  }

  @Test
  void keepsCountsWithoutWindowForGood() {
    InMemoryBudgetStore store = new InMemoryBudgetStore();
    BudgetAccount total = store.account(key("total", Window.total()));
    reserve(total, 5, NOW);
    sweep(store, NOW + 1_000 * HOUR_MILLIS);
    assertThat(store.account(key("total", Window.total())).used(NOW)).isEqualTo(5);
    assertThat(total.tryReserve(1, 5, NOW)).isNull();
  }

  @Test
  void findsItsCountsAnewAfterTheStoreDroppedThem() {
    InMemoryBudgetStore store = new InMemoryBudgetStore();
    BudgetAccount early = store.account(key("u", HOUR));
    BudgetGrant pending = reserve(early, 1, NOW);
    long later = NOW + 10 * HOUR_MILLIS;
    sweep(store, later);
    reserve(store.account(key("u", HOUR)), 5, later);

    assertThat(early.used(later)).isEqualTo(5);
    assertThat(early.surelyLeaves(1, 5)).isFalse();
    assertThat(early.tryReserve(1, 5, later)).isNull();
    pending.settle(4);
    assertThat(early.used(later)).isEqualTo(5);
  }

  @Test
  void keepsAccountsForAWhileAfterTheirWindow() {
    InMemoryBudgetStore store = new InMemoryBudgetStore();
    reserve(store.account(key("u", HOUR)), 5, NOW);
    sweep(store, NOW + HOUR_MILLIS + 59_000);
    assertThat(store.account(key("u", HOUR)).used(NOW)).isEqualTo(5);
  }

  @Test
  void losesNothingWhileThreadsReserveAndTheStoreSweeps() throws Exception {
    InMemoryBudgetStore store = new InMemoryBudgetStore();
    CyclicBarrier hour = new CyclicBarrier(2);
    List<Integer> given =
        Race.run(
            2,
            () -> {
              BudgetAccount held = store.account(key("shared", HOUR));
              int grants = 0;
              for (int i = 0; i < 300; i++) {
                // Between two visits the shared account is idle for long enough to be dropped.
                long now = NOW + i * 3 * HOUR_MILLIS;
                hour.await(60, TimeUnit.SECONDS);
                for (int user = 0; user < 30; user++) {
                  AccountKey key = key(Thread.currentThread().getId() + "/" + i + user, HOUR);
                  reserve(store.account(key), 1, now);
                  grants += held.tryReserve(1, 5, now) == null ? 0 : 1;
                  held = user % 10 == 5 ? store.account(key("shared", HOUR)) : held;
                }
                hour.await(60, TimeUnit.SECONDS);
                assertThat(held.used(now)).isEqualTo(5);
              }
              return grants;
            });
    assertThat(given.stream().mapToInt(Integer::intValue).sum()).isEqualTo(300 * 5);
    assertThat(store.size()).isLessThan(2_000);
  }

  /** Makes the store look at all its accounts at a time. */
  private static void sweep(InMemoryBudgetStore store, long now) {
    for (int i = 0; i < 1_100; i++) {
      reserve(store.account(key("other" + i, HOUR)), 1, now);
    }
  }
}
