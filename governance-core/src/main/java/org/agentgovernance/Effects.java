package org.agentgovernance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.CallLink;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.recovery.Compensation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session and those below it have done and not undone, in the order in which the calls
 * ended. At most {@value #MOST} effects whose undoing arguments have {@value #MOST_CHARS}
 * characters together; beyond that the oldest is forgotten. Safe for use by many threads.
 */
final class Effects {
  private static final Logger LOG = LoggerFactory.getLogger(Effects.class);
  static final int MOST = 1000;
  static final int MOST_CHARS = 4 << 20;

  /** The oldest are long out of the processor's caches; looking at many at once costs less. */
  private static final int AT_ONCE = 64;

  private final ArrayDeque<Effect> kept = new ArrayDeque<>();
  private int chars;
  private long forgottenUntil = Long.MIN_VALUE;
  private int forgotten;

  /** How far one effect has come to being undone. */
  private enum State {
    /** Nobody has tried, or nothing ran when they did. */
    OPEN,
    /** Somebody is at it, or a person is asked. */
    TAKEN,
    /** The undoing tool ran, is not known to have worked, and must not run again. */
    TRIED,
    UNDONE
  }

  synchronized void add(Effect effect) {
    kept.add(effect);
    chars += effect.chars;
    if (kept.size() >= MOST + AT_ONCE || chars > MOST_CHARS) {
      trim();
    }
  }

  private void trim() {
    while (kept.size() > MOST || chars > MOST_CHARS) {
      Effect lost = kept.removeFirst();
      chars -= lost.chars;
      forgotten++;
      forgottenUntil = Math.max(forgottenUntil, lost.at);
    }
  }

  /** What a session and those below it have done since a time, the latest first. */
  synchronized List<Effect> of(Session session, long since) {
    trim();
    List<Effect> found = new ArrayList<>();
    for (Effect effect : kept) {
      if (effect.at >= since && effect.session.within(session)) {
        found.add(effect);
      }
    }
    Collections.reverse(found);
    return found;
  }

  /** How many effects were forgotten, if any of them was of that time. */
  synchronized int forgotten(long since) {
    trim();
    return forgottenUntil >= since ? forgotten : 0;
  }

  /** Drops the effect of a try that was followed by another one of the same call. */
  synchronized void supersede(String callId) {
    Iterator<Effect> latest = kept.descendingIterator();
    while (latest.hasNext()) {
      Effect effect = latest.next();
      if (effect.callId.equals(callId)) {
        latest.remove();
        chars -= effect.chars;
        return;
      }
    }
  }

  private synchronized void forget(Effect effect) {
    if (kept.removeFirstOccurrence(effect)) {
      chars -= effect.chars;
    }
  }

  /** One call that ran and changed something, or may have. */
  static final class Effect {
    final Session session;
    final String callId;
    final String tool;
    final long at;

    /** Whether the tool is known to have done its work. */
    final boolean known;

    /** The call that undoes it, or null. */
    final @Nullable ToolCall undoing;

    /** Whether the manifest declares how it is undone. */
    final boolean declared;

    /** When it can be undone no longer. */
    final long until;

    private final int chars;
    private State state = State.OPEN;
    private @Nullable CallResult pending;

    private Effect(
        Session session,
        ToolCall call,
        String callId,
        @Nullable Compensation undo,
        @Nullable Arguments arguments,
        boolean known) {
      CallContext context = session.context();
      this.session = session;
      this.callId = callId;
      this.tool = call.tool();
      this.at = context.nowMillis();
      this.known = known;
      this.declared = undo != null;
      this.until = undo == null ? at : at + undo.within().toMillis();
      this.undoing =
          undo == null || arguments == null
              ? null
              : call.followedBy(new CallLink(CallLink.As.UNDO, callId), undo.tool(), arguments);
      this.chars = arguments == null ? 0 : arguments.json().length();
    }

    /** What a call did that has just ended; without an output it is not known whether it did. */
    static Effect of(
        Session session,
        ToolCall call,
        String callId,
        @Nullable Compensation undo,
        @Nullable Object output) {
      Arguments arguments = undo == null || output == null ? null : arguments(call, undo, output);
      return new Effect(session, call, callId, undo, arguments, output != null);
    }

    /** What a host returned may be an object that throws when it is looked at. */
    private static @Nullable Arguments arguments(ToolCall call, Compensation undo, Object output) {
      try {
        return undo.arguments(call.arguments(), output).arguments();
      } catch (RuntimeException e) {
        LOG.warn("what would undo call of {} cannot be read from its answer", call.tool(), e);
        return null;
      }
    }

    /** Takes the effect so that nobody else undoes it. */
    synchronized boolean take() {
      if (state != State.OPEN) {
        return false;
      }
      state = State.TAKEN;
      return true;
    }

    synchronized boolean tried() {
      return state == State.TRIED;
    }

    synchronized boolean undone() {
      return state == State.UNDONE;
    }

    /** The undoing call that waits for a person, or null. */
    synchronized @Nullable CallResult pending() {
      return state == State.TAKEN ? pending : null;
    }

    synchronized void waits(CallResult result) {
      if (state == State.TAKEN) {
        pending = result;
      }
    }

    /**
     * What came of the undoing call.
     *
     * @param repeatable whether it may be made again although it ran
     */
    void ended(CallResult result, boolean repeatable) {
      boolean done = result.succeeded();
      boolean tried = result.executed() && !repeatable;
      synchronized (this) {
        state = done ? State.UNDONE : tried ? State.TRIED : State.OPEN;
        pending = null;
      }
      if (done) {
        session.effects().forget(this);
      }
    }

    /** Nobody knows what came of the undoing call. */
    synchronized void lost() {
      state = State.TRIED;
    }
  }
}
