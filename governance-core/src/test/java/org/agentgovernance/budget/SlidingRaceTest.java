package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.agentgovernance.testing.Race;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Threads that meet on a window that slides. Time stands still while they race; the first that
 * comes at a new time moves the window, and what was taken before is settled meanwhile. Whenever
 * they rest, the count is what they hold by slice.
 */
class SlidingRaceTest {
  private static final Window WINDOW = Window.sliding(Duration.ofMinutes(1));
  private static final int THREADS = 4;
  private static final int PHASES = 60;
  private static final int CALLS = 3_000;

  /** Something taken in a slice, to be settled in a later phase. */
  private record Held(BudgetGrant grant, long slice) {}

  @RepeatedTest(3)
  void countsWhatIsHeldWheneverThreadsRest() throws Exception {
    long limit = 60_000;
    SlidingLedger ledger = new SlidingLedger(WINDOW);
    Queue<Held> late = new ConcurrentLinkedQueue<>();
    Map<Long, AtomicLong> bySlice = new HashMap<>();
    Random random = new Random(7);
    long now = 1_000_000;
    for (int phase = 0; phase < PHASES; phase++) {
      now += random.nextInt(9) * 1_000L;
      long time = now;
      long slice = WINDOW.start(time);
      bySlice.putIfAbsent(slice, new AtomicLong());
      Queue<Held> next = new ConcurrentLinkedQueue<>();
      List<Long> given =
          Race.run(
              THREADS,
              () -> {
                Random mine = new Random();
                long kept = 0;
                for (int i = 0; i < CALLS; i++) {
                  Held earlier = late.poll();
                  if (earlier != null) {
                    long actual = mine.nextInt((int) earlier.grant().amount() + 1);
                    held(bySlice, earlier.slice()).addAndGet(actual - earlier.grant().amount());
                    earlier.grant().settle(actual);
                  }
                  kept += take(ledger, limit, time, mine, next);
                }
                return kept;
              });
      late.addAll(next);
      given.forEach(held(bySlice, slice)::addAndGet);
      long counts =
          bySlice.entrySet().stream()
              .filter(each -> each.getKey() >= WINDOW.oldest(time))
              .mapToLong(each -> each.getValue().get())
              .sum();
      assertThat(ledger.used(time)).isEqualTo(counts).isLessThanOrEqualTo(limit);
    }
  }

  /** Takes an amount if it is left, and settles it now or leaves that to a later phase. */
  private static long take(
      SlidingLedger ledger, long limit, long time, Random random, Queue<Held> next) {
    int amount = random.nextInt(1, 8);
    BudgetGrant grant = ledger.tryReserve(amount, limit, time);
    if (grant == null) {
      return 0;
    }
    if (random.nextInt(8) == 0) {
      next.add(new Held(grant, WINDOW.start(time)));
      return amount;
    }
    int actual = random.nextInt(amount + 1);
    grant.settle(actual);
    return actual;
  }

  private static AtomicLong held(Map<Long, AtomicLong> bySlice, long slice) {
    AtomicLong held = bySlice.get(slice);
    assertThat(held).isNotNull();
    return held;
  }
}
