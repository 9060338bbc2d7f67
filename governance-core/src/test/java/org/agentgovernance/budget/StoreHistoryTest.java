package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * Random histories of every kind of window, in memory and in a file, against a list of what was
 * used when. The list knows nothing of slices.
 */
class StoreHistoryTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Duration LENGTH = Duration.ofHours(2);
  private static final long LIMIT = 100;

  /** One step: what happens, how much, and how long it takes until the next. */
  record Step(Kind kind, int amount, int which, Duration pause) {}

  enum Kind {
    RESERVE,
    SETTLE,
    REOPEN
  }

  /** An amount that was used at a time. */
  private static final class Use {
    final long at;
    long amount;

    Use(long at, long amount) {
      this.at = at;
      this.amount = amount;
    }
  }

  private record Running(BudgetGrant grant, Use use) {}

  /** What a time must have in common with another to be counted with it. */
  private interface Group {
    Object of(ZonedDateTime time);
  }

  @Property(tries = 150)
  void countsInMemoryAsByHand(@ForAll("histories") List<Step> steps) throws IOException {
    for (boolean sliding : new boolean[] {false, true}) {
      for (Map.Entry<Window, Group> window : windows(sliding).entrySet()) {
        replay(steps, window.getKey(), sliding ? null : window.getValue(), null);
      }
    }
  }

  @Property(tries = 25)
  void countsInAFileAsByHand(@ForAll("histories") List<Step> steps) throws IOException {
    Path temp = Files.createTempDirectory("budgets");
    int number = 0;
    for (boolean sliding : new boolean[] {false, true}) {
      for (Map.Entry<Window, Group> window : windows(sliding).entrySet()) {
        Path directory = temp.resolve("store" + number++);
        replay(steps, window.getKey(), sliding ? null : window.getValue(), directory);
      }
    }
    try (var files = Files.walk(temp)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  private static Map<Window, Group> windows(boolean sliding) {
    return sliding
        ? Map.of(Window.sliding(LENGTH), time -> "")
        : Map.of(
            Window.total(), time -> "",
            Window.every(LENGTH), time -> time.toEpochSecond() / LENGTH.toSeconds(),
            Window.calendar(Window.Unit.DAY, BERLIN), ZonedDateTime::toLocalDate,
            Window.calendar(Window.Unit.WEEK, BERLIN),
                time ->
                    time.get(IsoFields.WEEK_BASED_YEAR)
                        + "/"
                        + time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR),
            Window.calendar(Window.Unit.MONTH, BERLIN),
                time -> time.getYear() + "/" + time.getMonth());
  }

  private static void replay(
      List<Step> steps, Window window, @Nullable Group group, @Nullable Path directory)
      throws IOException {
    AccountKey key = new AccountKey("b", "usd", window, Map.of(Scope.USER, "u"));
    BudgetStore store =
        directory == null ? new InMemoryBudgetStore() : FileBudgetStore.open(directory);
    BudgetAccount account = store.account(key);
    List<Use> uses = new ArrayList<>();
    List<Running> running = new ArrayList<>();
    // the night in which clocks go back
    long now = Instant.parse("2026-10-24T20:00:00Z").toEpochMilli();
    for (Step step : steps) {
      switch (step.kind()) {
        case RESERVE -> {
          BudgetGrant grant = account.tryReserve(step.amount(), LIMIT, now);
          check(grant != null, step.amount(), now, group, uses);
          if (grant != null) {
            grant.start();
            Use use = new Use(now, step.amount());
            uses.add(use);
            running.add(new Running(grant, use));
          }
        }
        case SETTLE -> {
          if (!running.isEmpty()) {
            Running ended = running.remove(step.which() % running.size());
            ended.use().amount = step.amount();
            ended.grant().settle(step.amount());
          }
        }
        case REOPEN -> {
          if (store instanceof FileBudgetStore file) {
            file.close();
            store = FileBudgetStore.open(Objects.requireNonNull(directory));
            account = store.account(key);
            running.clear(); // they had started, so they stay booked
          }
        }
      }
      if (group != null) {
        assertThat(account.used(now)).isEqualTo(sameGroup(now, group, uses));
      }
      now += step.pause().toMillis();
    }
    if (store instanceof FileBudgetStore file) {
      file.close();
    }
  }

  private static void check(
      boolean granted, int amount, long now, @Nullable Group group, List<Use> uses) {
    if (group != null) {
      long used = sameGroup(now, group, uses);
      assertThat(granted).isEqualTo(used + amount <= LIMIT && used < LIMIT);
      return;
    }
    long length = LENGTH.toMillis();
    long surely = since(now - length, uses);
    long atMost = since(now - length - length / 60, uses);
    if (granted) {
      assertThat(surely + amount).isLessThanOrEqualTo(LIMIT);
    } else {
      assertThat(atMost + amount > LIMIT || atMost >= LIMIT).isTrue();
    }
  }

  private static long since(long start, List<Use> uses) {
    return uses.stream().filter(use -> use.at > start).mapToLong(use -> use.amount).sum();
  }

  private static long sameGroup(long now, Group group, List<Use> uses) {
    Object current = group.of(Instant.ofEpochMilli(now).atZone(BERLIN));
    return uses.stream()
        .filter(use -> current.equals(group.of(Instant.ofEpochMilli(use.at).atZone(BERLIN))))
        .mapToLong(use -> use.amount)
        .sum();
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(8, Kind.RESERVE), Tuple.of(4, Kind.SETTLE), Tuple.of(1, Kind.REOPEN)),
            Arbitraries.integers().between(0, 60),
            Arbitraries.integers().between(0, 9),
            Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.integers().between(0, 90).map(Duration::ofSeconds)),
                Tuple.of(6, Arbitraries.integers().between(1, 150).map(Duration::ofMinutes)),
                Tuple.of(1, Arbitraries.integers().between(1, 15).map(Duration::ofDays))))
        .as(Step::new)
        .list()
        .ofMaxSize(50);
  }
}
