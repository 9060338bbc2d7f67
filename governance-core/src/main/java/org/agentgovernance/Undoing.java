package org.agentgovernance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.CallLink;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One walk back through what a session has done. */
final class Undoing {
  private static final Logger LOG = LoggerFactory.getLogger(Undoing.class);
  private static final String BROKE_OFF = "the undo of call {} broke off";

  private final Enforcement shared;
  private final Session by;
  private final Session of;

  /**
   * Prepares a walk.
   *
   * @param by the session that makes the undoing calls
   * @param of the session whose effects they undo, often the same
   */
  Undoing(Enforcement shared, Session by, Session of) {
    this.shared = shared;
    this.by = by;
    this.of = of;
  }

  /** Blocks while the undoing tools run. Whoever is interrupted undoes nothing more. */
  UndoReport run(Instant since) {
    int running = running();
    List<UndoReport.Entry> entries = new ArrayList<>();
    List<Effects.Effect> effects = effects(since);
    for (Effects.Effect effect : effects) {
      UndoReport.Entry obstacle =
          Thread.currentThread().isInterrupted() ? interrupted(effect) : obstacle(effect);
      if (obstacle != null) {
        entries.add(obstacle);
      } else if (!effect.undone()) {
        entries.add(ended(effect, called(effect), null));
      }
    }
    return report(entries, since, running, effects);
  }

  /** The same, one after the other, on whichever threads the tools end. */
  CompletionStage<UndoReport> runAsync(Instant since) {
    int running = running();
    CompletionStage<List<UndoReport.Entry>> entries =
        CompletableFuture.completedFuture(new ArrayList<>());
    List<Effects.Effect> effects = effects(since);
    AtomicBoolean left = new AtomicBoolean();
    for (Effects.Effect effect : effects) {
      entries = entries.thenCompose(so -> next(so, effect, left));
    }
    CompletableFuture<UndoReport> told =
        entries.thenApply(all -> report(all, since, running, effects)).toCompletableFuture();
    var unused =
        told.whenComplete(
            (report, problem) -> {
              if (problem != null) {
                left.set(true);
              }
            });
    return told;
  }

  private CompletionStage<List<UndoReport.Entry>> next(
      List<UndoReport.Entry> entries, Effects.Effect effect, AtomicBoolean left) {
    UndoReport.Entry obstacle = left.get() ? interrupted(effect) : obstacle(effect);
    if (obstacle != null) {
      entries.add(obstacle);
      return CompletableFuture.completedFuture(entries);
    }
    if (effect.undone()) {
      return CompletableFuture.completedFuture(entries);
    }
    return calledAsync(effect)
        .handle(
            (result, problem) -> {
              entries.add(ended(effect, result, problem));
              return entries;
            });
  }

  private @Nullable CallResult called(Effects.Effect effect) {
    try {
      return governed(effect).run();
    } catch (RuntimeException | Error e) {
      LOG.error(BROKE_OFF, effect.callId, e);
      return null;
    }
  }

  private CompletionStage<CallResult> calledAsync(Effects.Effect effect) {
    try {
      return governed(effect).begin();
    } catch (RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private GovernedCall governed(Effects.Effect effect) {
    ToolCall undoing = effect.undoing;
    if (undoing == null) {
      throw new IllegalStateException("nothing undoes call " + effect.callId);
    }
    return new GovernedCall(shared, by, undoing, null);
  }

  private List<Effects.Effect> effects(Instant since) {
    return of.effects().of(of, millis(since));
  }

  /** How many calls that change something run in the session and those below it. */
  private int running() {
    return shared.running.count(
        run ->
            !undoes(run.call())
                && shared.policy.tool(run.call().tool()).effect() != Effect.READ
                && within(run.context(), of.context()));
  }

  /** Whether a call is one that undoes another. */
  static boolean undoes(ToolCall call) {
    CallLink link = call.link();
    return link != null && link.as() == CallLink.As.UNDO;
  }

  private static boolean within(CallContext context, CallContext of) {
    for (CallContext at = context; at != null; at = at.parent()) {
      if (at == of) {
        return true;
      }
    }
    return false;
  }

  private UndoReport report(
      List<UndoReport.Entry> entries, Instant since, int ran, List<Effects.Effect> seen) {
    Set<Effects.Effect> known = Collections.newSetFromMap(new IdentityHashMap<>());
    known.addAll(seen);
    int came = (int) effects(since).stream().filter(effect -> !known.contains(effect)).count();
    return new UndoReport(entries, of.effects().forgotten(millis(since)), Math.max(ran, came));
  }

  private static long millis(Instant since) {
    try {
      return since.toEpochMilli();
    } catch (ArithmeticException e) {
      return since.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** Why an effect cannot be undone now; null when it was undone, or has been taken for that. */
  private UndoReport.@Nullable Entry obstacle(Effects.Effect effect) {
    if (effect.undone()) {
      return null;
    }
    if (!effect.known) {
      return not(
          effect,
          ReasonCode.UNDO_UNKNOWN,
          "the tool gave no answer that can be used, so nobody knows whether it took effect; find"
              + " out and see to it by hand");
    }
    if (!effect.declared) {
      return not(
          effect,
          ReasonCode.UNDO_NONE,
          "the manifest declares no undo of \"" + effect.tool + "\"; see to it by hand");
    }
    if (effect.undoing == null) {
      return not(
          effect,
          ReasonCode.UNDO_ARGUMENTS,
          "the answer lacks what the undo of \""
              + effect.tool
              + "\" needs; see the record, and undo.arguments in the manifest");
    }
    if (by.context().nowMillis() > effect.until) {
      return not(
          effect,
          ReasonCode.UNDO_TOO_LATE,
          "it could be undone until " + Instant.ofEpochMilli(effect.until) + "; see to it by hand");
    }
    return effect.take() ? null : taken(effect);
  }

  private static UndoReport.@Nullable Entry interrupted(Effects.Effect effect) {
    return effect.undone()
        ? null
        : not(
            effect,
            ReasonCode.UNDO_INTERRUPTED,
            "the undoing thread was interrupted before its turn; nothing was tried, ask again");
  }

  private static UndoReport.@Nullable Entry taken(Effects.Effect effect) {
    CallResult pending = effect.pending();
    if (pending != null) {
      return entry(
          effect, UndoReport.State.PENDING, pending.code(), pending.forOperator(), pending);
    }
    if (effect.tried()) {
      return not(
          effect,
          ReasonCode.UNDO_FAILED,
          "its undo was tried and gave no good answer, and is not tried again; find out what it"
              + " did");
    }
    return effect.undone()
        ? null
        : not(effect, ReasonCode.UNDO_IN_PROGRESS, "another undo is at it at this moment");
  }

  private UndoReport.Entry ended(
      Effects.Effect effect, @Nullable CallResult result, @Nullable Throwable problem) {
    if (problem != null) {
      LOG.error(BROKE_OFF, effect.callId, problem);
    }
    if (result == null) {
      effect.lost();
      return not(effect, ReasonCode.UNDO_FAILED, "its undo broke off; find out what it did");
    }
    PendingCall pending = result.pending().orElse(null);
    if (pending != null) {
      effect.waits(result);
      CompletionStage<Void> unused =
          pending.completion().thenAccept(done -> effect.ended(done, repeatable(effect)));
      return entry(effect, UndoReport.State.PENDING, result.code(), result.forOperator(), result);
    }
    effect.ended(result, repeatable(effect));
    return entry(
        effect,
        result.succeeded() ? UndoReport.State.UNDONE : UndoReport.State.NOT_UNDONE,
        result.code(),
        result.forOperator(),
        result);
  }

  private boolean repeatable(Effects.Effect effect) {
    ToolCall undoing = effect.undoing;
    return undoing != null && shared.policy.tool(undoing.tool()).idempotent();
  }

  private static UndoReport.Entry not(Effects.Effect effect, ReasonCode code, String message) {
    return entry(effect, UndoReport.State.NOT_UNDONE, code, code + ": " + message, null);
  }

  private static UndoReport.Entry entry(
      Effects.Effect effect,
      UndoReport.State state,
      ReasonCode code,
      String message,
      @Nullable CallResult call) {
    return new UndoReport.Entry(
        effect.callId, effect.tool, Instant.ofEpochMilli(effect.at), state, code, message, call);
  }
}
