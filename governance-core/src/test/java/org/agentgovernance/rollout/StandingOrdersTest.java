package org.agentgovernance.rollout;

import static org.agentgovernance.rollout.OrdersTest.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.junit.jupiter.api.Test;

/** Orders in force against what their store says, answers late, or does not say at all. */
class StandingOrdersTest {
  private static final Order HERE = order("here", Order.Kind.HALT, Target.agent("a"));
  private static final Order THERE = order("there", Order.Kind.HALT, Target.agent("b"));

  /** A real store whose line can be cut. */
  private static final class Line implements ControlStore {
    private final ControlStore store;
    private boolean cut;

    Line(ControlStore store) {
      this.store = store;
    }

    private ControlStore reached() {
      if (cut) {
        throw new GovernanceException(ReasonCode.CONTROL_UNAVAILABLE, "the line is cut");
      }
      return store;
    }

    @Override
    public Orders load() {
      return reached().load();
    }

    @Override
    public boolean compareAndSet(long epoch, Orders next) {
      return reached().compareAndSet(epoch, next);
    }

    @Override
    public Watch watch(Watcher watcher) {
      return store.watch(watcher);
    }
  }

  private final ControlStore store = ControlStore.inMemory();
  private final Line line = new Line(store);
  private final StandingOrders standing = new StandingOrders(line);

  @Test
  void anOrderThatCannotBeStoredStaysInForceWhateverTheStoreSays() {
    try (ControlStore.Watch watch = standing.open(() -> {})) {
      line.cut = true;
      standing.add(HERE);
      assertThatThrownBy(standing::save).isInstanceOf(GovernanceException.class);
      assertThat(standing.orders().list()).containsExactly(HERE);
      assertThat(standing.status().unsaved()).containsExactly(HERE);
      assertThat(store.compareAndSet(0, Orders.none().with(THERE))).isTrue();
      assertThat(standing.orders().list()).containsExactlyInAnyOrder(HERE, THERE);
      line.cut = false;
      standing.save();
      assertThat(standing.status().unsaved()).isEmpty();
      assertThat(store.load().list()).containsExactly(THERE, HERE);
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void nothingIsLiftedWhileTheStoreCannotBeReached() {
    try (ControlStore.Watch watch = standing.open(() -> {})) {
      standing.add(HERE);
      standing.save();
      line.cut = true;
      assertThatThrownBy(() -> standing.remove("here")).isInstanceOf(GovernanceException.class);
      assertThat(standing.orders().list()).containsExactly(HERE);
      line.cut = false;
      standing.remove("here");
      assertThat(standing.orders().list()).isEmpty();
      assertThat(store.load().list()).isEmpty();
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void aStoreThatCannotBeReadAtFirstDeniesEverythingUntilItCan() {
    line.cut = true;
    StandingOrders late =
        new StandingOrders(
            new ControlStore() {
              @Override
              public Orders load() {
                return line.load();
              }

              @Override
              public boolean compareAndSet(long epoch, Orders next) {
                return line.compareAndSet(epoch, next);
              }

              @Override
              public Watch watch(Watcher watcher) {
                return () -> {};
              }
            });
    AtomicInteger told = new AtomicInteger();
    try (ControlStore.Watch watch = late.open(told::incrementAndGet)) {
      assertThat(late.status().trouble()).contains("the line is cut");
      late.add(HERE);
      assertThat(late.status().trouble()).contains("the line is cut");
      late.changed(Orders.none());
      assertThat(late.status().trouble()).isNull();
      assertThat(late.orders().list()).containsExactly(HERE);
      assertThat(told.get()).isPositive();
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void newsThatComeLateChangeNothing() {
    Orders one = Orders.none().with(THERE);
    Orders two = one.with(HERE);
    standing.changed(two);
    standing.changed(one);
    assertThat(standing.orders().list()).containsExactly(THERE, HERE);
    standing.changed(two.without("here"));
    assertThat(standing.orders().list()).containsExactly(THERE);
  }
}
