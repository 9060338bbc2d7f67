package org.agentgovernance.budget;

import java.util.Arrays;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.interceptor.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * What one session has done: how many steps, and how often each of its last different calls. It
 * knows no limits, so a manifest with others goes on with the same counts.
 */
final class LoopState {
  /** How many different calls are remembered; the one unused for longest is forgotten first. */
  static final int REMEMBERED = 128;

  /** Taken in place of a step when the session has taken too many. */
  static final Step TOO_MANY = new Step(new LoopState(), null);

  /** Taken in place of a step when the call was made too often. */
  static final Step IDENTICAL = new Step(new LoopState(), null);

  private @Nullable PastCall[] calls = new PastCall[8];
  private int size;
  private volatile int steps;
  private volatile int mostTimes;

  /** How many calls ran or are running. */
  int steps() {
    return steps;
  }

  /** How often this call ran or is running; quick while no call did so the given times. */
  boolean ranTimes(ToolCall call, int times) {
    return mostTimes >= times && times(call) >= times;
  }

  /** How often this call ran or is running. */
  synchronized int times(ToolCall call) {
    PastCall past = find(call, call.arguments().hashCode());
    return past == null ? 0 : past.times;
  }

  /**
   * Counts a call if the limits leave it.
   *
   * @param identicalCalls how often the same call may run, or 0 for no limit
   */
  Step take(ToolCall call, int maxSteps, int identicalCalls) {
    int hash = identicalCalls > 0 ? call.arguments().hashCode() : 0;
    synchronized (this) {
      if (steps >= maxSteps) {
        return TOO_MANY;
      }
      PastCall past = null;
      if (identicalCalls > 0) {
        past = find(call, hash);
        if (past == null) {
          past = remember(new PastCall(call, hash));
        } else if (past.times >= identicalCalls) {
          return IDENTICAL;
        }
        past.times++;
        past.lastStep = steps;
        mostTimes = Math.max(mostTimes, past.times);
      }
      steps = steps + 1;
      return new Step(this, past);
    }
  }

  private synchronized void giveBack(@Nullable PastCall past) {
    steps = steps - 1;
    if (past != null) {
      past.times--;
    }
  }

  private @Nullable PastCall find(ToolCall call, int hash) {
    for (int i = 0; i < size; i++) {
      PastCall past = calls[i];
      if (past != null && past.same(call, hash)) {
        return past;
      }
    }
    return null;
  }

  private PastCall remember(PastCall call) {
    if (size == REMEMBERED) {
      calls[longestUnused()] = call;
      return call;
    }
    if (size == calls.length) {
      calls = Arrays.copyOf(calls, Math.min(2 * size, REMEMBERED));
    }
    calls[size++] = call;
    return call;
  }

  private int longestUnused() {
    int oldest = 0;
    int step = Integer.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      PastCall past = calls[i];
      if (past != null && past.lastStep < step) {
        step = past.lastStep;
        oldest = i;
      }
    }
    return oldest;
  }

  /** One counted call. */
  static final class Step implements Reservation {
    private final LoopState state;
    private final @Nullable PastCall past;

    Step(LoopState state, @Nullable PastCall past) {
      this.state = state;
      this.past = past;
    }

    @Override
    public void settle(Outcome outcome) {
      if (!outcome.ran()) {
        state.giveBack(past);
      }
    }
  }
}
