package org.agentgovernance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.agentgovernance.approval.ApprovalPolicy;
import org.agentgovernance.approval.ApprovalRequest;
import org.agentgovernance.approval.ApprovalState;
import org.agentgovernance.audit.ApprovalEvent;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.interceptor.ControlTrace;
import org.agentgovernance.interceptor.Reservations;
import org.agentgovernance.manifest.ToolPolicy;
import org.agentgovernance.schema.OutputCheck;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journey of one call: checked, perhaps approved, reserved, recorded, run, settled, recorded.
 * Synchronous and asynchronous calls take the same way; they differ only in who runs the tool and
 * whether anyone waits.
 */
final class Attempt {
  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

  private final Enforcement shared;
  private final Session session;
  private final ToolCall call;
  private final CallContext context;
  private final ToolPolicy policy;
  private final @Nullable Tool tool;
  private final CallRecords records;
  private final List<RequireApproval> granted = new ArrayList<>(0);
  private final List<ApprovalRequest> requests = new ArrayList<>(0);
  private Observations observed;
  private @Nullable RequireApproval asked;
  private List<RequireApproval> questions = List.of();
  private @Nullable Decision permit;
  private @Nullable Reservations reservations;
  private @Nullable StandingUse standing;
  private @Nullable ControlTrace controls;

  Attempt(Enforcement shared, Session session, ToolCall call, @Nullable Tool tool) {
    this.shared = shared;
    this.session = session;
    this.policy = shared.policy.tool(call.tool());
    this.call = policy.prepared(call);
    this.context = session.context();
    this.tool = tool == null ? shared.tool(call.tool()) : tool;
    this.records = new CallRecords(shared, this.call, context, policy);
    this.observed = Observations.start(shared.observers, this.call, context);
    records.within(observed.span());
  }

  /** Goes as far as it can on this thread; a call that needs a person comes back pending. */
  CallResult run() {
    // Kept: once somebody is asked, the answer may go on with the call before this thread does.
    Observations watching = observed;
    CallResult early = admit();
    if (early == null && !records.intent(decided(), controls, answer())) {
      early = unrecorded();
    }
    if (early != null) {
      return watching.ended(early);
    }
    ToolRun run = newRun();
    CompletableFuture<CallResult> result = resultOf(run);
    start(run, policy.timeout() == null);
    return await(run, result);
  }

  /** The same without ever blocking this thread. */
  CompletionStage<CallResult> runAsync() {
    Observations watching = observed;
    CallResult early = admit();
    if (early != null) {
      return done(watching.ended(early));
    }
    if (policy.durableIntent()) {
      return shared.threads.areHosts() ? recordThere() : recordElsewhere();
    }
    return startAsync(records.intent(decided(), controls, answer()));
  }

  /**
   * Lets the thread that runs the tool wait for the disk as well. The host's executor is so asked
   * on the caller's thread, where it finds the context that it may carry into the tool.
   */
  private CompletionStage<CallResult> recordThere() {
    CompletableFuture<CallResult> result = new CompletableFuture<>();
    AtomicBoolean taken = new AtomicBoolean();
    try {
      shared.threads.tools().execute(() -> recordAndRun(taken, result));
    } catch (RuntimeException | Error e) {
      if (taken.compareAndSet(false, true)) {
        return recordElsewhere(); // and ask once more, which says what becomes of it
      }
    }
    Duration timeout = policy.timeout();
    if (timeout != null && !taken.get()) {
      Runnable offAlarm = shared.threads.after(timeout, () -> neverTaken(taken, result));
      CompletableFuture<Void> unused = result.thenRun(offAlarm);
    }
    return result;
  }

  private void recordAndRun(AtomicBoolean taken, CompletableFuture<CallResult> result) {
    if (!taken.compareAndSet(false, true)) {
      return;
    }
    try {
      if (!records.intent(decided(), controls, answer())) {
        result.complete(observed.ended(unrecorded()));
        return;
      }
      ToolRun run = newRun();
      CompletableFuture<Void> unused = resultOf(run).thenAccept(result::complete);
      if (!stopped(run)) {
        limit(run);
        run.run();
      }
    } catch (RuntimeException | Error e) {
      LOG.error("a call could not be recorded and is denied", e);
      giveBack();
      result.complete(observed.ended(deny(Refusals.undecided(e))));
    }
  }

  private void neverTaken(AtomicBoolean taken, CompletableFuture<CallResult> result) {
    if (taken.compareAndSet(false, true)) {
      giveBack();
      result.complete(observed.ended(deny(Refusals.neverStarted())));
    }
  }

  private CompletionStage<CallResult> recordElsewhere() {
    return records.durableIntent(decided(), controls, answer()).thenCompose(this::startAsync);
  }

  private CompletionStage<CallResult> startAsync(boolean recorded) {
    if (!recorded) {
      return done(observed.ended(unrecorded()));
    }
    ToolRun run = newRun();
    CompletableFuture<CallResult> result = resultOf(run);
    start(run, false);
    return result;
  }

  private static CompletionStage<CallResult> done(CallResult result) {
    return CompletableFuture.completedFuture(result);
  }

  // Before the effect

  /** Ends the journey, or returns null when the tool may run. Whatever goes wrong denies. */
  private @Nullable CallResult admit() {
    try {
      return admitted();
    } catch (RuntimeException | Error e) {
      LOG.error("a call could not be decided and is denied", e);
      giveBack();
      return deny(Refusals.undecided(e));
    }
  }

  private @Nullable CallResult admitted() {
    if (shared.closed() || session.closed()) {
      return deny(Refusals.closed());
    }
    ControlTrace trace = policy.chain().trace(shared.timesControls);
    controls = trace;
    Decision decision = policy.chain().check(call, context, granted, trace);
    observed.decided(trace);
    if (decision instanceof RequireApproval approval && tool != null && requests.isEmpty()) {
      decision = answeredInAdvance(approval);
    }
    if (decision instanceof Deny denial) {
      return deny(denial);
    }
    if (decision instanceof RequireApproval approval) {
      return ask(approval);
    }
    if (tool == null) {
      return deny(Refusals.missingTool());
    }
    Reservations taken = policy.chain().reserve(call, context, controls);
    Deny refused = taken.denial();
    if (refused != null) {
      giveBack();
      return deny(refused);
    }
    reservations = taken;
    permit = decision;
    Deny undone = shared.undischarged(decision, call, context);
    if (undone != null) {
      giveBack();
      return deny(undone);
    }
    if (!consumeApprovals()) {
      giveBack();
      return deny(approvalDenial(ReasonCode.APPROVAL_CONSUMED, "the approval was used or ran out"));
    }
    Deny stopped = taken.start();
    if (stopped == null && standing != null) {
      stopped = standing.start();
    }
    if (stopped != null) {
      giveBack();
      return deny(stopped);
    }
    return null;
  }

  private CallResult deny(Deny denial) {
    requests.forEach(request -> shared.approvals.forget(request.id()));
    boolean recorded = records.decision(denial, takeControls());
    Deny told =
        recorded || denial.code().equals(ReasonCode.AUDIT_UNAVAILABLE)
            ? denial
            : records.unavailable();
    return new CallResult(records.callId(), told, Outcome.notRun(), told.code(), null);
  }

  /** What the controls said, for one record only: once it is written it must not change. */
  private @Nullable ControlTrace takeControls() {
    ControlTrace said = controls;
    controls = null;
    return said;
  }

  private CallResult unrecorded() {
    giveBack();
    Deny denial = records.unavailable();
    return new CallResult(records.callId(), denial, Outcome.notRun(), denial.code(), null);
  }

  private void giveBack() {
    if (reservations != null) {
      reservations.settle(Outcome.notRun());
    }
    if (standing != null) {
      standing.settle(false);
    }
  }

  /** What was decided: the request for approval if there was one, else the permit. */
  private Decision decided() {
    return asked != null ? asked : Objects.requireNonNull(permit);
  }

  // A person decides

  /**
   * What the chain says with the answer of a standing grant, whose use is then taken; the question
   * itself when none answers. A call that a second policy is to decide is for people altogether.
   */
  private Decision answeredInAdvance(RequireApproval approval) {
    ApprovalPolicy decides = policy.approvalPolicy(approval.approval());
    if (shared.standing.none() || decides == null || !decides.standing()) {
      return approval;
    }
    List<RequireApproval> all = policy.chain().questions(call, context, approval.approval());
    ControlTrace trace = policy.chain().trace(shared.timesControls);
    Decision said = policy.chain().check(call, context, all, trace);
    if (!(said instanceof Permit)) {
      return approval;
    }
    StandingUse use = shared.standing.take(decides, call, context, all);
    if (use == null) {
      return approval;
    }
    standing = use;
    asked = approval;
    controls = trace;
    granted.addAll(all);
    return said;
  }

  private CallResult ask(RequireApproval approval) {
    asked = approval;
    ApprovalPolicy decides = policy.approvalPolicy(approval.approval());
    if (decides == null) {
      return deny(Refusals.undeclaredPolicy(approval));
    }
    if (!records.decision(approval, takeControls())) {
      return unrecorded();
    }
    questions = policy.chain().questions(call, context, approval.approval());
    ApprovalRequest made;
    try {
      made =
          shared.approvals.request(
              decides,
              call,
              context,
              policy.version(),
              reason(approval),
              shared.policy.digest(),
              records::approval);
    } catch (GovernanceException e) {
      return deny(approvalDenial(e.code(), String.valueOf(e.getMessage())));
    }
    requests.add(made);
    CompletionStage<CallResult> completion =
        shared
            .approvals
            .decided(made.id())
            .thenComposeAsync(this::resume, shared.threads::resume)
            .exceptionally(this::lost);
    Runnable offAlarm =
        shared.threads.after(decides.approveWithin().plusMillis(1), shared.approvals::expireLate);
    CompletionStage<Void> unused = shared.approvals.decided(made.id()).thenRun(offAlarm);
    return new CallResult(
        records.callId(),
        approval,
        Outcome.notRun(),
        approval.code(),
        new PendingCall(made, completion, () -> shared.approvals.withdraw(made.id())));
  }

  /** Everything that the approval will answer, so that nobody approves more than they read. */
  private String reason(RequireApproval first) {
    return questions.isEmpty()
        ? first.message()
        : questions.stream()
            .map(RequireApproval::message)
            .distinct()
            .collect(Collectors.joining("; "));
  }

  private CompletionStage<CallResult> resume(ApprovalState state) {
    observed = observed.resume(shared.observers, call, context);
    records.within(observed.span());
    if (state == ApprovalState.APPROVED) {
      granted.addAll(questions);
      return runAsync()
          .thenCompose(
              result ->
                  result.pending().map(PendingCall::completion).orElseGet(() -> done(result)));
    }
    Deny denial =
        state == ApprovalState.REJECTED
            ? approvalDenial(ReasonCode.APPROVAL_REJECTED, "a person rejected the call")
            : approvalDenial(
                ReasonCode.APPROVAL_EXPIRED, "nobody decided in time, or it was withdrawn");
    return done(observed.ended(deny(denial)));
  }

  private CallResult lost(Throwable problem) {
    LOG.error("an approved call could not go on and is denied", problem);
    giveBack();
    return deny(
        approvalDenial(ReasonCode.APPROVAL_UNAVAILABLE, "the approved call could not go on"));
  }

  private boolean consumeApprovals() {
    for (ApprovalRequest request : requests) {
      if (!shared.approvals.consume(
          request.id(), call, context, policy.version(), shared.policy.digest())) {
        return false;
      }
    }
    return true;
  }

  /** What answered the question of a call that is about to run, for its record. */
  private @Nullable ApprovalEvent answer() {
    return standing == null ? ApprovalRecords.used(requests) : standing.recorded();
  }

  private Deny approvalDenial(ReasonCode code, String message) {
    return Refusals.approval(code, asked == null ? null : asked.rule(), message);
  }

  // The effect

  private ToolRun newRun() {
    List<RequireApproval> answered = List.copyOf(granted);
    return new ToolRun(
        call,
        context,
        Objects.requireNonNull(tool),
        observed.wrappers(shared.wrappers),
        () -> gate(answered));
  }

  /** Asked directly before the tool starts, and whenever an order comes while it runs. */
  private Decision gate(List<RequireApproval> answered) {
    Deny withdrawn = standing == null ? null : standing.refusal();
    return withdrawn == null ? policy.gate().check(call, context, answered) : withdrawn;
  }

  /** Settled and recorded by whoever ends the run, before anybody learns of it. */
  private CompletableFuture<CallResult> resultOf(ToolRun run) {
    CompletableFuture<CallResult> result =
        run.outcome()
            .thenApply(
                outcome -> {
                  CallResult ended = observed.ended(finish(outcome, run.refusal()));
                  shared.running.remove(run);
                  return ended;
                });
    shared.running.add(run, result);
    return result;
  }

  private void start(ToolRun run, boolean onThisThread) {
    if (stopped(run)) {
      return;
    }
    if (onThisThread) {
      run.run();
      return;
    }
    try {
      shared.threads.tools().execute(run);
    } catch (RejectedExecutionException e) {
      run.stop(Outcome.Kind.NOT_RUN);
    } catch (RuntimeException | Error e) {
      LOG.error("the executor failed; the tool was not started", e);
      run.stop(Outcome.Kind.CANCELLED);
    }
    limit(run);
  }

  /** Looks once more for an order; one that this look misses finds the run among those that run. */
  private static boolean stopped(ToolRun run) {
    ToolRun.Ended ended = run.obey();
    if (ended != null) {
      ended.tell();
    }
    return ended != null;
  }

  private void limit(ToolRun run) {
    Duration timeout = policy.timeout();
    if (timeout != null && !run.outcome().isDone()) {
      run.whenOver(shared.threads.after(timeout, () -> run.stop(Outcome.Kind.TIMED_OUT)));
    }
  }

  private static CallResult await(ToolRun run, CompletableFuture<CallResult> result) {
    try {
      return result.get();
    } catch (InterruptedException e) {
      run.stop(Outcome.Kind.CANCELLED);
      CallResult cancelled = result.join();
      Thread.currentThread().interrupt();
      return cancelled;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a tool run ends with an outcome", e);
    }
  }

  private CallResult finish(Outcome ended, @Nullable Deny order) {
    OutputCheck check = policy.output();
    OutputCheck.Checked checked = check == null ? null : check.apply(ended);
    Outcome outcome = checked == null ? ended : checked.outcome();
    String problem = checked == null ? null : checked.problem();
    if (reservations != null) {
      reservations.settle(outcome);
    }
    if (standing != null) {
      standing.settle(outcome.ran());
    }
    ReasonCode code = order == null ? code(outcome, problem) : order.code();
    records.outcome(outcome, code, reservations == null ? Map.of() : reservations.facts());
    boolean standsIn = order == null && outcome.ran() && outcome.output() == null;
    return new CallResult(
        records.callId(),
        order == null || outcome.ran() ? decided() : order,
        outcome,
        code,
        null,
        problem,
        standsIn ? policy.fallback() : null);
  }

  private static ReasonCode code(Outcome outcome, @Nullable String problem) {
    return switch (outcome.kind()) {
      case SUCCEEDED -> ReasonCode.PERMITTED;
      case FAILED ->
          problem != null
              ? ReasonCode.SCHEMA_INVALID_OUTPUT
              : outcome.error() == null ? ReasonCode.TOOL_NULL : ReasonCode.TOOL_FAILED;
      case TIMED_OUT -> ReasonCode.TOOL_TIMEOUT;
      case CANCELLED -> ReasonCode.TOOL_CANCELLED;
      case NOT_RUN -> ReasonCode.TOOL_REJECTED;
    };
  }
}
