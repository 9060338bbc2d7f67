package org.agentgovernance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.rollout.Control;
import org.agentgovernance.rollout.ControlStatus;
import org.agentgovernance.rollout.ControlStore;
import org.agentgovernance.rollout.Order;
import org.agentgovernance.rollout.StandingOrders;
import org.agentgovernance.rollout.Stopping;
import org.agentgovernance.rollout.Target;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes orders, has them obeyed by what runs, and records them. Orders from elsewhere arrive by the
 * store and are obeyed in the same way.
 */
final class OrderDesk implements Control, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OrderDesk.class);

  private final Enforcement shared;
  private final StandingOrders standing;
  private final OrderRecords records;
  private final ControlStore.Watch watch;

  OrderDesk(Enforcement shared, StandingOrders standing, OrderRecords records) {
    this.shared = shared;
    this.standing = standing;
    this.records = records;
    this.watch = standing.open(this::changed);
    records.follow(standing);
  }

  @Override
  public Stopping halt(Target target, String reason, Subject by) {
    return give(Order.Kind.HALT, target, reason, by);
  }

  @Override
  public Stopping revoke(Target target, String reason, Subject by) {
    return give(Order.Kind.REVOKE, target, reason, by);
  }

  @Override
  public Stopping reduce(Target target, String reason, Subject by) {
    return give(Order.Kind.REDUCE, target, reason, by);
  }

  @Override
  public Stopping investigate(Target target, String reason, Subject by) {
    return give(Order.Kind.INVESTIGATE, target, reason, by);
  }

  /** In force first; a record or a store that fails must not keep anybody from stopping. */
  private Stopping give(Order.Kind kind, Target target, String reason, Subject by) {
    Order order = Order.give(kind, target, reason, by.toString(), now());
    long start = System.nanoTime();
    records.begin(order);
    standing.add(order);
    StoppedCalls stopped = StoppedCalls.stop(order, start, shared.running, shared.threads);
    shared.waiting.look();
    List<String> problems = new ArrayList<>();
    if (!records.given(order, stopped.size())) {
      problems.add("the order could not be recorded; see the state of the audit log");
    }
    try {
      standing.save();
    } catch (RuntimeException e) {
      problems.add("the order ends with this process, it could not be stored: " + e.getMessage());
    }
    records.end(order, true);
    problems.forEach(problem -> LOG.error("{} is in force, but {}", order, problem));
    return new Stopping(
        order, stopped.size(), problems, stopped.report().thenApply(records::stopped));
  }

  @Override
  public Order lift(String id, String reason, Subject by) {
    Order order =
        standing
            .orders()
            .find(id)
            .orElseThrow(
                () ->
                    new GovernanceException(
                        ReasonCode.CONTROL_UNAVAILABLE,
                        "no order of this id stands; status() lists those that do"));
    // Checks the reason before anything is written.
    Order lifting = new Order(id, order.kind(), order.target(), reason, by.toString(), now());
    records.lifting(order, lifting);
    records.begin(order);
    boolean lifted = false;
    try {
      standing.remove(id);
      lifted = true;
    } finally {
      records.end(order, !lifted);
      if (!lifted) {
        records.notLifted(order, lifting);
      }
    }
    return order;
  }

  @Override
  public ControlStatus status() {
    return standing.status();
  }

  /** The store has told of something; whatever it is, what runs now must go with it. */
  private void changed() {
    records.follow(standing);
    List<Order> orders = standing.orders().list();
    if (!orders.isEmpty()) {
      StoppedCalls stopped =
          StoppedCalls.stop(
              orders.get(orders.size() - 1), System.nanoTime(), shared.running, shared.threads);
      shared.waiting.look();
      if (stopped.size() > 0) {
        var unused = stopped.report().thenApply(records::stopped);
      }
    }
  }

  private Instant now() {
    return shared.clock.instant();
  }

  @Override
  public void close() {
    watch.close();
  }
}
