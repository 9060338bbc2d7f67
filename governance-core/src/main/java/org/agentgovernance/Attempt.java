package org.agentgovernance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.agentgovernance.approval.ApprovalRequest;
import org.agentgovernance.approval.ApprovalState;
import org.agentgovernance.audit.Acceptance;
import org.agentgovernance.audit.AuditRecord;
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

/**
 * The journey of one call: checked, perhaps approved, reserved, recorded, run, settled, recorded.
 * Synchronous and asynchronous calls take the same way; they differ only in who runs the tool and
 * whether anyone waits.
 */
final class Attempt {
  private final Enforcement shared;
  private final ToolCall call;
  private final CallContext context;
  private final ToolPolicy policy;
  private final @Nullable Tool tool;
  private final String callId;
  private final Set<String> granted = new HashSet<>(0);
  private @Nullable RequireApproval asked;
  private final List<ApprovalRequest> requests = new ArrayList<>(0);
  private @Nullable Reservations reservations;
  private @Nullable Decision permit;
  private Observations observed;

  Attempt(Enforcement shared, ToolCall call, CallContext context, @Nullable Tool tool) {
    this.shared = shared;
    this.call = call;
    this.context = context;
    this.policy = shared.policy.tool(call.tool());
    this.tool = tool == null ? shared.tool(call.tool()) : tool;
    this.callId = shared.newCallId();
    this.observed = Observations.start(List.of(), call, context);
  }

  /** Goes as far as it can on this thread; a call that needs a person comes back pending. */
  CallResult run() {
    observe();
    CallResult early = admit();
    if (early == null) {
      early = recordIntentNow();
    }
    return observed.ended(early == null ? await(start(policy.timeout() == null)) : early);
  }

  /** The same without ever blocking this thread. */
  CompletionStage<CallResult> runAsync() {
    observe();
    CallResult early = admit();
    if (early == null && !policy.durableIntent()) {
      early = recordIntentNow();
    }
    if (early != null) {
      return CompletableFuture.completedFuture(observed.ended(early));
    }
    if (!policy.durableIntent()) {
      return startAsync();
    }
    return shared
        .trail
        .appendDurable(intent(), shared.executor)
        .handle((done, problem) -> problem == null)
        .thenCompose(
            recorded ->
                recorded
                    ? startAsync()
                    : CompletableFuture.completedFuture(observed.ended(unrecorded())));
  }

  private CompletionStage<CallResult> startAsync() {
    return start(false).outcome().thenApply(outcome -> observed.ended(finish(outcome)));
  }

  private void observe() {
    observed = Observations.start(shared.observers, call, context);
  }

  /**
   * Everything before the effect. Returns the end of the journey, or null when the tool may run.
   */
  private @Nullable CallResult admit() {
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
    if (refused == null && !consumeApprovals()) {
      refused = approvalDenial(ReasonCode.APPROVAL_CONSUMED, "the approval was used or ran out");
      taken.settle(Outcome.notRun());
    }
    if (refused != null) {
      return deny(refused);
    }
    reservations = taken;
    permit = decision;
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

  static CallResult closed(Enforcement shared, ToolCall call, CallContext context) {
    Attempt attempt = new Attempt(shared, call, context, null);
    attempt.observe();
    return attempt.observed.ended(attempt.deny(closedDenial()));
  }

  // --- approval

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
              event -> {
                AuditRecord record =
                    ApprovalRecords.record(
                        shared.clock.millis(), callId, call, context, policy.audited(), event);
                if (shared.trail.append(record) != Acceptance.ACCEPTED) {
                  throw new GovernanceException(
                      ReasonCode.AUDIT_UNAVAILABLE, "the record could not be written");
                }
              });
    } catch (GovernanceException e) {
      return deny(approvalDenial(e.code(), String.valueOf(e.getMessage())));
    }
    requests.add(made);
    if (!record(decisionRecord(approval))) {
      shared.approvals.withdraw(made.id());
      return unrecorded();
    }
    CompletionStage<CallResult> completion =
        shared
            .approvals
            .decided(made.id())
            .thenComposeAsync(this::resume, shared.executor)
            .exceptionally(e -> deny(approvalDenial(ReasonCode.APPROVAL_UNAVAILABLE, "no thread")));
    shared.after(made.policy().approveWithin().plusMillis(1), shared.approvals::expireLate);
    return new CallResult(
        callId,
        approval,
        Outcome.notRun(),
        approval.code(),
        new PendingCall(made, completion, () -> shared.approvals.withdraw(made.id())));
  }

  private CompletionStage<CallResult> resume(ApprovalState state) {
    if (state == ApprovalState.APPROVED && asked != null) {
      granted.add(asked.approval());
      return runAsync()
          .thenCompose(result -> result.pending().isEmpty() ? done(result) : again(result));
    }
    return done(
        deny(
            state == ApprovalState.REJECTED
                ? approvalDenial(ReasonCode.APPROVAL_REJECTED, "a person rejected the call")
                : approvalDenial(
                    ReasonCode.APPROVAL_EXPIRED, "nobody decided in time, or it was withdrawn")));
  }

  private static CompletionStage<CallResult> done(CallResult result) {
    return CompletableFuture.completedFuture(result);
  }

  private static CompletionStage<CallResult> again(CallResult result) {
    return result.pending().map(PendingCall::completion).orElseGet(() -> done(result));
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

  // --- record

  private CallResult deny(Deny denial) {
    requests.forEach(request -> shared.approvals.forget(request.id()));
    boolean recorded = record(decisionRecord(denial));
    return recorded || denial.code().equals(ReasonCode.AUDIT_UNAVAILABLE)
        ? new CallResult(callId, denial, Outcome.notRun(), denial.code(), null)
        : unrecorded();
  }

  private CallResult unrecorded() {
    if (reservations != null) {
      reservations.settle(Outcome.notRun());
    }
    Deny denial =
        new Deny(
            ReasonCode.AUDIT_UNAVAILABLE,
            "audit",
            "the record could not be written, so nothing ran: " + shared.trail.status().failure(),
            "This call cannot be made now. Try again later.");
    return new CallResult(callId, denial, Outcome.notRun(), denial.code(), null);
  }

  private boolean record(AuditRecord record) {
    return shared.trail.append(record) == Acceptance.ACCEPTED;
  }

  private AuditRecord decisionRecord(Decision decision) {
    return AuditRecord.decision(
        context.nowMillis(), callId, call, context, policy.audited(), decision, Map.of());
  }

  private AuditRecord intent() {
    return AuditRecord.intent(
        context.nowMillis(),
        callId,
        call,
        context,
        policy.audited(),
        decided(),
        ApprovalRecords.used(requests),
        Map.of());
  }

  private @Nullable CallResult recordIntentNow() {
    if (!policy.durableIntent()) {
      return record(intent()) ? null : unrecorded();
    }
    try {
      shared.trail.appendAndWait(intent());
      return null;
    } catch (GovernanceException e) {
      return unrecorded();
    }
  }

  /** What was decided: the request for approval if there was one, else the permit. */
  private Decision decided() {
    return asked != null ? asked : Objects.requireNonNull(permit);
  }

  // --- the tool

  private ToolRun start(boolean onThisThread) {
    ToolRun run =
        new ToolRun(
            call, context, Objects.requireNonNull(tool), observed.wrappers(shared.wrappers));
    Duration timeout = policy.timeout();
    if (onThisThread) {
      run.run();
      return run;
    }
    try {
      shared.executor.execute(run);
    } catch (RejectedExecutionException e) {
      run.stop(Outcome.Kind.NOT_RUN);
    }
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
    record(
        AuditRecord.outcome(
            context.nowMillis(), callId, call, context, policy.audited(), outcome, code, Map.of()));
    return new CallResult(callId, decided(), outcome, code, null);
  }
}
