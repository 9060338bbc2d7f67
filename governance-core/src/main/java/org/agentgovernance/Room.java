package org.agentgovernance;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.resilience.SlotClaim;
import org.agentgovernance.resilience.ToolSlots;
import org.jspecify.annotations.Nullable;

/**
 * One call's room among those that run at once, where its tool has caps. It is taken before
 * anything else is, so that a call that waits for it holds nothing that others need, and is given
 * back when the tool is gone: a tool that hangs after its time limit still uses what the cap
 * protects.
 */
final class Room {
  private final WaitingCalls waiting;
  private final ToolSlots slots;
  private final CallContext context;
  private volatile WaitingCalls.@Nullable Wait wait;
  private @Nullable SlotClaim claim;
  private boolean running;

  private Room(WaitingCalls waiting, ToolSlots slots, CallContext context) {
    this.waiting = waiting;
    this.slots = slots;
    this.context = context;
  }

  /** The room that a call needs, or null when its tool has no caps. */
  static @Nullable Room of(WaitingCalls waiting, @Nullable ToolSlots slots, CallContext context) {
    return slots == null ? null : new Room(waiting, slots, context);
  }

  /** Takes the room, or waits for it: null; or says why there is none. */
  @Nullable Deny enter() {
    SlotClaim own = claim;
    if (own == null) {
      own = slots.claim(context, this::turn);
      claim = own;
    }
    return own.advance();
  }

  /** Whether a call has to wait before it is checked again and may enter. */
  static boolean waits(@Nullable Room room) {
    SlotClaim own = room == null ? null : room.claim;
    return own != null && own.waits() != null;
  }

  /** Somebody has left; the call that is next may be asleep, or just about to. */
  private void turn() {
    WaitingCalls.Wait now = wait;
    if (now != null) {
      now.end(true);
    }
  }

  /** Completed when it is this call's turn, its time is over, or it needs to wait no longer. */
  CompletableFuture<Boolean> turn(BooleanSupplier useless) {
    SlotClaim own = claim;
    Duration time = own == null ? null : own.waits();
    if (own == null || time == null) {
      return CompletableFuture.completedFuture(true);
    }
    WaitingCalls.Wait begun = waiting.begin(time, useless);
    wait = begun;
    if (own.handed()) { // before anybody could be told
      begun.end(true);
    }
    return begun.over();
  }

  /** The same on the thread of the caller; false when it was interrupted. */
  boolean await(BooleanSupplier useless) {
    CompletableFuture<Boolean> turn = turn(useless);
    try {
      Boolean unused = turn.get();
      return true;
    } catch (InterruptedException e) {
      WaitingCalls.Wait begun = wait;
      if (begun != null) {
        begun.end(false);
      }
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a wait ends with whether it was worth it", e);
    }
  }

  /** The tool is about to start; from now on only its end gives the room back. */
  static void starts(@Nullable Room room) {
    if (room != null) {
      room.running = true;
    }
  }

  /** The call has ended; its room is free as soon as its tool does nothing any more. */
  static void over(@Nullable Room room, ToolRun run) {
    SlotClaim own = room == null ? null : room.claim;
    if (own == null) {
      return;
    }
    CompletableFuture<Void> gone = run.gone();
    if (!gone.isDone()) {
      own.outlived();
    }
    CompletableFuture<Void> unused = gone.thenRun(own::release);
  }

  /** Gives back what a call holds or waits for, unless its tool has it. */
  static void leave(@Nullable Room room) {
    if (room != null && !room.running && room.claim != null) {
      SlotClaim own = room.claim;
      room.claim = null;
      own.release();
    }
  }
}
