package org.agentgovernance.resilience;

import java.util.concurrent.ConcurrentHashMap;
import org.agentgovernance.call.CallContext;
import org.jspecify.annotations.Nullable;

/**
 * The slots of one rule: one pool for all, or one for each user or agent, which is there only while
 * somebody runs or waits in it.
 */
final class SlotSet {
  private final ConcurrencyRule rule;
  private final @Nullable SlotPool shared;
  private final ConcurrentHashMap<Who, SlotPool> apart = new ConcurrentHashMap<>();

  SlotSet(ConcurrencyRule rule) {
    this.rule = rule;
    this.shared = Who.matters(rule.each()) ? null : make();
  }

  private SlotPool make() {
    return new SlotPool(rule.permits(), rule.maxWaiting());
  }

  /** The pool of a caller, or null when nobody is in it. Changes nothing. */
  @Nullable SlotPool look(CallContext context) {
    return shared == null ? apart.get(Who.of(rule.each(), context)) : shared;
  }

  /** A pool in use by one call until it is given back. */
  record Use(SlotSet set, @Nullable Who who, SlotPool pool) {
    void end() {
      if (who != null && pool.exit()) {
        set.apart.remove(who, pool);
      }
    }
  }

  Use use(CallContext context) {
    if (shared != null) {
      return new Use(this, null, shared);
    }
    Who who = Who.of(rule.each(), context);
    while (true) {
      SlotPool pool = apart.computeIfAbsent(who, unused -> make());
      if (pool.enter()) {
        return new Use(this, who, pool);
      }
    }
  }

  int size() {
    return apart.size();
  }
}
