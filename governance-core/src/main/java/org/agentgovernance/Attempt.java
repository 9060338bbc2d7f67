package org.agentgovernance;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.agentgovernance.approval.ApprovalPolicy;
import org.agentgovernance.approval.ApprovalState;
import org.agentgovernance.approval.HeldRequest;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.interceptor.BookedFacts;
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
  private final Answers answers;
  private final ToolStart starts;
  private final boolean again;
  private final @Nullable Room room;
  private volatile boolean withdrawn;
  private volatile @Nullable HeldRequest asking;
  private volatile @Nullable ToolRun running;
  private Observations observed;
  private @Nullable Decision permit;
  private @Nullable Reservations reservations;
  private @Nullable ControlTrace controls;
  private boolean asksElsewhere;
  private @Nullable RequireApproval toAsk;

  /**
   * Makes a try of a call.
   *
   * @param earlier what came before, for a further try: it asks no person, who has answered for one
   *     call and not for as many as it takes
   */
  Attempt(
      Enforcement shared,
      Session session,
      ToolCall call,
      @Nullable Tool tool,
      @Nullable EarlierTry earlier) {
    this.shared = shared;
    this.session = session;
    this.policy = shared.policy.tool(call.tool());
    this.call = policy.prepared(call);
    this.context = session.context();
    this.tool = tool == null ? shared.tool(call.tool()) : tool;
    this.records = new CallRecords(shared, this.call, context, policy, earlier);
    this.answers = new Answers(shared, this.call, context, policy);
    this.starts = new ToolStart(shared.threads, policy.timeout());
    this.again = earlier != null;
    this.room = Room.of(shared.waiting, policy.slots(), context);
    this.observed =
        earlier == null
            ? Observations.start(shared.observers, this.call, context)
            : earlier.observed().again(shared.observers, this.call, context);
    records.within(observed.span());
  }

  /** Who watches it. */
  Observations observed() {
    return observed;
  }

  /** Goes as far as it can on this thread; a call that needs a person comes back pending. */
  CallResult run() {
    // Kept: once somebody is asked, the answer may go on with the call before this thread does.
    Observations watching = observed;
    CallResult early = admit();
    while (early == null && room != null && Room.waits(room)) {
      early = room.await(waitsInVain()) ? admit() : deny(Refusals.interrupted());
    }
    if (early == null && !records.intent(decided(), controls, answers.recorded())) {
      early = unrecorded();
    }
    if (early != null) {
      return watching.ended(early);
    }
    ToolRun run = newRun();
    CompletableFuture<CallResult> result = resultOf(run);
    starts.start(run, policy.timeout() == null);
    return ToolStart.await(run, result);
  }

  /** The same without ever blocking this thread. */
  CompletionStage<CallResult> runAsync() {
    Observations watching = observed;
    asksElsewhere = shared.approvals.sharesStore();
    CallResult early = admit();
    if (early != null) {
      return done(watching.ended(early));
    }
    RequireApproval asks = toAsk;
    if (asks != null) {
      return askElsewhere(asks, watching);
    }
    if (room != null && Room.waits(room)) {
      return room.turn(waitsInVain()).thenCompose(unused -> runAsync());
    }
    if (policy.durableIntent()) {
      return shared.threads.areHosts() ? recordThere() : recordElsewhere();
    }
    return startAsync(records.intent(decided(), controls, answers.recorded()));
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
      if (!records.intent(decided(), controls, answers.recorded())) {
        result.complete(observed.ended(unrecorded()));
        return;
      }
      ToolRun run = newRun();
      CompletableFuture<Void> unused = resultOf(run).thenAccept(result::complete);
      starts.startHere(run);
    } catch (RuntimeException | Error e) {
      LOG.error("a call could not be recorded and is denied", e);
      result.complete(observed.ended(deny(Refusals.undecided(e))));
    }
  }

  private void neverTaken(AtomicBoolean taken, CompletableFuture<CallResult> result) {
    if (taken.compareAndSet(false, true)) {
      result.complete(observed.ended(deny(Refusals.neverStarted())));
    }
  }

  private CompletionStage<CallResult> recordElsewhere() {
    return records
        .durableIntent(decided(), controls, answers.recorded())
        .thenCompose(this::startAsync);
  }

  private CompletionStage<CallResult> startAsync(boolean recorded) {
    if (!recorded) {
      return done(observed.ended(unrecorded()));
    }
    ToolRun run = newRun();
    CompletableFuture<CallResult> result = resultOf(run);
    starts.start(run, false);
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
      return deny(Refusals.undecided(e));
    }
  }

  private @Nullable CallResult admitted() {
    if (shared.closed() || session.refuses(call)) {
      return deny(Refusals.closed());
    }
    if (withdrawn) {
      return deny(wantedNoLonger());
    }
    ControlTrace trace = policy.live().trace(shared.timesControls);
    controls = trace;
    Decision decision = policy.live().check(call, context, answers.granted(), trace);
    if (decision instanceof RequireApproval approval && again) {
      return deny(Refusals.askedAgain(approval));
    }
    if (decision instanceof RequireApproval approval && tool != null) {
      Answers.InAdvance answered = answers.inAdvance(approval);
      if (answered != null) {
        decision = answered.decision();
        controls = answered.controls();
      }
    }
    boolean runs = !(decision instanceof Deny || decision instanceof RequireApproval);
    Deny full = runs && tool != null && room != null ? room.enter() : null;
    if (full == null && runs && Room.waits(room)) {
      return null; // and everything is asked again when it is this call's turn
    }
    observed.decided(trace);
    if (decision instanceof Deny denial) {
      return deny(denial);
    }
    if (decision instanceof RequireApproval approval) {
      Room.leave(room);
      if (asksElsewhere) {
        toAsk = approval;
        return null;
      }
      return ask(approval);
    }
    if (tool == null) {
      return deny(Refusals.missingTool());
    }
    if (full != null) {
      policy.live().refused(controls, full);
      return deny(full);
    }
    Reservations taken = policy.live().reserve(call, context, controls);
    Deny refused = taken.denial();
    if (refused != null) {
      return deny(refused);
    }
    reservations = taken;
    permit = decision;
    Deny undone = shared.undischarged(decision, call, context);
    if (undone != null) {
      return deny(undone);
    }
    Deny stopped = answers.consume(records.callId());
    if (stopped == null) {
      stopped = taken.start();
    }
    if (stopped == null) {
      stopped = answers.start();
    }
    if (stopped != null) {
      return deny(stopped);
    }
    return null;
  }

  /** Whether a call that waits for room would be refused by whatever has happened meanwhile. */
  private BooleanSupplier waitsInVain() {
    List<RequireApproval> answered = List.copyOf(answers.granted());
    return () ->
        withdrawn || shared.closed() || session.closed() || !(gate(answered) instanceof Permit);
  }

  private Deny wantedNoLonger() {
    return asking == null ? Refusals.withdrawn() : answers.refusal(ApprovalState.EXPIRED);
  }

  /**
   * Whoever asked wants it no longer: until the tool starts nothing runs, approved or not, and one
   * that runs is interrupted as when the thread of a caller is.
   */
  void withdraw() {
    withdrawRequest();
    ToolRun run = running;
    if (run != null) {
      run.withdraw(wantedNoLonger());
    }
  }

  /** The same for who holds a request, which counts only until the tool starts. */
  private void withdrawRequest() {
    withdrawn = true;
    HeldRequest request = asking;
    if (request != null) {
      request.withdraw();
    }
    shared.waiting.look();
  }

  /** Nothing runs, so all that was taken for the call is given back first. */
  private CallResult deny(Deny denial) {
    giveBack();
    answers.forget();
    policy.live().denied(call, context, denial);
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
    answers.settle(false);
    Room.leave(room);
  }

  /** What was decided: the request for approval if there was one, else the permit. */
  private Decision decided() {
    RequireApproval asked = answers.asked();
    return asked != null ? asked : Objects.requireNonNull(permit);
  }

  // A person decides

  /** A store that others share is visited on a thread of the governor, not on the caller's. */
  private CompletionStage<CallResult> askElsewhere(
      RequireApproval approval, Observations watching) {
    toAsk = null;
    CompletableFuture<CallResult> asked = new CompletableFuture<>();
    shared.threads.visit(
        () -> {
          try {
            asked.complete(watching.ended(ask(approval)));
          } catch (RuntimeException | Error e) {
            LOG.error("nobody could be asked about a call, which is denied", e);
            asked.complete(watching.ended(deny(Refusals.undecided(e))));
          }
        });
    return asked;
  }

  private CallResult ask(RequireApproval approval) {
    ApprovalPolicy decides = answers.ask(approval);
    if (decides == null) {
      return deny(Refusals.undeclaredPolicy(approval));
    }
    if (!records.decision(approval, takeControls())) {
      return unrecorded();
    }
    HeldRequest made;
    try {
      made = answers.request(approval, decides, records);
    } catch (GovernanceException e) {
      return deny(answers.denial(e.code(), String.valueOf(e.getMessage())));
    }
    asking = made;
    if (withdrawn) {
      made.withdraw();
    }
    CompletionStage<CallResult> completion =
        made.decided()
            .thenComposeAsync(this::resume, shared.threads::resume)
            .exceptionally(this::lost);
    Runnable offAlarm = shared.threads.after(made.open(), shared.approvals::expireLate);
    CompletionStage<Void> unused = made.decided().thenRun(offAlarm);
    return new CallResult(
        records.callId(),
        approval,
        Outcome.notRun(),
        approval.code(),
        new PendingCall(made.request(), completion, this::withdrawRequest));
  }

  private CompletionStage<CallResult> resume(ApprovalState state) {
    observed = observed.resume(shared.observers, call, context);
    records.within(observed.span());
    if (state == ApprovalState.APPROVED) {
      answers.approved();
      return runAsync()
          .thenCompose(
              result ->
                  result.pending().map(PendingCall::completion).orElseGet(() -> done(result)));
    }
    return done(observed.ended(deny(answers.refusal(state))));
  }

  private CallResult lost(Throwable problem) {
    LOG.error("an approved call could not go on and is denied", problem);
    return deny(
        answers.denial(ReasonCode.APPROVAL_UNAVAILABLE, "the approved call could not go on"));
  }

  // The effect

  private ToolRun newRun() {
    Room.starts(room);
    List<RequireApproval> answered = List.copyOf(answers.granted());
    ToolRun run =
        new ToolRun(
            call,
            context,
            Objects.requireNonNull(tool),
            observed.wrappers(shared.wrappers),
            () -> gate(answered));
    running = run;
    return run;
  }

  /** Asked directly before the tool starts, and whenever an order comes while it runs. */
  private Decision gate(List<RequireApproval> answered) {
    Deny grantGone = answers.withdrawn();
    Decision said = grantGone == null ? policy.gate().check(call, context, answered) : grantGone;
    return withdrawn && said instanceof Permit ? wantedNoLonger() : said;
  }

  /** Settled and recorded by whoever ends the run, before anybody learns of it. */
  private CompletableFuture<CallResult> resultOf(ToolRun run) {
    CompletableFuture<CallResult> result =
        run.outcome()
            .thenApply(
                outcome -> {
                  try {
                    return observed.ended(finish(outcome, run.refusal()));
                  } catch (RuntimeException | Error e) {
                    return unsettled(outcome, e);
                  } finally {
                    Room.over(room, run);
                    shared.running.remove(run);
                  }
                });
    shared.running.add(run, result);
    return result;
  }

  /** Whatever goes wrong after the tool, the caller learns that it ran and gets no answer of it. */
  private CallResult unsettled(Outcome outcome, Throwable problem) {
    LOG.error("what came of call {} could not be settled or recorded", records.callId(), problem);
    return new CallResult(
        records.callId(),
        decided(),
        Outcome.failed(Outcome.Kind.FAILED, problem, outcome.nanos()),
        ReasonCode.TOOL_FAILED,
        null);
  }

  private CallResult finish(Outcome ended, @Nullable Deny order) {
    OutputCheck check = policy.output();
    OutputCheck.Checked checked = check == null ? null : check.apply(ended);
    Outcome outcome = checked == null ? ended : checked.outcome();
    String problem = checked == null ? null : checked.problem();
    if (reservations != null) {
      reservations.settle(outcome);
    }
    answers.settle(outcome.ran());
    ReasonCode code = order == null ? code(outcome, problem) : order.code();
    records.outcome(
        outcome, code, reservations == null ? BookedFacts.none() : reservations.facts());
    if (outcome.ran() && policy.effect() != Effect.READ && !Undoing.undoes(call)) {
      session
          .effects()
          .add(Effects.Effect.of(session, call, records.callId(), policy.undo(), outcome.output()));
    }
    return new CallResult(
        records.callId(),
        order == null || outcome.ran() ? decided() : order,
        outcome,
        code,
        null,
        problem,
        null);
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
