package org.agentgovernance.jdbc;

class PostgresRecordRowsContractTest extends RecordRowsContract {
  PostgresRecordRowsContractTest() {
    super(TestDatabase.postgres());
  }
}
