package org.agentgovernance.rollout;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** Orders in memory. A change is told on the thread that makes it. */
final class InMemoryControlStore implements ControlStore {
  private final AtomicReference<Orders> orders = new AtomicReference<>(Orders.none());
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

  @Override
  public Orders load() {
    return orders.get();
  }

  @Override
  public boolean compareAndSet(long epoch, Orders next) {
    Orders now = orders.get();
    if (now.epoch() != epoch || !orders.compareAndSet(now, next)) {
      return false;
    }
    watchers.forEach(watcher -> watcher.changed(next));
    return true;
  }

  @Override
  public Watch watch(Watcher watcher) {
    watchers.add(watcher);
    watcher.changed(orders.get());
    return () -> watchers.remove(watcher);
  }
}
