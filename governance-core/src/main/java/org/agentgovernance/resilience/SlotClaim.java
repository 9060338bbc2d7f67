package org.agentgovernance.resilience;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.decision.Deny;
import org.jspecify.annotations.Nullable;

/**
 * One call's claim to a slot of each cap of its tool: of all of them or of none, so that whoever
 * waits holds up nobody. It waits in one line at a time. Used by one thread after another, as the
 * call goes on.
 */
public final class SlotClaim {
  private final ToolSlots slots;
  private final SlotSet.Use[] uses;
  private final Runnable turn;
  private final long start = System.nanoTime();
  private SlotPool.@Nullable Place place;
  private int line;
  private long deadline;
  private boolean held;
  private boolean late;
  private final AtomicBoolean released = new AtomicBoolean();

  SlotClaim(ToolSlots slots, CallContext context, Runnable turn) {
    this.slots = slots;
    this.turn = turn;
    this.uses = new SlotSet.Use[slots.sets.length];
    for (int i = 0; i < uses.length; i++) {
      uses[i] = slots.sets[i].use(context);
    }
  }

  /**
   * Takes the slots, joins a line, stays in it, or gives up.
   *
   * @return null when it holds all slots or waits; otherwise why it gets none, and then it neither
   *     holds nor waits for any
   */
  public @Nullable Deny advance() {
    if (released.get()) {
      throw new IllegalStateException("the claim was released");
    }
    SlotPool.Place waited = place;
    int kept = -1;
    if (waited != null) {
      if (uses[line].pool().handed(waited)) {
        kept = line;
      } else if (System.nanoTime() - deadline >= 0) {
        return gaveUp(waited);
      } else {
        return null;
      }
    }
    place = null;
    return held ? null : take(kept);
  }

  private @Nullable Deny gaveUp(SlotPool.Place waited) {
    Deny denial = exceeded(line, "waited " + Durations.text(slots.rules[line].queue().toMillis()));
    place = null;
    uses[line].pool().leave(waited);
    return denial;
  }

  private @Nullable Deny take(int kept) {
    int from = kept;
    for (int i = 0; i < uses.length; i++) {
      if (i != from && !uses[i].pool().take()) {
        giveBack(i, from);
        return join(i);
      }
    }
    held = true;
    return null;
  }

  /** What was taken before a cap was full: those before it, and the one that was waited for. */
  private void giveBack(int before, int kept) {
    for (int i = 0; i < before; i++) {
      if (i != kept) {
        uses[i].pool().release(false);
      }
    }
    if (kept >= 0) {
      uses[kept].pool().release(false);
    }
  }

  private @Nullable Deny join(int full) {
    ConcurrencyRule rule = slots.rules[full];
    long left = rule.queue().toNanos() - (System.nanoTime() - start);
    SlotPool.Place joined = left <= 0 ? null : uses[full].pool().join(turn);
    if (joined == null) {
      return exceeded(full, rule.maxWaiting() == 0 ? "none waits" : "the line is full");
    }
    place = joined;
    line = full;
    deadline = System.nanoTime() + left;
    return uses[full].pool().handed(joined) ? advance() : null;
  }

  /**
   * How long the call still waits for its turn.
   *
   * @return the time, or null when it does not wait
   */
  public @Nullable Duration waits() {
    return place == null || released.get()
        ? null
        : Duration.ofNanos(Math.max(deadline - System.nanoTime(), 0));
  }

  /**
   * Whether it is the turn of a call that waits.
   *
   * @return true when it only needs to be advanced
   */
  public boolean handed() {
    SlotPool.Place waited = place;
    return waited != null && uses[line].pool().handed(waited);
  }

  /** The call has ended, but its tool still does something and holds the slots. */
  public void outlived() {
    if (held && !released.get() && !late) {
      late = true;
      for (SlotSet.Use use : uses) {
        use.pool().overdue();
      }
    }
  }

  /** Gives back what is held and leaves the line; a second time does nothing. */
  public void release() {
    if (!released.compareAndSet(false, true)) {
      return;
    }
    SlotPool.Place waited = place;
    for (int i = 0; i < uses.length; i++) {
      if (waited != null && i == line) {
        uses[i].pool().leave(waited);
      } else if (held) {
        uses[i].pool().release(late);
      }
      uses[i].end();
    }
  }

  private Deny exceeded(int i, String how) {
    ConcurrencyRule rule = slots.rules[i];
    return ConcurrencyControl.exceeded(rule, uses[i].pool().text(), how);
  }
}
