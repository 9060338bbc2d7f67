package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A cell counted by stripes against a number. */
class StripesTest {
  private static final int THREADS = 4;
  private static final long LIMIT = 500;

  private static final List<ExecutorService> THREADS_IN_TURN = new ArrayList<>();

  /** One step: what happens, in which thread, how much, and of which grant. */
  record Step(Kind kind, int thread, int amount, int which) {}

  enum Kind {
    RESERVE,
    SETTLE,
    BOOK,
    LOWER_LIMIT
  }

  @BeforeAll
  @BeforeContainer
  static void start() {
    while (THREADS_IN_TURN.size() < THREADS) {
      THREADS_IN_TURN.add(Executors.newSingleThreadExecutor());
    }
  }

  @AfterAll
  @AfterContainer
  static void stop() {
    THREADS_IN_TURN.forEach(ExecutorService::shutdown);
    THREADS_IN_TURN.clear();
  }

  @Property(tries = 300)
  void countsAsOneNumberWhicheverThreadAsks(@ForAll("histories") List<Step> steps)
      throws Exception {
    Cell cell = new Cell(Long.MAX_VALUE, 0);
    cell.lend(LIMIT, THREADS);
    List<BudgetGrant> running = new ArrayList<>();
    long used = 0;
    for (Step step : steps) {
      switch (step.kind()) {
        case RESERVE, LOWER_LIMIT -> {
          long limit = step.kind() == Kind.RESERVE ? LIMIT : LIMIT - 150;
          BudgetGrant grant = in(step.thread(), () -> cell.tryReserve(step.amount(), limit));
          boolean left = used + step.amount() <= limit && used < limit;
          assertThat(grant != null).isEqualTo(left);
          if (grant != null) {
            used += step.amount();
            assertThat(grant.used()).isEqualTo(used);
            assertThat(grant.amount()).isEqualTo(step.amount());
            running.add(grant);
          }
        }
        case SETTLE -> {
          if (!running.isEmpty()) {
            BudgetGrant ended = running.remove(step.which() % running.size());
            used += step.amount() - ended.amount();
            settle(step.thread(), ended, step.amount());
          }
        }
        case BOOK -> {
          used += step.amount();
          settle(step.thread(), cell.grant(0, 0), step.amount());
        }
      }
      assertThat(cell.used()).isEqualTo(used);
      if (cell.leaves(step.amount(), LIMIT)) {
        assertThat(used + step.amount()).isLessThanOrEqualTo(LIMIT);
      }
    }
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(60, Kind.RESERVE),
                Tuple.of(30, Kind.SETTLE),
                Tuple.of(5, Kind.BOOK),
                Tuple.of(4, Kind.LOWER_LIMIT)),
            Arbitraries.integers().between(0, THREADS - 1),
            Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.integers().between(0, 20)),
                Tuple.of(1, Arbitraries.integers().between(0, 400))),
            Arbitraries.integers().between(0, 99))
        .as(Step::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(150);
  }

  /** Threads that meet by chance; each takes, and gives a part back, until nothing is left. */
  @RepeatedTest(5)
  void givesAwayAllAndNoMore() throws Exception {
    Cell cell = new Cell(Long.MAX_VALUE, 0);
    AtomicLong kept = new AtomicLong();
    AtomicLong most = new AtomicLong();
    List<Future<?>> ends = new ArrayList<>();
    for (ExecutorService thread : THREADS_IN_TURN) {
      ends.add(thread.submit(() -> takeAll(cell, 2_000_000, kept, most)));
    }
    for (Future<?> end : ends) {
      end.get();
    }
    assertThat(kept).hasValue(2_000_000);
    assertThat(most.get()).isLessThanOrEqualTo(2_000_000);
    assertThat(cell.used()).isEqualTo(2_000_000);
    assertThat(cell.get()).isEqualTo(2_000_000);
  }

  private static void takeAll(Cell cell, long limit, AtomicLong kept, AtomicLong most) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int amount = random.nextInt(1, 8);
    BudgetGrant grant = cell.tryReserve(amount, limit);
    while (grant != null || amount > 1) {
      if (grant != null) {
        int actual = random.nextInt(amount == 1 ? 1 : 0, amount + 1);
        kept.addAndGet(actual);
        most.accumulateAndGet(grant.used(), Math::max);
        grant.settle(actual);
      }
      amount = grant == null ? 1 : random.nextInt(1, 8);
      grant = cell.tryReserve(amount, limit);
    }
  }

  @Test
  void aCountPastTheLimitIsNotLent() {
    Cell cell = new Cell(Long.MAX_VALUE, LIMIT + 1);
    cell.lend(LIMIT, THREADS);
    assertThat(cell.get()).isEqualTo(LIMIT + 1);
    assertThat(cell.tryReserve(1, LIMIT)).isNull();
    cell.settle(2, 0);
    assertThat(cell.tryReserve(1, LIMIT)).isNotNull();
  }

  @Test
  void whatDoesNotFitIsTooMuchForGood() {
    Cell cell = new Cell(Long.MAX_VALUE, 0);
    cell.lend(LIMIT, THREADS);
    assertThat(cell.tryReserve(1, LIMIT)).isNotNull();
    cell.settle(0, Amounts.TOO_MUCH);
    cell.settle(1, 0);
    assertThat(cell.used()).isEqualTo(Amounts.TOO_MUCH);
    assertThat(cell.tryReserve(0, LIMIT)).isNull();
  }

  @Test
  void aGrantWhoseSliceIsOverLooksAtTheNextOne() {
    SlidingLedger ledger = new SlidingLedger(Window.sliding(Duration.ofMinutes(1)), 5_000);
    assertThat(ledger.tryReserve(7, LIMIT, 5_000)).isNotNull();
    Cell over = new Cell(5_000, 3, ledger);
    over.lend(LIMIT, THREADS);
    BudgetGrant grant = over.tryReserve(2, LIMIT);
    assertThat(over.seal()).isEqualTo(5);
    assertThat(grant).isNotNull();
    assertThat(grant.used()).isEqualTo(7);
    assertThat(over.tryReserve(2, LIMIT)).isNull();
    assertThat(over.leaves(2, LIMIT)).isFalse();
  }

  @Test
  void nothingIsGivenWhenAllIsUsedThoughNothingIsAskedFor() {
    Cell cell = new Cell(Long.MAX_VALUE, 0);
    cell.lend(LIMIT, THREADS);
    cell.settle(0, LIMIT);
    assertThat(cell.tryReserve(0, LIMIT)).isNull();
  }

  private static <T> T in(int thread, Callable<T> task) throws Exception {
    return THREADS_IN_TURN.get(thread).submit(task).get();
  }

  private static void settle(int thread, BudgetGrant grant, long actual) throws Exception {
    in(
        thread,
        () -> {
          grant.settle(actual);
          return true;
        });
  }
}
