package org.agentgovernance.rollout;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agentgovernance.call.Actor;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.jspecify.annotations.Nullable;

/**
 * All orders that stand at one moment. Each change makes a new one with the next epoch, so that of
 * two the newer can be told. Asking it allocates nothing. Immutable.
 */
public final class Orders {
  private static final Orders NONE = new Orders(0, List.of());

  private final long epoch;
  private final List<Order> list;
  private final Map<Target.Kind, Map<String, List<Standing>>> byTarget =
      new EnumMap<>(Target.Kind.class);

  private Orders(long epoch, List<Order> list) {
    this.epoch = epoch;
    this.list = list;
    for (Order order : list) {
      byTarget
          .computeIfAbsent(order.target().kind(), kind -> new HashMap<>())
          .computeIfAbsent(order.target().id(), id -> new ArrayList<>(1))
          .add(new Standing(order));
    }
  }

  /**
   * No orders, epoch 0: what a new store holds.
   *
   * @return always the same object
   */
  public static Orders none() {
    return NONE;
  }

  /**
   * Orders as a store holds them.
   *
   * @param epoch how many changes led to them, from 0
   * @param orders the orders, oldest first
   * @return the orders
   * @throws IllegalArgumentException when two have one id or the epoch is negative
   */
  public static Orders of(long epoch, List<Order> orders) {
    if (epoch < 0 || orders.stream().map(Order::id).distinct().count() < orders.size()) {
      throw new IllegalArgumentException("orders have one id each, and an epoch from 0");
    }
    return new Orders(epoch, List.copyOf(orders));
  }

  /**
   * Reads what {@link #toJson()} has written.
   *
   * @param json the text
   * @return the orders
   * @throws org.agentgovernance.decision.GovernanceException with {@code control.unavailable} when
   *     it is not exactly that; nothing is guessed and nothing is left out
   */
  public static Orders parse(String json) {
    return OrdersText.read(json.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The orders as JSON, for a store that keeps text.
   *
   * @return canonical JSON with its format and epoch
   */
  public String toJson() {
    return OrdersText.write(this);
  }

  /**
   * How many changes led here.
   *
   * @return the epoch, from 0
   */
  public long epoch() {
    return epoch;
  }

  /**
   * The orders.
   *
   * @return oldest first
   */
  public List<Order> list() {
    return list;
  }

  /**
   * The order of an id.
   *
   * @param id the order's id
   * @return the order, or empty when it does not stand
   */
  public Optional<Order> find(String id) {
    return list.stream().filter(order -> order.id().equals(id)).findFirst();
  }

  /**
   * These orders and one more, in the next epoch.
   *
   * @param order the order; one of the same id is replaced
   * @return new orders
   */
  public Orders with(Order order) {
    List<Order> more = new ArrayList<>(without(order.id()).list);
    more.add(order);
    return new Orders(epoch + 1, List.copyOf(more));
  }

  /**
   * These orders without one, in the next epoch.
   *
   * @param id the id of an order
   * @return new orders
   */
  public Orders without(String id) {
    return new Orders(epoch + 1, list.stream().filter(order -> !order.id().equals(id)).toList());
  }

  /** The strictest order about a call, or null when none is. */
  @Nullable Standing strictest(String tool, boolean reads, CallContext context) {
    if (list.isEmpty()) {
      return null;
    }
    Standing found = stricter(null, Target.Kind.ALL, "", reads);
    found = stricter(found, Target.Kind.TOOL, tool, reads);
    // Whoever is stopped stops those that it has delegated to.
    for (CallContext session = context; session != null; session = session.parent()) {
      found = stricter(found, Target.Kind.SESSION, session.session(), reads);
      found = ofPrincipal(found, session.principal(), reads);
    }
    return found;
  }

  private @Nullable Standing ofPrincipal(
      @Nullable Standing found, Principal principal, boolean reads) {
    Standing next = ofActor(found, principal.actor(), reads);
    for (int i = 0; i < principal.priorActors().size(); i++) {
      next = ofActor(next, principal.priorActors().get(i), reads);
    }
    next = stricter(next, Target.Kind.KEY, principal.keyId(), reads);
    next = stricter(next, Target.Kind.GRANT, principal.credentialId(), reads);
    next = stricter(next, Target.Kind.GRANT, principal.grant().id(), reads);
    return ofUser(next, principal.subject(), reads);
  }

  private @Nullable Standing ofActor(@Nullable Standing found, Actor actor, boolean reads) {
    return stricter(
        stricter(found, Target.Kind.AGENT, actor.agent(), reads),
        Target.Kind.INSTANCE,
        actor.instance(),
        reads);
  }

  private @Nullable Standing stricter(
      @Nullable Standing found, Target.Kind kind, @Nullable String id, boolean reads) {
    List<Standing> about = about(kind, id);
    for (int i = 0; i < about.size(); i++) {
      found = stricter(found, about.get(i), reads);
    }
    return found;
  }

  /** Where an issuer is missing on either side, the id alone decides. */
  private @Nullable Standing ofUser(@Nullable Standing found, Subject user, boolean reads) {
    List<Standing> about = about(Target.Kind.USER, user.id());
    for (int i = 0; i < about.size(); i++) {
      String issuer = about.get(i).order.target().issuer();
      if (issuer.isEmpty() || user.issuer().isEmpty() || issuer.equals(user.issuer())) {
        found = stricter(found, about.get(i), reads);
      }
    }
    return found;
  }

  private static @Nullable Standing stricter(
      @Nullable Standing found, Standing next, boolean reads) {
    boolean more =
        next.concerns(reads)
            && (found == null || next.order.kind().compareTo(found.order.kind()) < 0);
    return more ? next : found;
  }

  List<Standing> about(Target.Kind kind, @Nullable String id) {
    Map<String, List<Standing>> ofKind = byTarget.get(kind);
    return ofKind == null || id == null ? List.of() : ofKind.getOrDefault(id, List.of());
  }

  /** Epoch and number. */
  @Override
  public String toString() {
    return "Orders[epoch " + epoch + ", " + list.size() + "]";
  }
}
