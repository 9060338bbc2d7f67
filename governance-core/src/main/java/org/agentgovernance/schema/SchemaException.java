package org.agentgovernance.schema;

import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;

/** A schema that cannot be used, with the place in the schema. */
public final class SchemaException extends GovernanceException {
  private static final long serialVersionUID = 1L;
  private static final ReasonCode CODE = ReasonCode.of("schema.invalid_schema");

  private final String pointer;
  private final String problem;

  SchemaException(String pointer, String problem) {
    super(CODE, problem + (pointer.isEmpty() ? " at the root of the schema" : " at " + pointer));
    this.pointer = pointer;
    this.problem = problem;
  }

  /**
   * Where the problem is.
   *
   * @return a JSON Pointer into the schema, empty for its root
   */
  public String pointer() {
    return pointer;
  }

  /**
   * What is wrong, without the place.
   *
   * @return the problem and, where there is one, the next step
   */
  public String problem() {
    return problem;
  }
}
