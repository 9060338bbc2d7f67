package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agentgovernance.budget.AccountKey;
import org.agentgovernance.budget.BudgetAccount;
import org.agentgovernance.budget.BudgetStore;
import org.agentgovernance.budget.BudgetView;
import org.agentgovernance.budget.InMemoryBudgetStore;
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
}
