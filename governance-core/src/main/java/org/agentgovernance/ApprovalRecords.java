package org.agentgovernance;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.agentgovernance.approval.ApprovalEvent;
import org.agentgovernance.approval.ApprovalRequest;
import org.agentgovernance.approval.HeldRequest;
import org.agentgovernance.approval.SealedRequest;
import org.agentgovernance.audit.ArgumentsMode;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditedTool;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.manifest.Policy;
import org.jspecify.annotations.Nullable;

/**
 * Says in the words of the record what happened to an approval, and records what people decide here
 * about calls that wait elsewhere, or nowhere.
 */
final class ApprovalRecords {
  private final Policy policy;
  private final Recorder recorder;
  private final Clock clock;

  ApprovalRecords(Policy policy, Recorder recorder, Clock clock) {
    this.policy = policy;
    this.recorder = recorder;
    this.clock = clock;
  }

  /** Under the call's id in the log of the process that proposed it. */
  void elsewhere(ApprovalEvent event) {
    SealedRequest asked = event.sealed();
    ApprovalRequest request = asked.request();
    CallContext context =
        new CallContext(
            request.principal(), request.session(), request.task(), null, Map.of(), clock);
    ToolCall call = ToolCall.builder(request.tool()).argumentsJson(request.arguments()).build();
    AuditedTool known = policy.tool(request.tool()).audited();
    AuditedTool audited =
        asked.manifest().equals(policy.digest())
            ? known
            : new AuditedTool(
                request.version(),
                null,
                asked.manifest(),
                Map.of(),
                ArgumentsMode.DIGEST,
                known.redaction());
    recorder.mustTake(
        AuditRecord.builder(AuditKind.APPROVAL, clock.millis())
            .session(context)
            .call(asked.call(), call, audited)
            .approval(recorded(event))
            .build());
  }

  static org.agentgovernance.audit.ApprovalEvent recorded(ApprovalEvent event) {
    org.agentgovernance.audit.ApprovalEvent.State state =
        switch (event.kind()) {
          case REQUESTED -> org.agentgovernance.audit.ApprovalEvent.State.REQUESTED;
          case RESUMED -> org.agentgovernance.audit.ApprovalEvent.State.RESUMED;
          case APPROVED -> org.agentgovernance.audit.ApprovalEvent.State.APPROVED;
          case CONSUMED -> org.agentgovernance.audit.ApprovalEvent.State.CONSUMED;
          case REJECTED -> org.agentgovernance.audit.ApprovalEvent.State.REJECTED;
          case EXPIRED -> org.agentgovernance.audit.ApprovalEvent.State.EXPIRED;
        };
    return new org.agentgovernance.audit.ApprovalEvent(
        state,
        event.sealed().request().id(),
        event.by() == null ? null : event.by().toString(),
        event.reason());
  }

  static org.agentgovernance.audit.@Nullable ApprovalEvent used(List<HeldRequest> requests) {
    return requests.isEmpty()
        ? null
        : org.agentgovernance.audit.ApprovalEvent.of(
            org.agentgovernance.audit.ApprovalEvent.State.CONSUMED,
            requests.get(requests.size() - 1).request().id());
  }
}
