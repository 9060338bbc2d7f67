package org.agentgovernance.schema;

import org.agentgovernance.interceptor.Interceptor;
import org.jspecify.annotations.Nullable;

/** Makes the control that checks arguments against a tool's input schema. */
public final class SchemaControl {
  private SchemaControl() {}

  /**
   * The control for one tool. It denies malformed arguments with {@code
   * schema.malformed_arguments}, arguments that do not satisfy the schema with {@code
   * schema.invalid_arguments}, and every call when there is no schema with {@code schema.missing}.
   * A permit allocates nothing once the same arguments were checked before.
   *
   * @param tool the tool's name, for messages
   * @param schema its input schema, or null when none is known
   * @return the control, safe for use by many threads
   */
  public static Interceptor forTool(String tool, @Nullable CompiledSchema schema) {
    return new SchemaInterceptor(tool, schema);
  }
}
