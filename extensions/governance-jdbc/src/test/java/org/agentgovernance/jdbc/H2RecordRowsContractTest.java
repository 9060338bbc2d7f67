package org.agentgovernance.jdbc;

class H2RecordRowsContractTest extends RecordRowsContract {
  H2RecordRowsContractTest() {
    super(TestDatabase.h2());
  }
}
