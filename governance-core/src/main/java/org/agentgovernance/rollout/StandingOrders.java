package org.agentgovernance.rollout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * The orders in force in this process, read on every call: those of the store, and those that were
 * given here and that it has not taken yet. Nothing that the store tells or fails to tell takes an
 * order of the latter kind away. Safe for use by many threads.
 */
public final class StandingOrders implements ControlStore.Watcher {
  private static final int ATTEMPTS = 1000;

  private final ControlStore store;
  private final Map<String, Order> unsaved = new LinkedHashMap<>();
  private Orders stored = Orders.none();
  private volatile View view = new View(Orders.none(), null);
  private volatile Runnable listener = () -> {};

  /** The orders, and why none can be trusted, if that is so. */
  record View(Orders orders, @Nullable Deny unavailable) {}

  /**
   * Begins without orders.
   *
   * @param store where they are kept; it is not asked before {@link #open}
   */
  public StandingOrders(ControlStore store) {
    this.store = store;
  }

  /**
   * Reads what stands and follows the store. When it cannot be read, every call is denied until it
   * can.
   *
   * @param changed called after each change, by whoever makes it known
   * @return what ends it
   */
  public ControlStore.Watch open(Runnable changed) {
    try {
      changed(store.load());
    } catch (RuntimeException e) {
      lost(String.valueOf(e.getMessage()));
    }
    listener = changed;
    return store.watch(this);
  }

  View view() {
    return view;
  }

  /**
   * The orders that are in force.
   *
   * @return the orders with the epoch of the store
   */
  public Orders orders() {
    return view.orders();
  }

  /**
   * What an order says about exactly this target, for things that an order can take away and that
   * are no part of a session. Orders about users compare the id alone.
   *
   * @param target the target
   * @return a denial, also when the orders cannot be known; null when no order is about it
   */
  public @Nullable Deny against(Target target) {
    View now = view;
    if (now.unavailable() != null) {
      return now.unavailable();
    }
    List<Standing> about = now.orders().about(target.kind(), target.id());
    return about.isEmpty() ? null : about.get(0).refuses();
  }

  /**
   * What stands and how it is kept.
   *
   * @return a snapshot
   */
  public synchronized ControlStatus status() {
    Deny deny = view.unavailable();
    return new ControlStatus(
        stored.epoch(),
        view.orders().list(),
        new ArrayList<>(unsaved.values()),
        deny == null ? null : deny.message());
  }

  /**
   * Puts an order in force here and now. Every check that begins after this returns obeys it.
   *
   * @param order the order
   */
  public synchronized void add(Order order) {
    unsaved.put(order.id(), order);
    publish(view.unavailable());
  }

  /**
   * Hands the orders that the store has not taken yet to the store.
   *
   * @throws GovernanceException with {@code control.unavailable} when it does not take them; they
   *     stay in force
   */
  public void save() {
    List<Order> missing;
    synchronized (this) {
      missing = new ArrayList<>(unsaved.values());
    }
    for (Order order : missing) {
      change(now -> now.find(order.id()).isPresent() ? now : now.with(order));
    }
  }

  /**
   * Lifts an order, in the store first.
   *
   * @param id the order's id
   * @throws GovernanceException with {@code control.unavailable} when the store does not answer;
   *     the order stays in force
   */
  public void remove(String id) {
    change(now -> now.find(id).isEmpty() ? now : now.without(id));
    synchronized (this) {
      unsaved.remove(id);
      publish(view.unavailable());
    }
  }

  private void change(Function<Orders, Orders> how) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Orders now = store.load();
      Orders next = how.apply(now);
      if (next == now || store.compareAndSet(now.epoch(), next)) {
        changed(next);
        return;
      }
    }
    throw new GovernanceException(
        ReasonCode.CONTROL_UNAVAILABLE,
        "the store of orders was changed by others " + ATTEMPTS + " times meanwhile; try again");
  }

  @Override
  public void changed(Orders orders) {
    synchronized (this) {
      if (orders.epoch() < stored.epoch()) {
        return;
      }
      stored = orders;
      unsaved.keySet().removeIf(id -> orders.find(id).isPresent());
      publish(null);
    }
    listener.run();
  }

  @Override
  public void lost(String why) {
    synchronized (this) {
      publish(
          new Deny(
              ReasonCode.CONTROL_UNAVAILABLE,
              Standing.ID,
              "nobody can tell who is halted or revoked, so nothing runs: "
                  + why
                  + "; make the store readable again",
              "No call can be made now. Make no further attempt."));
    }
    listener.run();
  }

  private void publish(@Nullable Deny unavailable) {
    List<Order> all = new ArrayList<>(stored.list());
    all.addAll(unsaved.values());
    view = new View(Orders.of(stored.epoch(), all), unavailable);
  }
}
