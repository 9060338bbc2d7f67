package org.agentgovernance;

import java.util.List;
import org.agentgovernance.approval.ApprovalEvent;
import org.agentgovernance.approval.ApprovalRequest;
import org.jspecify.annotations.Nullable;

/** Says in the words of the record what happened to an approval. */
final class ApprovalRecords {
  private ApprovalRecords() {}

  static org.agentgovernance.audit.ApprovalEvent recorded(ApprovalEvent event) {
    org.agentgovernance.audit.ApprovalEvent.State state =
        switch (event.state()) {
          case PENDING -> org.agentgovernance.audit.ApprovalEvent.State.REQUESTED;
          case APPROVED -> org.agentgovernance.audit.ApprovalEvent.State.APPROVED;
          case CONSUMED -> org.agentgovernance.audit.ApprovalEvent.State.CONSUMED;
          case REJECTED -> org.agentgovernance.audit.ApprovalEvent.State.REJECTED;
          case EXPIRED -> org.agentgovernance.audit.ApprovalEvent.State.EXPIRED;
        };
    return new org.agentgovernance.audit.ApprovalEvent(
        state,
        event.request().id(),
        event.by() == null ? null : event.by().toString(),
        event.reason());
  }

  static org.agentgovernance.audit.@Nullable ApprovalEvent used(List<ApprovalRequest> requests) {
    return requests.isEmpty()
        ? null
        : org.agentgovernance.audit.ApprovalEvent.of(
            org.agentgovernance.audit.ApprovalEvent.State.CONSUMED,
            requests.get(requests.size() - 1).id());
  }
}
