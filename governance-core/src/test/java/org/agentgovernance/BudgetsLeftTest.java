package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agentgovernance.budget.AccountKey;
import org.agentgovernance.budget.BudgetAccount;
import org.agentgovernance.budget.BudgetGrant;
import org.agentgovernance.budget.BudgetStore;
import org.agentgovernance.budget.BudgetView;
import org.agentgovernance.budget.InMemoryBudgetStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a governor says is left of its budgets. */
class BudgetsLeftTest {
  private static BigDecimal left(Governor governor, String budget) {
    return governor.budgets().stream()
        .filter(view -> view.id().equals(budget))
        .map(BudgetView::left)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tellsTheTightestAccountOfEachBudgetThatWasCharged() {
    try (Scene scene = new Scene(Scene.Mode.SYNC)) {
      assertThat(scene.governor.budgets()).isEmpty();
      Session first = scene.support();
      Session second = scene.support();
      scene.call(first, "account.read", Map.of("account", "A-1"));
      scene.call(second, "account.read", Map.of("account", "A-2"));
      scene.call(second, "account.read", Map.of("account", "A-3"));
      assertThat(left(scene.governor, "reads")).isEqualByComparingTo("1");
      scene.call(first, "note.add", Map.of("n", 1));
      assertThat(left(scene.governor, "writes")).isEqualByComparingTo("4");
      scene.clock.advance(java.time.Duration.ofDays(1));
      assertThat(left(scene.governor, "writes")).isEqualByComparingTo("5");
    }
  }

  @Test
  void leavesOutWhatTheStoreDoesNotAnswer() {
    AtomicBoolean away = new AtomicBoolean();
    InMemoryBudgetStore real = new InMemoryBudgetStore();
    BudgetStore store =
        new BudgetStore() {
          @Override
          public BudgetAccount account(AccountKey key) {
            if (away.get()) {
              throw new IllegalStateException("away");
            }
            return real.account(key);
          }
        };
    try (Scene scene = new Scene(Scene.Mode.SYNC, Manifests.bank(), b -> b.budgets(store))) {
      Session session = scene.support();
      scene.call(session, "account.read", Map.of("account", "A-1"));
      scene.call(session, "note.add", Map.of("n", 1));
      away.set(true);
      assertThat(scene.governor.budgets()).extracting(BudgetView::id).containsExactly("reads");
      away.set(false);
      assertThat(scene.governor.budgets()).hasSize(2);
    }
  }

  @Test
  void tellsTheStoreWhenItIsClosedWhatItHasNotTaken() {
    InMemoryBudgetStore real = new InMemoryBudgetStore();
    AtomicBoolean away = new AtomicBoolean();
    List<Long> settled = new ArrayList<>();
    try (Scene scene =
        new Scene(
            Scene.Mode.SYNC, Manifests.bank(), b -> b.budgets(unsettling(real, away, settled)))) {
      Session session = scene.support();
      away.set(true);
      scene.call(session, "note.add", Map.of("n", 1));
      assertThat(settled).isEmpty();
      away.set(false);
    }
    assertThat(settled).containsExactly(1_000_000L);
  }

  /** A store that does not take settlements for a while. */
  private static BudgetStore unsettling(BudgetStore real, AtomicBoolean away, List<Long> settled) {
    return key -> {
      BudgetAccount account = real.account(key);
      return new BudgetAccount() {
        @Override
        public long used(long nowMillis) {
          return account.used(nowMillis);
        }

        @Override
        public @Nullable BudgetGrant tryReserve(long amount, long limit, long nowMillis) {
          BudgetGrant grant = account.tryReserve(amount, limit, nowMillis);
          return grant == null ? null : new Late(grant, away, settled);
        }

        @Override
        public void book(long amount, long nowMillis) {
          account.book(amount, nowMillis);
        }
      };
    };
  }

  private record Late(BudgetGrant grant, AtomicBoolean away, List<Long> settled)
      implements BudgetGrant {
    @Override
    public long amount() {
      return grant.amount();
    }

    @Override
    public long used() {
      return grant.used();
    }

    @Override
    public void settle(long actual) {
      if (away.get()) {
        throw new IllegalStateException("away");
      }
      grant.settle(actual);
      settled.add(actual);
    }
  }
}
