package org.agentgovernance.condition;

/** Turns what the host's containers threw into a result; lets only a dying machine through. */
final class Boundary {
  private Boundary() {}

  static ConditionResult failed(Throwable error) {
    if (error instanceof StackOverflowError) {
      return ConditionResult.error(Codes.NESTING, "the values are nested too deeply");
    }
    if (error instanceof VirtualMachineError machine) {
      throw machine;
    }
    return ConditionResult.error(
        Codes.HOST_VALUE, "a value of the host could not be read: " + error.getClass().getName());
  }
}
