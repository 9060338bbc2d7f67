package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.agentgovernance.testing.Race;
import org.junit.jupiter.api.Test;

/**
 * What every {@link BudgetStore} must keep to. Extend it, answer {@link #open()}, and the inherited
 * tests run against the store. Uses only the public API.
 */
abstract class BudgetStoreContract {
  private static final Window DAY = Window.every(Duration.ofDays(1));
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final long NOW = 20_000 * DAY_MILLIS + 5;

  /** A store without any counts. */
  abstract BudgetStore open();

  @Test
  final void beginsWithNothingUsed() {
    assertThat(open().account(key("a", DAY)).used(NOW)).isZero();
  }

  @Test
  final void givesUpToTheLimitAndNoMore() {
    BudgetAccount account = open().account(key("a", DAY));
    assertThat(account.tryReserve(3, 5, NOW)).isNotNull();
    assertThat(account.tryReserve(3, 5, NOW)).isNull();
    assertThat(account.tryReserve(2, 5, NOW)).isNotNull();
    assertThat(account.used(NOW)).isEqualTo(5);
  }

  @Test
  final void givesNothingWhenTheLimitIsSmallerThanTheAmount() {
    assertThat(open().account(key("a", DAY)).tryReserve(6, 5, NOW)).isNull();
  }

  @Test
  final void givesAnAmountOfNothingOnlyWhileSomethingIsLeft() {
    BudgetAccount account = open().account(key("a", DAY));
    assertThat(account.tryReserve(0, 5, NOW)).isNotNull();
    reserve(account, 5, NOW);
    assertThat(account.tryReserve(0, 5, NOW)).isNull();
  }

  @Test
  final void booksTheActualInPlaceOfTheReserved() {
    BudgetAccount account = open().account(key("a", DAY));
    BudgetGrant first = reserve(account, 3, NOW);
    BudgetGrant second = reserve(account, 2, NOW);
    first.settle(1);
    assertThat(account.used(NOW)).isEqualTo(3);
    second.settle(0);
    assertThat(account.used(NOW)).isEqualTo(1);
  }

  @Test
  final void booksMoreThanTheLimitAndThenGivesNothing() {
    BudgetAccount account = open().account(key("a", DAY));
    reserve(account, 0, NOW).settle(9);
    assertThat(account.used(NOW)).isEqualTo(9);
    assertThat(account.tryReserve(0, 5, NOW)).isNull();
    assertThat(account.tryReserve(1, 5, NOW)).isNull();
  }

  @Test
  final void neverForgetsAnAmountThatDoesNotFit() {
    BudgetAccount account = open().account(key("a", Window.total()));
    reserve(account, 0, NOW).settle(Long.MAX_VALUE - 1);
    reserve(account, 0, NOW, Long.MAX_VALUE).settle(Long.MAX_VALUE);
    assertThat(account.used(NOW)).isEqualTo(Long.MAX_VALUE);
    assertThat(account.tryReserve(0, Long.MAX_VALUE, NOW)).isNull();
  }

  @Test
  final void goesOnWithTheSameCountsUnderAnotherLimit() {
    BudgetAccount account = open().account(key("a", DAY));
    reserve(account, 5, NOW);
    assertThat(account.tryReserve(1, 5, NOW)).isNull();
    assertThat(account.tryReserve(1, 6, NOW)).isNotNull();
    assertThat(account.tryReserve(1, 3, NOW)).isNull();
  }

  @Test
  final void beginsAnewWithTheNextWindow() {
    BudgetAccount account = open().account(key("a", DAY));
    long lastMoment = 20_001 * DAY_MILLIS - 1;
    reserve(account, 5, lastMoment);
    assertThat(account.tryReserve(1, 5, lastMoment)).isNull();
    assertThat(account.used(lastMoment + 1)).isZero();
    assertThat(account.tryReserve(5, 5, lastMoment + 1)).isNotNull();
  }

  @Test
  final void settlesInTheWindowOfTheReservation() {
    BudgetAccount account = open().account(key("a", DAY));
    BudgetGrant late = reserve(account, 2, NOW);
    reserve(account, 1, NOW + DAY_MILLIS);
    late.settle(5);
    assertThat(account.used(NOW + DAY_MILLIS)).isEqualTo(1);
    BudgetGrant unused = reserve(account, 2, NOW + DAY_MILLIS);
    unused.settle(0);
    assertThat(account.used(NOW + 2 * DAY_MILLIS)).isZero();
  }

  @Test
  final void givesNothingTwiceWhenTheClockStepsBack() {
    BudgetAccount account = open().account(key("a", DAY));
    reserve(account, 5, NOW + DAY_MILLIS);
    account.tryReserve(5, 5, NOW);
    assertThat(account.tryReserve(1, 5, NOW + DAY_MILLIS)).isNull();
  }

  @Test
  final void countsForGoodWithoutAWindow() {
    BudgetAccount account = open().account(key("a", Window.total()));
    reserve(account, 5, NOW);
    assertThat(account.tryReserve(1, 5, NOW + 400 * DAY_MILLIS)).isNull();
  }

  @Test
  final void sharesCountsBetweenAccountsOfEqualKeys() {
    BudgetStore store = open();
    reserve(store.account(key("a", DAY)), 5, NOW);
    assertThat(store.account(key("a", DAY)).tryReserve(1, 5, NOW)).isNull();
    assertThat(store.account(key("b", DAY)).tryReserve(1, 5, NOW)).isNotNull();
  }

  @Test
  final void saysSurelyOnlyWhatIsTrue() {
    BudgetAccount account = open().account(key("a", DAY));
    reserve(account, 4, NOW);
    assertThat(account.surelyLeaves(2, 5)).isFalse();
    if (account.surelyLeaves(1, 5)) {
      assertThat(account.tryReserve(1, 5, NOW)).isNotNull();
    }
  }

  @Test
  final void neverGivesMoreThanTheLimitToThreadsTogether() throws Exception {
    BudgetStore store = open();
    AtomicLong running = new AtomicLong();
    AtomicLong most = new AtomicLong();
    List<Integer> ran =
        Race.run(
            4,
            () -> {
              BudgetAccount account = store.account(key("a", DAY));
              int kept = 0;
              for (int i = 0; i < 5_000; i++) {
                BudgetGrant grant = account.tryReserve(7, 1_000, NOW);
                if (grant != null) {
                  most.accumulateAndGet(running.addAndGet(7), Math::max);
                  if (i % 200 == 0) {
                    grant.settle(7);
                    kept++;
                  } else {
                    running.addAndGet(-7);
                    grant.settle(0);
                  }
                }
              }
              return kept;
            });
    long kept = ran.stream().mapToLong(Integer::longValue).sum();
    assertThat(most).hasValueLessThanOrEqualTo(1_000);
    assertThat(store.account(key("a", DAY)).used(NOW)).isEqualTo(kept * 7);
  }

  static AccountKey key(String user, Window window) {
    return new AccountKey("budget", "usd", window, Map.of(Scope.USER, user));
  }

  static BudgetGrant reserve(BudgetAccount account, long amount, long now) {
    return reserve(account, amount, now, Math.max(5, amount));
  }

  private static BudgetGrant reserve(BudgetAccount account, long amount, long now, long limit) {
    BudgetGrant grant = account.tryReserve(amount, limit, now);
    assertThat(grant).isNotNull();
    return Objects.requireNonNull(grant);
  }
}
