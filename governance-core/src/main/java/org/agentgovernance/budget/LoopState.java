package org.agentgovernance.budget;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * What one session has done: how many steps, how often each of its last different calls, in what
 * order, and with what results. It knows no limits, so a manifest with others goes on with the same
 * counts.
 */
final class LoopState {
  /** How many different calls are remembered; the one unused for longest is forgotten first. */
  static final int REMEMBERED = 128;

  private @Nullable PastCall[] calls = new PastCall[8];
  private int size;
  private long uses;
  private final CallHistory history = new CallHistory();
  private final SameResults results = new SameResults();
  private final Set<ReasonCode> reported = new HashSet<>();
  private volatile int steps;
  private volatile int mostTimes;
  private volatile int rounds = 1;
  private volatile int mostSame;
  private volatile @Nullable ReasonCode stoppedBy;

  /** How many calls ran or are running. */
  int steps() {
    return steps;
  }

  /** Which limit has stopped the session, or null when none has. */
  @Nullable ReasonCode stoppedBy() {
    return stoppedBy;
  }

  /** Notes that a call was refused; true when it is the first for that reason. */
  synchronized boolean refused(ReasonCode code, boolean stops) {
    if (stops && stoppedBy == null) {
      stoppedBy = code;
    }
    return reported.add(code);
  }

  /** What a call would repeat once too often; quick while nothing is repeated so often. */
  @Nullable LoopFinding finding(ToolCall call, LoopRule rule) {
    boolean identical = rule.identical() > 0 && mostTimes >= rule.identical();
    boolean circle = rule.rounds() > 0 && rounds >= rule.rounds();
    boolean same = rule.same() > 0 && mostSame >= rule.same();
    if (!identical && !circle && !same) {
      return null;
    }
    int hash = identical || circle ? call.arguments().hashCode() : 0;
    synchronized (this) {
      return finding(call, hash, rule);
    }
  }

  private @Nullable LoopFinding finding(ToolCall call, int hash, LoopRule rule) {
    if (rule.identical() > 0 && mostTimes >= rule.identical()) {
      PastCall past = find(call, hash);
      if (past != null && past.times >= rule.identical()) {
        return new LoopFinding(ReasonCode.LOOP_IDENTICAL, rule.identical(), List.of(call.tool()));
      }
    }
    if (rule.rounds() > 0 && rounds >= rule.rounds()) {
      int length = history.circle(call, hash, rule.rounds());
      if (length > 0) {
        return new LoopFinding(ReasonCode.LOOP_CYCLE, rule.rounds(), history.lastTools(length));
      }
    }
    if (rule.same() > 0 && mostSame >= rule.same() && results.times(call.tool()) >= rule.same()) {
      return new LoopFinding(ReasonCode.LOOP_NO_PROGRESS, rule.same(), List.of(call.tool()));
    }
    return null;
  }

  /** How often this call ran or is running. */
  synchronized int times(ToolCall call) {
    PastCall past = find(call, call.arguments().hashCode());
    return past == null ? 0 : past.times;
  }

  /** How often some sequence of calls has just run, one after the other. */
  int rounds() {
    return rounds;
  }

  /** How often in a row a tool has returned what it returned last. */
  synchronized int sameResults(String tool) {
    return results.times(tool);
  }

  /** Whether a call was counted, or why not. */
  sealed interface Taking permits Step, TooMany, Found {}

  /** The session has taken too many steps. */
  record TooMany() implements Taking {}

  /** The call would repeat something once too often. */
  record Found(LoopFinding what) implements Taking {}

  /** Counts a call if the limits leave it. */
  Taking take(ToolCall call, int maxSteps, LoopRule rule) {
    boolean remembers = rule.identical() > 0 || rule.rounds() > 0;
    int hash = remembers ? call.arguments().hashCode() : 0;
    synchronized (this) {
      if (steps >= maxSteps) {
        return new TooMany();
      }
      LoopFinding found = finding(call, hash, rule);
      if (found != null) {
        return new Found(found);
      }
      steps = steps + 1;
      long order = ++uses;
      PastCall past = null;
      if (remembers) {
        past = find(call, hash);
        if (past == null) {
          past = remember(new PastCall(call, hash));
        }
        past.times++;
        past.lastUse = order;
        mostTimes = Math.max(mostTimes, past.times);
        if (rule.rounds() > 0) {
          history.add(past, order);
          rounds = history.rounds();
        }
      }
      return new Step(this, past, order, rule.compares(call.tool()) ? call.tool() : null);
    }
  }

  /** Counts a step of a session below, if the limit leaves it. */
  synchronized boolean stepBelow(int maxSteps) {
    if (steps >= maxSteps) {
      return false;
    }
    steps = steps + 1;
    return true;
  }

  private synchronized void giveBackStep() {
    steps = steps - 1;
  }

  private synchronized void giveBack(@Nullable PastCall past, long order) {
    steps = steps - 1;
    if (past != null) {
      past.times--;
      history.remove(order);
      rounds = history.rounds();
    }
  }

  private synchronized void returned(String tool, @Nullable Object result) {
    mostSame = Math.max(mostSame, results.add(tool, result));
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
    long use = Long.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      PastCall past = calls[i];
      if (past != null && past.lastUse < use) {
        use = past.lastUse;
        oldest = i;
      }
    }
    return oldest;
  }

  /**
   * One counted call.
   *
   * @param compared the tool whose results are compared, or null
   */
  record Step(LoopState state, @Nullable PastCall past, long order, @Nullable String compared)
      implements Reservation, Taking {
    @Override
    public void settle(Outcome outcome) {
      if (!outcome.ran()) {
        state.giveBack(past, order);
        return;
      }
      Object output = outcome.output();
      if (compared != null && output != null) {
        state.returned(compared, SameResults.form(output));
      }
    }
  }

  /**
   * A step of a session below, which only adds to the number of steps.
   *
   * @param state the session that it counts for as well
   * @param below the step in the sessions below
   */
  record StepBelow(LoopState state, Reservation below) implements Reservation {
    @Override
    public void settle(Outcome outcome) {
      below.settle(outcome);
      if (!outcome.ran()) {
        state.giveBackStep();
      }
    }
  }
}
