package org.agentgovernance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.manifest.ToolPolicy;
import org.agentgovernance.resilience.RetryRule;
import org.jspecify.annotations.Nullable;

/**
 * The tries of one call of a tool that is idempotent and says when it may be called again. Each is
 * an {@link Attempt} of its own that passes the whole chain and leaves its own records. A further
 * try that is denied leaves the last failure as the result; the denial is on record.
 */
final class Tries {
  private final Enforcement shared;
  private final Session session;
  private final ToolCall call;
  private final @Nullable Tool tool;
  private final ToolPolicy policy;
  private final @Nullable RetryRule rule;
  private final @Nullable Asker asker;
  private final long start = System.nanoTime();

  /**
   * Prepares the tries.
   *
   * @param asker who may want the call no longer, or null when that is the thread that runs it
   */
  Tries(
      Enforcement shared,
      Session session,
      ToolCall call,
      @Nullable Tool tool,
      @Nullable Asker asker) {
    this.shared = shared;
    this.session = session;
    this.call = call;
    this.tool = tool;
    this.policy = shared.policy.tool(call.tool());
    this.rule = policy.retry();
    this.asker = asker;
  }

  /** What a try came to, and how the next one is linked to it. */
  private record Tried(CallResult result, Attempt attempt, String first, int number) {
    EarlierTry before() {
      return new EarlierTry(first, number + 1, attempt.observed());
    }
  }

  CallResult run() {
    Attempt attempt = followed(new Attempt(shared, session, call, tool, null));
    CallResult result = attempt.run();
    Duration pause = pause(result, 1);
    if (pause == null) {
      return result;
    }
    Tried last = new Tried(result, attempt, result.callId(), 1);
    while (pause != null) {
      if (!waited(pause)) {
        return last.result();
      }
      Attempt again = again(last);
      CallResult next = again.run();
      if (!next.executed()) {
        return last.result();
      }
      supersede(last);
      last = new Tried(next, again, last.first(), last.number() + 1);
      pause = pause(next, last.number());
    }
    return last.result();
  }

  /**
   * Blocks the thread of the caller, who has asked for that; false when there is no further try,
   * because it is interrupted or the governor is closed and records nothing any more.
   */
  private boolean waited(Duration pause) {
    WaitingCalls.Wait wait = shared.waiting.begin(pause, this::useless);
    try {
      Boolean unused = wait.over().get();
      return !shared.closed();
    } catch (InterruptedException e) {
      wait.end(false);
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a wait ends with whether it was worth it", e);
    }
  }

  CompletionStage<CallResult> runAsync() {
    Attempt attempt = followed(new Attempt(shared, session, call, tool, null));
    return attempt
        .runAsync()
        .thenCompose(result -> more(new Tried(result, attempt, result.callId(), 1)));
  }

  private CompletionStage<CallResult> more(Tried last) {
    Duration pause = pause(last.result(), last.number());
    return pause == null
        ? done(last)
        : shared
            .waiting
            .begin(pause, this::useless)
            .over()
            .thenCompose(unused -> shared.closed() ? done(last) : next(last));
  }

  private CompletionStage<CallResult> next(Tried last) {
    Attempt attempt = again(last);
    return attempt
        .runAsync()
        .thenCompose(
            result -> {
              if (!result.executed()) {
                return done(last);
              }
              supersede(last);
              return more(new Tried(result, attempt, last.first(), last.number() + 1));
            });
  }

  /** The tool is idempotent, so what counts is what the last try came to. */
  private void supersede(Tried earlier) {
    if (policy.effect() != Effect.READ) {
      session.effects().supersede(earlier.result().callId());
    }
  }

  private static CompletionStage<CallResult> done(Tried last) {
    return CompletableFuture.completedFuture(last.result());
  }

  private Attempt again(Tried last) {
    return followed(new Attempt(shared, session, call, tool, last.before()));
  }

  private Attempt followed(Attempt next) {
    return asker == null ? next : asker.follows(next);
  }

  /** How long to wait before the next try; null when there is none. */
  private @Nullable Duration pause(CallResult result, int made) {
    if (rule == null || !repeatable(result)) {
      return null;
    }
    Duration passed = Duration.ofNanos(System.nanoTime() - start);
    return rule.pause(made, result.outcome().kind(), passed, shared.jitter.getAsDouble());
  }

  /**
   * Whether it is the tool that failed: not an order, not a person, not its answer. A person has
   * approved one call and not as many as it takes.
   */
  private static boolean repeatable(CallResult result) {
    return result.verdict() == Verdict.PERMIT
        && ((result.code().equals(ReasonCode.TOOL_FAILED)
                && result.outcome().kind() == Outcome.Kind.FAILED)
            || result.code().equals(ReasonCode.TOOL_TIMEOUT));
  }

  /** The next try would be denied anyway; it is made at once, so that this is on record. */
  private boolean useless() {
    return shared.closed()
        || session.refuses(call)
        || (asker != null && asker.gone())
        || policy.stops(call, session.context(), List.of());
  }
}
