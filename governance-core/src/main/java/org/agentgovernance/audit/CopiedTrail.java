package org.agentgovernance.audit;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.EventSink;
import org.jspecify.annotations.Nullable;

/**
 * A log, and sinks that its records are copied to, each by its {@link SinkPolicy}. A record goes
 * either to the log and all required sinks, or it is refused. Closing it closes the log and the
 * sinks. Safe for use by many threads.
 */
public final class CopiedTrail implements AuditTrail {
  private final AuditTrail log;
  private final SinkWriter[] sinks;
  private final SinkWriter[] required;

  private CopiedTrail(AuditTrail log, List<SinkWriter> sinks) {
    this.log = log;
    this.sinks = sinks.toArray(SinkWriter[]::new);
    this.required =
        sinks.stream().filter(sink -> sink.policy.required()).toArray(SinkWriter[]::new);
  }

  /**
   * A sink by a name for status and events.
   *
   * @param name a short name
   * @param sink where the copies go
   * @param policy what it may cost
   */
  public record Copy(String name, AuditSink sink, SinkPolicy policy) {}

  /**
   * Lets records go to a log and to sinks.
   *
   * @param log the log of record
   * @param copies the sinks; a thread is started for each
   * @param events told when a sink fails, drops records or recovers
   * @param clock dates these events
   * @return the trail
   */
  public static CopiedTrail of(AuditTrail log, List<Copy> copies, EventSink events, Clock clock) {
    List<SinkWriter> writers = new ArrayList<>();
    for (Copy copy : copies) {
      writers.add(new SinkWriter(copy.name(), copy.sink(), copy.policy(), events, clock));
    }
    return new CopiedTrail(log, writers);
  }

  /**
   * How each sink is doing.
   *
   * @return a snapshot, in the order of registration
   */
  public List<SinkStatus> sinks() {
    List<SinkStatus> all = new ArrayList<>(sinks.length);
    for (SinkWriter sink : sinks) {
      all.add(sink.status());
    }
    return all;
  }

  @Override
  public Acceptance append(AuditRecord record) {
    if (takePlaces() != null) {
      return Acceptance.FAILED;
    }
    Acceptance acceptance;
    try {
      acceptance = log.append(record);
    } catch (RuntimeException e) {
      giveBack(required.length);
      throw e;
    }
    if (acceptance != Acceptance.ACCEPTED) {
      giveBack(required.length);
      return acceptance;
    }
    for (SinkWriter sink : required) {
      sink.put(record);
    }
    offer(record);
    return acceptance;
  }

  @Override
  public CompletionStage<Void> appendDurable(AuditRecord record, Executor executor) {
    SinkWriter unable = takePlaces();
    if (unable != null) {
      return CompletableFuture.failedFuture(unavailable(unable.trouble()));
    }
    CompletableFuture<Void> logged;
    try {
      logged =
          log.appendDurable(record, required.length == 0 ? executor : Runnable::run)
              .toCompletableFuture();
    } catch (RuntimeException e) {
      giveBack(required.length);
      throw e;
    }
    if (logged.isCompletedExceptionally()) {
      giveBack(required.length);
      return logged;
    }
    offer(record);
    return required.length == 0 ? logged : withRequired(record, logged, executor);
  }

  /** Completed on the executor once the log and every required sink have it. */
  private CompletionStage<Void> withRequired(
      AuditRecord record, CompletableFuture<Void> logged, Executor executor) {
    List<CompletableFuture<Void>> all = new ArrayList<>(required.length + 1);
    all.add(logged);
    for (SinkWriter sink : required) {
      all.add(
          sink.putAndTell(record)
              .orTimeout(sink.policy.maxWait().toNanos(), TimeUnit.NANOSECONDS)
              .exceptionallyCompose(why -> CompletableFuture.failedFuture(late(sink, why))));
    }
    CompletableFuture<Void> result = new CompletableFuture<>();
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
            .whenComplete((done, why) -> go(executor, () -> end(record, result, why)));
    return result;
  }

  private static GovernanceException late(SinkWriter sink, Throwable why) {
    return unavailable(
        why instanceof TimeoutException
            ? "sink \"" + sink.name + "\" did not confirm within " + sink.policy.maxWait()
            : sink.trouble());
  }

  private static void go(Executor executor, Runnable rest) {
    try {
      executor.execute(rest);
    } catch (RejectedExecutionException e) {
      rest.run();
    }
  }

  private void end(AuditRecord record, CompletableFuture<Void> result, @Nullable Throwable why) {
    if (why == null) {
      result.complete(null);
      return;
    }
    Throwable cause =
        why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
    if (record.kind() == AuditKind.INTENT) {
      takeBack(record);
    }
    result.completeExceptionally(cause);
  }

  /**
   * The log may have an intent that will not be carried out: it says so, as far as it still can.
   */
  private void takeBack(AuditRecord intent) {
    AuditRecord notRun = intent.outcome(Outcome.notRun(), ReasonCode.AUDIT_UNAVAILABLE);
    try {
      Acceptance unused = log.append(notRun);
    } catch (RuntimeException e) {
      return; // a log that breaks its contract has lost the intent as well
    }
    for (SinkWriter sink : sinks) {
      if (sink.take()) {
        sink.put(notRun);
      }
    }
  }

  private @Nullable SinkWriter takePlaces() {
    for (int i = 0; i < required.length; i++) {
      if (!required[i].take()) {
        giveBack(i);
        return required[i];
      }
    }
    return null;
  }

  private void giveBack(int places) {
    for (int i = 0; i < places; i++) {
      required[i].giveBack();
    }
  }

  private void offer(AuditRecord record) {
    for (SinkWriter sink : sinks) {
      if (!sink.policy.required()) {
        if (sink.take()) {
          sink.put(record);
        } else {
          sink.drop();
        }
      }
    }
  }

  private static GovernanceException unavailable(String why) {
    return new GovernanceException(ReasonCode.AUDIT_UNAVAILABLE, "audit.unavailable: " + why);
  }

  /** Waits for the log only; sinks are as far as {@link #sinks()} says. */
  @Override
  public void flush() {
    log.flush();
  }

  /** The log's status; its failure is that of a required sink when the log itself is well. */
  @Override
  public AuditStatus status() {
    AuditStatus own = log.status();
    if (own.failure() != null) {
      return own;
    }
    for (SinkWriter sink : required) {
      SinkStatus status = sink.status();
      if (status.failure() != null || status.queued() >= sink.policy.queueCapacity()) {
        return own.failedBy(sink.trouble());
      }
    }
    return own;
  }

  @Override
  public void close() {
    try {
      log.close();
    } finally {
      for (SinkWriter sink : sinks) {
        sink.close();
      }
    }
  }
}
