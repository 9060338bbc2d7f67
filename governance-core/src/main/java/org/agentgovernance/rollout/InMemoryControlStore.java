package org.agentgovernance.rollout;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Orders in memory. A change is told on the thread that makes it. */
final class InMemoryControlStore implements ControlStore {
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
  private volatile Orders orders = Orders.none();

  @Override
  public Orders load() {
    return orders;
  }

  @Override
  public boolean compareAndSet(long epoch, Orders next) {
    synchronized (this) {
      if (orders.epoch() != epoch) {
        return false;
      }
      orders = next;
    }
    watchers.forEach(watcher -> watcher.changed(next));
    return true;
  }

  @Override
  public Watch watch(Watcher watcher) {
    watchers.add(watcher);
    watcher.changed(orders);
    return () -> watchers.remove(watcher);
  }
}
