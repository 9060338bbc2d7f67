package org.agentgovernance.otel;

import org.agentgovernance.audit.AuditSink;

class RecordLogsContractTest extends RecordLogsContract {
  @Override
  protected AuditSink open() {
    return telemetry.logs();
  }

  @Override
  protected boolean keepsWholeRecords() {
    return false;
  }
}
