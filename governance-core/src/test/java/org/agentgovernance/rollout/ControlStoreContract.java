package org.agentgovernance.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.testing.Race;
import org.junit.jupiter.api.Test;

/** What every store of orders must do. */
abstract class ControlStoreContract {
  /** Opens the store, or the same one a second time as another process would. */
  abstract ControlStore open() throws Exception;

  static Order halt(String id) {
    return new Order(id, Order.Kind.HALT, Target.agent("a"), "why", "ops", Instant.EPOCH);
  }

  @Test
  void holdsNothingAtFirstAndThenWhatWasPut() throws Exception {
    ControlStore store = open();
    assertThat(store.load().epoch()).isZero();
    assertThat(store.load().list()).isEmpty();
    assertThat(store.compareAndSet(0, store.load().with(halt("1")))).isTrue();
    assertThat(store.load().epoch()).isEqualTo(1);
    assertThat(store.load().list()).containsExactly(halt("1"));
  }

  @Test
  void refusesAnEpochThatIsNotTheOneStored() throws Exception {
    ControlStore store = open();
    Orders first = store.load().with(halt("1"));
    assertThat(store.compareAndSet(0, first)).isTrue();
    assertThat(store.compareAndSet(0, Orders.none().with(halt("2")))).isFalse();
    assertThat(store.compareAndSet(2, first.with(halt("2")))).isFalse();
    assertThat(store.load().list()).containsExactly(halt("1"));
  }

  @Test
  void losesNoOrderWhenManyGiveOnesAtOnce() throws Exception {
    ControlStore store = open();
    AtomicInteger number = new AtomicInteger();
    Race.run(
        4,
        () -> {
          for (int i = 0; i < 10; i++) {
            String id = "o-" + number.incrementAndGet();
            Orders now = store.load();
            while (!store.compareAndSet(now.epoch(), now.with(halt(id)))) {
              now = store.load();
            }
          }
          return null;
        });
    assertThat(store.load().epoch()).isEqualTo(40);
    assertThat(store.load().list()).hasSize(40);
  }

  @Test
  void tellsAWatcherOfWhatStandsAndOfEachLaterState() throws Exception {
    ControlStore store = open();
    assertThat(store.compareAndSet(0, Orders.none().with(halt("1")))).isTrue();
    LinkedBlockingQueue<Orders> told = new LinkedBlockingQueue<>();
    List<String> lost = new ArrayList<>();
    ControlStore.Watcher watcher =
        new ControlStore.Watcher() {
          @Override
          public void changed(Orders orders) {
            told.add(orders);
          }

          @Override
          public void lost(String why) {
            lost.add(why);
          }
        };
    try (ControlStore.Watch watch = store.watch(watcher)) {
      assertThat(told.poll(20, TimeUnit.SECONDS).list()).containsExactly(halt("1"));
      Orders now = store.load();
      assertThat(store.compareAndSet(1, now.with(halt("2")))).isTrue();
      Orders next = told.poll(20, TimeUnit.SECONDS);
      while (next.epoch() < 2) {
        next = told.poll(20, TimeUnit.SECONDS);
      }
      assertThat(next.list()).containsExactly(halt("1"), halt("2"));
      assertThat(watch).isNotNull();
    }
    assertThat(lost).isEmpty();
  }
}
