package org.agentgovernance;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.agentgovernance.approval.ApprovalDesk;
import org.agentgovernance.audit.Redaction;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Obligation;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.Wrapper;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.manifest.ModelTexts;
import org.agentgovernance.manifest.Policy;
import org.agentgovernance.recovery.GoodAnswers;
import org.jspecify.annotations.Nullable;

/** What all calls of one governor share. The journey of a single call is {@link Attempt}. */
final class Enforcement {
  static final String ID = "governor";

  final Policy policy;
  final Manifest manifest;
  final Recorder recorder;
  final ApprovalDesk approvals;
  final StandingGrants standing;
  final Threads threads;
  final RunningTools running = new RunningTools();
  final WaitingCalls waiting;
  final DoubleSupplier jitter;
  final List<Wrapper> wrappers;
  final List<CallObserver> observers;
  final boolean timesControls;
  final Clock clock;
  final Map<String, String> attribution;
  final boolean fullModelTexts;
  final Redaction redaction;
  final EventSink events;
  final GoodAnswers answers = new GoodAnswers();
  private final Map<String, Tool> tools;
  private final Map<String, ObligationHandler> obligations;
  private final String callPrefix;
  private final AtomicLong calls = new AtomicLong();
  private volatile boolean closed;

  Enforcement(
      Policy policy,
      Recorder recorder,
      ApprovalDesk approvals,
      StandingGrants standing,
      Threads threads,
      EventSink events,
      GovernorBuilder builder) {
    this.policy = policy;
    this.manifest = builder.manifest;
    this.recorder = recorder;
    this.approvals = approvals;
    this.standing = standing;
    this.threads = threads;
    this.events = events;
    this.waiting = new WaitingCalls(threads);
    this.jitter = builder.jitter;
    this.wrappers = List.copyOf(builder.wrappers);
    this.observers = List.copyOf(builder.observers);
    this.timesControls = observers.stream().anyMatch(CallObserver::timesControls);
    this.clock = builder.clock;
    this.attribution = builder.manifest.attribution();
    this.redaction = builder.manifest.redaction();
    this.fullModelTexts = builder.manifest.modelTexts() == ModelTexts.FULL;
    this.tools = Map.copyOf(builder.tools);
    this.obligations = Map.copyOf(builder.obligations);
    // Unique across restarts, so that a log never has two calls of one id.
    this.callPrefix = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
  }

  String newCallId() {
    return callPrefix + '-' + calls.incrementAndGet();
  }

  @Nullable Tool tool(String name) {
    return tools.get(name);
  }

  boolean closed() {
    return closed;
  }

  void close() {
    closed = true;
    waiting.look();
  }

  /** Why a permit cannot be used, or null when every obligation is done. */
  @Nullable Deny undischarged(Decision decision, ToolCall call, CallContext context) {
    if (!(decision instanceof Permit permit) || permit.obligations().isEmpty()) {
      return null;
    }
    for (Obligation obligation : permit.obligations()) {
      if (!discharge(obligation, call, context)) {
        return new Deny(
            ReasonCode.OBLIGATION_UNDISCHARGED,
            ID,
            "obligation \""
                + obligation.kind()
                + "\" was not carried out; register a handler for it that succeeds",
            "This call cannot be made now.");
      }
    }
    return null;
  }

  private boolean discharge(Obligation obligation, ToolCall call, CallContext context) {
    ObligationHandler handler = obligations.get(obligation.kind());
    try {
      return handler != null && handler.discharge(obligation, call, context);
    } catch (RuntimeException e) {
      return false;
    }
  }
}
