package org.agentgovernance;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditSection;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.CallLink;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Explanation;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.agentgovernance.manifest.ToolPolicy;
import org.agentgovernance.recovery.Fallback;
import org.agentgovernance.recovery.GoodAnswers;
import org.agentgovernance.resilience.BreakerControl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows the end of one call of a tool with a fallback: a good answer is kept, and where
 * there is none, what the manifest declares stands in.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final Enforcement shared;
  private final Session session;
  private final CallContext context;
  private final ToolCall call;
  private final ToolPolicy policy;
  private final Fallback declared;

  private Recovery(
      Enforcement shared,
      Session session,
      ToolCall proposed,
      ToolPolicy policy,
      Fallback declared) {
    this.shared = shared;
    this.session = session;
    this.context = session.context();
    this.policy = policy;
    this.call = proposed;
    this.declared = declared;
  }

  /** What follows a call, or null when nothing does because nothing stands in for its tool. */
  static @Nullable Recovery of(
      Enforcement shared, Session session, ToolCall proposed, ToolPolicy policy) {
    Fallback declared = policy.fallback();
    return declared == null ? null : new Recovery(shared, session, proposed, policy, declared);
  }

  /** Blocks while a tool stands in. */
  CallResult after(CallResult result) {
    keep(result);
    if (!applies(result)) {
      return result;
    }
    ToolCall other = other(result);
    return other == null
        ? stored(result, null)
        : combined(result, new GovernedCall(shared, session, other, null).run());
  }

  /** Never blocks; a stand-in that needs a person comes back pending. */
  CompletionStage<CallResult> afterAsync(CallResult result, @Nullable Asker asker) {
    keep(result);
    if (!applies(result) || (asker != null && asker.gone())) {
      return CompletableFuture.completedFuture(result);
    }
    ToolCall other = other(result);
    return other == null
        ? CompletableFuture.completedFuture(stored(result, null))
        : new GovernedCall(shared, session, other, null)
            .begin(asker)
            .thenApply(instead -> combined(result, instead));
  }

  private void keep(CallResult result) {
    Duration maxAge = declared.lastGood();
    if (maxAge != null && result.succeeded()) {
      shared.answers.keep(
          call.tool(),
          policy.version(),
          policy.prepared(call).arguments(),
          context,
          result.output(),
          maxAge);
    }
  }

  /** The tool ran without an answer, or would have run if it did not rest. */
  private boolean applies(CallResult result) {
    return result.unanswered() || (resting(result) && onlyTheBreakerDenies());
  }

  private static boolean resting(CallResult result) {
    return !result.executed()
        && result.code().equals(ReasonCode.BREAKER_OPEN)
        && result.decision().interceptor().equals(BreakerControl.ID);
  }

  private boolean onlyTheBreakerDenies() {
    for (Explanation.Step step : policy.chain().explain(policy.prepared(call), context).steps()) {
      if (step.decision().verdict() != Verdict.PERMIT
          && !step.interceptor().equals(BreakerControl.ID)) {
        return false;
      }
    }
    return true;
  }

  /** The call in place of this one, unless whoever waits for the answer has gone. */
  private @Nullable ToolCall other(CallResult result) {
    String tool = declared.tool();
    return tool == null || result.code().equals(ReasonCode.TOOL_CANCELLED)
        ? null
        : call.followedBy(
            new CallLink(CallLink.As.FALLBACK, result.callId()),
            tool,
            policy.prepared(call).arguments());
  }

  private CallResult combined(CallResult result, CallResult instead) {
    PendingCall pending = instead.pending().orElse(null);
    if (pending != null) {
      StandIn waits = new StandIn(StandIn.Source.TOOL, null, null, instead);
      return result
          .standingIn(waits)
          .waiting(pending.then(pending.completion().thenApply(done -> combined(result, done))));
    }
    Object value = instead.succeeded() ? instead.output() : instead.fallback().orElse(null);
    if (value == null) {
      return stored(result, instead);
    }
    Duration age = instead.standIn().map(StandIn::age).orElse(null);
    return recorded(result, new StandIn(StandIn.Source.TOOL, value, age, instead));
  }

  /** What stands in without a call. */
  private CallResult stored(CallResult result, @Nullable CallResult instead) {
    GoodAnswers.Found found = found();
    if (found != null) {
      policy.label(context, found.value());
      return recorded(
          result, new StandIn(StandIn.Source.LAST_GOOD, found.value(), found.age(), instead));
    }
    Object value = declared.value();
    if (value != null) {
      return recorded(result, new StandIn(StandIn.Source.VALUE, value, null, instead));
    }
    return instead == null
        ? result
        : result.standingIn(new StandIn(StandIn.Source.TOOL, null, null, instead));
  }

  private GoodAnswers.@Nullable Found found() {
    Duration maxAge = declared.lastGood();
    return maxAge == null
        ? null
        : shared.answers.find(
            call.tool(), policy.version(), policy.prepared(call).arguments(), context, maxAge);
  }

  /** What stands in is used only when that is on record. */
  private CallResult recorded(CallResult result, StandIn standIn) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("with", standIn.source().name().toLowerCase(Locale.ROOT));
    details.put("code", result.code().value());
    Duration age = standIn.age();
    if (age != null) {
      details.put("age", age.toString());
    }
    CallResult instead = standIn.instead();
    if (instead != null) {
      details.put("instead", instead.callId());
    }
    Map<String, String> section = new LinkedHashMap<>(details);
    section.put("event", "fallback.used");
    section.put("of", call.tool());
    AuditRecord record =
        AuditRecord.builder(AuditKind.EVENT, context.nowMillis())
            .id(result.callId())
            .session(context)
            .manifest(shared.manifest.digest(), shared.redaction)
            .section(AuditSection.EVENT, section)
            .build();
    if (!shared.recorder.takes(record)) {
      LOG.error(
          "what stands in for call {} could not be recorded and is not used", result.callId());
      return result;
    }
    shared.events.emit(GovernanceEvent.of("fallback.used", context, call.tool(), details));
    return result.standingIn(standIn);
  }
}
