package org.agentgovernance.resilience;

import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.interceptor.EventSink;
import org.jspecify.annotations.Nullable;

/**
 * The breakers of one rule: a single one, or one for each user or agent. At most {@value #MOST} are
 * kept apart; those that know of no failure make room, and when there is none left all further
 * users share one.
 */
final class BreakerSet {
  static final int MOST = 10_000;

  private final String tool;
  private final BreakerRule rule;
  private final Clock clock;
  private final EventSink events;
  private final @Nullable Breaker shared;
  private final ConcurrentHashMap<Who, Breaker> apart = new ConcurrentHashMap<>();
  private final Breaker others;

  BreakerSet(String tool, BreakerRule rule, Clock clock, EventSink events) {
    this.tool = tool;
    this.rule = rule;
    this.clock = clock;
    this.events = events;
    this.others = make(null);
    this.shared = Who.matters(rule.each()) ? null : others;
  }

  private Breaker make(@Nullable Who who) {
    return new Breaker(tool, rule, clock, new BreakerEvents(tool, who, clock, events));
  }

  /** The breaker that a call is held by, or null when that one was never needed. */
  @Nullable Breaker look(CallContext context) {
    return shared == null ? known(Who.of(rule.each(), context)) : shared;
  }

  private @Nullable Breaker known(Who who) {
    Breaker own = apart.get(who);
    return own == null && apart.size() >= MOST && !others.unused() ? others : own;
  }

  /** The same for a call that is about to run. */
  Breaker take(CallContext context) {
    if (shared != null) {
      return shared;
    }
    Who who = Who.of(rule.each(), context);
    Breaker own = apart.get(who);
    if (own != null) {
      return own;
    }
    if (apart.size() >= MOST) {
      apart.values().removeIf(Breaker::unused);
      if (apart.size() >= MOST) {
        return others;
      }
    }
    return apart.computeIfAbsent(who, this::make);
  }

  void each(Consumer<Breaker> action) {
    if (shared != null || !others.unused()) {
      action.accept(others);
    }
    apart.values().forEach(action);
  }
}
