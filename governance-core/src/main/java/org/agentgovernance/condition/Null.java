package org.agentgovernance.condition;

/** The value null inside the evaluator, so that a Java null always means "absent". */
enum Null {
  VALUE
}
