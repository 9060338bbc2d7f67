package org.agentgovernance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.agentgovernance.approval.ApprovalRequest;
import org.agentgovernance.approval.ApprovalState;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.interceptor.Reservations;
import org.agentgovernance.manifest.ToolPolicy;
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
  private final ToolCall call;
  private final CallContext context;
  private final ToolPolicy policy;
  private final @Nullable Tool tool;
  private final CallRecords records;
  private final Set<String> granted = new HashSet<>(0);
  private final List<ApprovalRequest> requests = new ArrayList<>(0);
  private Observations observed;
  private @Nullable RequireApproval asked;
  private @Nullable Decision permit;
  private @Nullable Reservations reservations;

  Attempt(Enforcement shared, ToolCall call, CallContext context, @Nullable Tool tool) {
    this.shared = shared;
    this.call = call;
    this.context = context;
    this.policy = shared.policy.tool(call.tool());
    this.tool = tool == null ? shared.tool(call.tool()) : tool;
    this.records = new CallRecords(shared, call, context, policy);
    this.observed = Observations.start(shared.observers, call, context);
  }

  /** The end of a call that comes after its session was closed. */
  static CallResult closed(Enforcement shared, ToolCall call, CallContext context) {
    Attempt attempt = new Attempt(shared, call, context, null);
    return attempt.observed.ended(attempt.deny(closedDenial()));
  }

  /** Goes as far as it can on this thread; a call that needs a person comes back pending. */
  CallResult run() {
    CallResult early = admit();
    if (early == null && !records.intent(decided(), requests)) {
      early = unrecorded();
    }
    return observed.ended(early == null ? await(start(policy.timeout() == null)) : early);
  }

  /** The same without ever blocking this thread. */
  CompletionStage<CallResult> runAsync() {
    CallResult early = admit();
    if (early != null) {
      return done(observed.ended(early));
    }
    if (policy.durableIntent()) {
      return records.durableIntent(decided(), requests).thenCompose(this::startAsync);
    }
    return startAsync(records.intent(decided(), requests));
  }

  private CompletionStage<CallResult> startAsync(boolean recorded) {
    return recorded
        ? start(false).outcome().thenApply(outcome -> observed.ended(finish(outcome)))
        : done(observed.ended(unrecorded()));
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
      return deny(
          new Deny(
              ReasonCode.CHAIN_FAILED,
              Enforcement.ID,
              "the call could not be decided: "
                  + e.getClass().getSimpleName()
                  + "; the log has the details",
              "This call cannot be checked now and was not made."));
    }
  }

  private @Nullable CallResult admitted() {
    if (shared.closed()) {
      return deny(closedDenial());
    }
    Decision decision = policy.chain().check(call, context, granted);
    if (decision instanceof Deny denial) {
      return deny(denial);
    }
    if (decision instanceof RequireApproval approval) {
      return ask(approval);
    }
    Deny obstacle = obstacle(decision);
    if (obstacle != null) {
      return deny(obstacle);
    }
    Reservations taken = policy.chain().reserve(call, context);
    Deny refused = taken.denial();
    if (refused != null) {
      return deny(refused);
    }
    reservations = taken;
    permit = decision;
    if (!consumeApprovals()) {
      giveBack();
      return deny(approvalDenial(ReasonCode.APPROVAL_CONSUMED, "the approval was used or ran out"));
    }
    return null;
  }

  private @Nullable Deny obstacle(Decision decision) {
    if (tool == null) {
      return new Deny(
          ReasonCode.TOOL_MISSING,
          Enforcement.ID,
          "no function is registered for the tool; register one with the governor or pass one with"
              + " the call",
          "This tool is not available now.");
    }
    return shared.undischarged(decision, call, context);
  }

  private static Deny closedDenial() {
    return new Deny(
        ReasonCode.SESSION_CLOSED,
        Enforcement.ID,
        "the governor or the session is closed; open a new one",
        "The session is over. No further call can be made.");
  }

  private CallResult deny(Deny denial) {
    requests.forEach(request -> shared.approvals.forget(request.id()));
    boolean recorded = records.decision(denial);
    Deny told =
        recorded || denial.code().equals(ReasonCode.AUDIT_UNAVAILABLE)
            ? denial
            : records.unavailable();
    return new CallResult(records.callId(), told, Outcome.notRun(), told.code(), null);
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
  }

  /** What was decided: the request for approval if there was one, else the permit. */
  private Decision decided() {
    return asked != null ? asked : Objects.requireNonNull(permit);
  }

  // A person decides

  private CallResult ask(RequireApproval approval) {
    asked = approval;
    ApprovalRequest made;
    try {
      made =
          shared.approvals.request(
              policy.approvalPolicy(approval.approval()),
              call,
              context,
              policy.version(),
              approval.message(),
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
            .thenComposeAsync(this::resume, shared::goOn)
            .exceptionally(this::lost);
    if (!records.decision(approval)) {
      shared.approvals.withdraw(made.id());
      return unrecorded();
    }
    Runnable offAlarm =
        shared.after(made.policy().approveWithin().plusMillis(1), shared.approvals::expireLate);
    CompletionStage<Void> unused = shared.approvals.decided(made.id()).thenRun(offAlarm);
    return new CallResult(
        records.callId(),
        approval,
        Outcome.notRun(),
        approval.code(),
        new PendingCall(made, completion, () -> shared.approvals.withdraw(made.id())));
  }

  private CompletionStage<CallResult> resume(ApprovalState state) {
    observed = Observations.start(shared.observers, call, context);
    if (state == ApprovalState.APPROVED && asked != null) {
      granted.add(asked.approval());
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

  private Deny approvalDenial(ReasonCode code, String message) {
    String text =
        code.equals(ReasonCode.APPROVAL_REJECTED)
            ? "A person has rejected this call. Do not try it again."
            : "The approval for this call could not be had. Do not try it again.";
    return new Deny(code, "approval", asked == null ? null : asked.rule(), message, text);
  }

  // The effect

  private ToolRun start(boolean onThisThread) {
    ToolRun run =
        new ToolRun(
            call, context, Objects.requireNonNull(tool), observed.wrappers(shared.wrappers));
    if (onThisThread) {
      run.run();
      return run;
    }
    try {
      shared.executor.execute(run);
    } catch (RejectedExecutionException e) {
      run.stop(Outcome.Kind.NOT_RUN);
    }
    Duration timeout = policy.timeout();
    if (timeout != null && !run.outcome().isDone()) {
      run.whenOver(shared.after(timeout, () -> run.stop(Outcome.Kind.TIMED_OUT)));
    }
    return run;
  }

  private CallResult await(ToolRun run) {
    try {
      return finish(run.outcome().get());
    } catch (InterruptedException e) {
      run.stop(Outcome.Kind.CANCELLED);
      CallResult result = finish(run.outcome().join());
      Thread.currentThread().interrupt();
      return result;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a tool run ends with an outcome", e);
    }
  }

  private CallResult finish(Outcome outcome) {
    if (reservations != null) {
      reservations.settle(outcome);
    }
    ReasonCode code =
        switch (outcome.kind()) {
          case SUCCEEDED -> ReasonCode.PERMITTED;
          case FAILED -> outcome.error() == null ? ReasonCode.TOOL_NULL : ReasonCode.TOOL_FAILED;
          case TIMED_OUT -> ReasonCode.TOOL_TIMEOUT;
          case CANCELLED -> ReasonCode.TOOL_CANCELLED;
          case NOT_RUN -> ReasonCode.TOOL_REJECTED;
        };
    records.outcome(outcome, code);
    return new CallResult(records.callId(), decided(), outcome, code, null);
  }
}
