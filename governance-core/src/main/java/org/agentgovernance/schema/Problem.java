package org.agentgovernance.schema;

/**
 * One way in which arguments do not satisfy their schema. Immutable.
 *
 * @param pointer where, as a JSON Pointer into the arguments; empty for the arguments as a whole.
 *     Control and formatting characters of a name are escaped and a long name is shortened
 * @param expected what is expected there, in the words of the schema; never a value of the
 *     arguments
 */
public record Problem(String pointer, String expected) {
  /** Pointer and expectation, for one line of a message. */
  @Override
  public String toString() {
    return (pointer.isEmpty() ? "arguments" : pointer) + ": " + expected;
  }
}
