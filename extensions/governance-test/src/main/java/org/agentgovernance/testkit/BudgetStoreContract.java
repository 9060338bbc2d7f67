package org.agentgovernance.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agentgovernance.budget.AccountKey;
import org.agentgovernance.budget.BudgetAccount;
import org.agentgovernance.budget.BudgetGrant;
import org.agentgovernance.budget.BudgetStore;
import org.agentgovernance.budget.Scope;
import org.agentgovernance.budget.Window;
import org.junit.jupiter.api.Test;

/**
 * What every {@link BudgetStore} must keep to. Extend it with a test class of JUnit 5, answer
 * {@link #open}, and the inherited tests run against the store. A store that hands out slices
 * beforehand is tested without them, and beside it with tests of its own.
 */
public abstract class BudgetStoreContract {
  private static final Window DAY = Window.every(Duration.ofDays(1));
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final long NOW = 20_000 * DAY_MILLIS + 5;

  /** For subclasses. */
  protected BudgetStoreContract() {}

  /**
   * Opens a store without any counts.
   *
   * @return a new store; the subclass closes it after the test
   */
  protected abstract BudgetStore open();

  /** Begins with nothing used. */
  @Test
  protected final void beginsWithNothingUsed() {
    assertThat(open().account(key("a", DAY)).used(NOW)).isZero();
  }

  /** Gives up to the limit and no more. */
  @Test
  protected final void givesUpToTheLimitAndNoMore() {
    BudgetAccount account = open().account(key("a", DAY));
    assertThat(account.tryReserve(3, 5, NOW)).isNotNull();
    assertThat(account.tryReserve(3, 5, NOW)).isNull();
    assertThat(account.tryReserve(2, 5, NOW)).isNotNull();
    assertThat(account.used(NOW)).isEqualTo(5);
  }

  /** Gives nothing when the limit is smaller than the amount. */
  @Test
  protected final void givesNothingWhenTheLimitIsSmallerThanTheAmount() {
    assertThat(open().account(key("a", DAY)).tryReserve(6, 5, NOW)).isNull();
  }

  /** Gives an amount of nothing only while something is left. */
  @Test
  protected final void givesAnAmountOfNothingOnlyWhileSomethingIsLeft() {
    BudgetAccount account = open().account(key("a", DAY));
    assertThat(account.tryReserve(0, 5, NOW)).isNotNull();
    reserve(account, 5, NOW);
    assertThat(account.tryReserve(0, 5, NOW)).isNull();
  }

  /** Books the actual in place of the reserved. */
  @Test
  protected final void booksTheActualInPlaceOfTheReserved() {
    BudgetAccount account = open().account(key("a", DAY));
    BudgetGrant first = reserve(account, 3, NOW);
    BudgetGrant second = reserve(account, 2, NOW);
    first.settle(1);
    assertThat(account.used(NOW)).isEqualTo(3);
    second.settle(0);
    assertThat(account.used(NOW)).isEqualTo(1);
  }

  /** Books more than the limit and then gives nothing. */
  @Test
  protected final void booksMoreThanTheLimitAndThenGivesNothing() {
    BudgetAccount account = open().account(key("a", DAY));
    reserve(account, 0, NOW).settle(9);
    assertThat(account.used(NOW)).isEqualTo(9);
    assertThat(account.tryReserve(0, 5, NOW)).isNull();
    assertThat(account.tryReserve(1, 5, NOW)).isNull();
  }

  /** Never forgets an amount that does not fit. */
  @Test
  protected final void neverForgetsAnAmountThatDoesNotFit() {
    BudgetAccount account = open().account(key("a", Window.total()));
    reserve(account, 0, NOW).settle(Long.MAX_VALUE - 1);
    reserve(account, 0, NOW, Long.MAX_VALUE).settle(Long.MAX_VALUE);
    assertThat(account.used(NOW)).isEqualTo(Long.MAX_VALUE);
    assertThat(account.tryReserve(0, Long.MAX_VALUE, NOW)).isNull();
  }

  /** Goes on with the same counts under another limit. */
  @Test
  protected final void goesOnWithTheSameCountsUnderAnotherLimit() {
    BudgetAccount account = open().account(key("a", DAY));
    reserve(account, 5, NOW);
    assertThat(account.tryReserve(1, 5, NOW)).isNull();
    assertThat(account.tryReserve(1, 6, NOW)).isNotNull();
    assertThat(account.tryReserve(1, 3, NOW)).isNull();
  }

  /** Begins anew with the next window. */
  @Test
  protected final void beginsAnewWithTheNextWindow() {
    BudgetAccount account = open().account(key("a", DAY));
    long lastMoment = 20_001 * DAY_MILLIS - 1;
    reserve(account, 5, lastMoment);
    assertThat(account.tryReserve(1, 5, lastMoment)).isNull();
    assertThat(account.used(lastMoment + 1)).isZero();
    assertThat(account.tryReserve(5, 5, lastMoment + 1)).isNotNull();
  }

  /** Settles in the window of the reservation. */
  @Test
  protected final void settlesInTheWindowOfTheReservation() {
    BudgetAccount account = open().account(key("a", DAY));
    BudgetGrant late = reserve(account, 2, NOW);
    reserve(account, 1, NOW + DAY_MILLIS);
    late.settle(5);
    assertThat(account.used(NOW + DAY_MILLIS)).isEqualTo(1);
    BudgetGrant unused = reserve(account, 2, NOW + DAY_MILLIS);
    unused.settle(0);
    assertThat(account.used(NOW + 2 * DAY_MILLIS)).isZero();
  }

  /** Gives nothing twice when the clock steps back. */
  @Test
  protected final void givesNothingTwiceWhenTheClockStepsBack() {
    BudgetAccount account = open().account(key("a", DAY));
    reserve(account, 5, NOW + DAY_MILLIS);
    account.tryReserve(5, 5, NOW);
    assertThat(account.tryReserve(1, 5, NOW + DAY_MILLIS)).isNull();
  }

  /** Counts for good without a window. */
  @Test
  protected final void countsForGoodWithoutAWindow() {
    BudgetAccount account = open().account(key("a", Window.total()));
    reserve(account, 5, NOW);
    assertThat(account.tryReserve(1, 5, NOW + 400 * DAY_MILLIS)).isNull();
  }

  /** Shares counts between accounts of equal keys. */
  @Test
  protected final void sharesCountsBetweenAccountsOfEqualKeys() {
    BudgetStore store = open();
    reserve(store.account(key("a", DAY)), 5, NOW);
    assertThat(store.account(key("a", DAY)).tryReserve(1, 5, NOW)).isNull();
    assertThat(store.account(key("b", DAY)).tryReserve(1, 5, NOW)).isNotNull();
  }

  /** Says surely only what is true. */
  @Test
  protected final void saysSurelyOnlyWhatIsTrue() {
    BudgetAccount account = open().account(key("a", DAY));
    reserve(account, 4, NOW);
    assertThat(account.surelyLeaves(2, 5)).isFalse();
    if (account.surelyLeaves(1, 5)) {
      assertThat(account.tryReserve(1, 5, NOW)).isNotNull();
    }
  }

  /** Begins anew at midnight of a zone also when clocks change. */
  @Test
  protected final void beginsAnewAtMidnightOfAZoneAlsoWhenClocksChange() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    BudgetAccount account = open().account(key("a", Window.calendar(Window.Unit.DAY, berlin)));
    long midnight = Instant.parse("2026-10-24T22:00:00Z").toEpochMilli();
    long hours25 = Duration.ofHours(25).toMillis();
    reserve(account, 5, midnight);
    assertThat(account.tryReserve(1, 5, midnight + hours25 - 1)).isNull();
    assertThat(account.tryReserve(1, 5, midnight + hours25)).isNotNull();
  }

  /** Counts the time just gone when the window slides. */
  @Test
  protected final void countsTheTimeJustGoneWhenTheWindowSlides() {
    Duration hour = Duration.ofHours(1);
    BudgetAccount account = open().account(key("a", Window.sliding(hour)));
    long early = NOW;
    reserve(account, 3, early);
    BudgetGrant later = reserve(account, 2, early + hour.toMillis() / 2);
    assertThat(account.tryReserve(1, 5, early + hour.toMillis() - 1)).isNull();
    long after = early + hour.toMillis() + hour.toMillis() / 60 + 1;
    assertThat(account.used(after)).isEqualTo(2);
    assertThat(account.tryReserve(4, 5, after)).isNull();
    assertThat(account.tryReserve(3, 5, after)).isNotNull();
    later.settle(0);
    assertThat(account.used(after)).isEqualTo(3);
    assertThat(account.used(after + 2 * hour.toMillis())).isZero();
  }

  /** Settles what no longer counts without giving it back. */
  @Test
  protected final void settlesWhatNoLongerCountsWithoutGivingItBack() {
    Duration hour = Duration.ofHours(1);
    BudgetAccount account = open().account(key("a", Window.sliding(hour)));
    BudgetGrant old = reserve(account, 4, NOW);
    long after = NOW + 2 * hour.toMillis();
    reserve(account, 5, after);
    old.settle(0);
    assertThat(account.used(after)).isEqualTo(5);
    assertThat(account.tryReserve(1, 5, after)).isNull();
  }

  /** Books whatever the limit. */
  @Test
  protected final void booksWhateverTheLimit() {
    BudgetAccount account = open().account(key("a", DAY));
    reserve(account, 4, NOW);
    account.book(7, NOW);
    assertThat(account.used(NOW)).isEqualTo(11);
    assertThat(account.tryReserve(0, 5, NOW)).isNull();
  }

  /** Says with a grant what was used. */
  @Test
  protected final void saysWithAGrantWhatWasUsed() {
    BudgetAccount account = open().account(key("a", DAY));
    assertThat(reserve(account, 2, NOW).used()).isEqualTo(2);
    BudgetGrant second = reserve(account, 3, NOW);
    assertThat(second.amount()).isEqualTo(3);
    assertThat(second.used()).isEqualTo(5);
  }

  /** Counts the same after a grant was started. */
  @Test
  protected final void countsTheSameAfterAGrantWasStarted() {
    BudgetAccount account = open().account(key("a", DAY));
    BudgetGrant grant = reserve(account, 2, NOW);
    grant.start();
    assertThat(account.used(NOW)).isEqualTo(2);
    grant.settle(3);
    assertThat(account.used(NOW)).isEqualTo(3);
  }

  /** Never gives more than the limit to threads together. */
  @Test
  protected final void neverGivesMoreThanTheLimitToThreadsTogether() throws Exception {
    BudgetStore store = open();
    AtomicLong running = new AtomicLong();
    AtomicLong most = new AtomicLong();
    List<Integer> ran =
        race(
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

  private static List<Integer> race(int threads, Callable<Integer> body) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      CyclicBarrier start = new CyclicBarrier(threads);
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        running.add(
            pool.submit(
                () -> {
                  start.await(10, TimeUnit.SECONDS);
                  return body.call();
                }));
      }
      List<Integer> results = new ArrayList<>();
      for (Future<Integer> each : running) {
        results.add(each.get(60, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }

  private static AccountKey key(String user, Window window) {
    return new AccountKey("budget", "usd", window, Map.of(Scope.USER, user));
  }

  private static BudgetGrant reserve(BudgetAccount account, long amount, long now) {
    return reserve(account, amount, now, Math.max(5, amount));
  }

  private static BudgetGrant reserve(BudgetAccount account, long amount, long now, long limit) {
    BudgetGrant grant = account.tryReserve(amount, limit, now);
    assertThat(grant).isNotNull();
    return Objects.requireNonNull(grant);
  }
}
