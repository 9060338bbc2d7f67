package org.agentgovernance.rollout;

class InMemoryControlStoreTest extends ControlStoreContract {
  @Override
  ControlStore open() {
    return ControlStore.inMemory();
  }
}
