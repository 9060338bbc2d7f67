package org.agentgovernance.schema;

import com.networknt.schema.Schema;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * A tool's input schema, ready to check arguments. Immutable; safe for use by many threads.
 *
 * <p>JSON Schema 2020-12, or the dialect that {@code $schema} names: 2019-09, draft-07, draft-06 or
 * draft-04. {@code format} is an annotation and checks nothing, as 2020-12 has it. References stay
 * within the schema: no other document is ever loaded. Patterns run in linear time (RE2), so
 * lookaround and backreferences are refused. When the schema lists properties and does not speak of
 * further ones, arguments it does not list are refused.
 */
public final class CompiledSchema {
  private static final String TOO_MUCH =
      "expected arguments that can be checked in fewer steps; send smaller ones";

  private final Schema schema;
  private final ClosedNames names;
  private final Function<Arguments, List<Problem>> check;

  private CompiledSchema(Schema schema, ClosedNames names) {
    this.schema = schema;
    this.names = names;
    this.check = arguments -> validate(arguments.asMap());
  }

  /**
   * Compiles a schema.
   *
   * @param schema a map in the model of {@link org.agentgovernance.json}, or a boolean
   * @return the compiled schema
   * @throws SchemaException when it is not a valid schema, names a dialect that is not understood,
   *     refers to another document, or has a pattern that cannot run in linear time
   */
  public static CompiledSchema compile(Object schema) {
    Object model;
    try {
      model = Json.copyOf(schema);
    } catch (JsonException e) {
      throw new SchemaException("", "the schema is not JSON: " + e.getMessage());
    }
    if (model == null) {
      throw new SchemaException("", "a schema is an object or a boolean");
    }
    return new CompiledSchema(SchemaCompiler.compile(model), ClosedNames.of(model));
  }

  /**
   * Checks arguments. The result is remembered with the arguments, so that a second check of the
   * same ones costs nothing.
   *
   * @param arguments the arguments of a call
   * @return what is wrong, most useful first and not more than ten; empty when they are valid
   */
  public List<Problem> validate(Arguments arguments) {
    return arguments.derived(this, check);
  }

  /**
   * Checks arguments.
   *
   * @param arguments an object in the model of {@link org.agentgovernance.json}
   * @return what is wrong, most useful first and not more than ten; empty when they are valid
   */
  public List<Problem> validate(Map<String, ? extends @Nullable Object> arguments) {
    List<Problem> unknown = names.unknown(arguments.keySet());
    BoundedWork work = new BoundedWork();
    try {
      schema.validate(work, Nodes.of(arguments));
    } catch (BoundedWork.Exhausted e) {
      return List.of(new Problem("", TOO_MUCH));
    }
    if (work.getErrors().isEmpty()) {
      return unknown;
    }
    return Problems.of(unknown, work.getErrors(), schema);
  }

  /**
   * Checks a tool's output, as the schema says and no stricter: what it does not list passes.
   *
   * @param output a value in the model of {@link org.agentgovernance.json}
   * @return what is wrong, most useful first and not more than ten; empty when it is valid
   */
  public List<Problem> validateOutput(@Nullable Object output) {
    BoundedWork work = new BoundedWork();
    try {
      schema.validate(work, Nodes.of(output));
    } catch (BoundedWork.Exhausted e) {
      return List.of(new Problem("", "expected an output that can be checked in fewer steps"));
    }
    return work.getErrors().isEmpty()
        ? List.of()
        : Problems.of(List.of(), work.getErrors(), schema);
  }
}
