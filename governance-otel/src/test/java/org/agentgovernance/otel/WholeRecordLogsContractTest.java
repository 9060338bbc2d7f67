package org.agentgovernance.otel;

import org.agentgovernance.audit.AuditSink;

class WholeRecordLogsContractTest extends RecordLogsContract {
  @Override
  protected AuditSink open() {
    return telemetry.logsOfWholeRecords();
  }
}
