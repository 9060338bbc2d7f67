package org.agentgovernance.schema;

import java.util.Map;
import java.util.function.UnaryOperator;
import org.agentgovernance.call.Arguments;
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

  /**
   * What turns arguments that are written in the wrong type into the right one where they can mean
   * only one thing: {@code "5"} where a number is expected, {@code 5} where text is, JSON text
   * where an array or object is. Anything else stays as it is, to be refused.
   *
   * @param schema the input schema in the model of {@link org.agentgovernance.json}
   * @return the function; it gives back the same arguments when nothing had to change
   */
  public static UnaryOperator<Arguments> coercion(Object schema) {
    return schema instanceof Map<?, ?> map
        ? new ArgumentCoercion(map)::apply
        : UnaryOperator.identity();
  }
}
