package org.agentgovernance.schema;

import java.util.List;
import java.util.stream.Collectors;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.Interceptor;
import org.jspecify.annotations.Nullable;

/** Refuses calls whose arguments the tool's input schema does not allow. */
final class SchemaInterceptor implements Interceptor {
  static final String ID = "schema";
  private static final int SHOWN = 3;
  private static final Permit PERMIT = Permit.by(ID);

  private final String tool;
  private final @Nullable CompiledSchema schema;
  private final Deny missing;

  SchemaInterceptor(String tool, @Nullable CompiledSchema schema) {
    this.tool = tool;
    this.schema = schema;
    this.missing =
        new Deny(
            ReasonCode.SCHEMA_MISSING,
            ID,
            "no input schema is known for "
                + tool
                + "; supply its descriptor in the catalogue or register the tool with its schema",
            "This tool cannot be called: its arguments cannot be checked.");
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    String malformed = call.malformed();
    if (malformed != null) {
      return malformed(malformed);
    }
    if (schema == null) {
      return missing;
    }
    List<Problem> problems = schema.validate(call.arguments());
    return problems.isEmpty() ? PERMIT : invalid(problems);
  }

  private Deny malformed(String why) {
    return new Deny(
        ReasonCode.SCHEMA_MALFORMED,
        ID,
        "the arguments of " + tool + " are not strict JSON: " + why,
        "The arguments could not be read: " + why + ". Send one JSON object.");
  }

  private Deny invalid(List<Problem> problems) {
    String first =
        problems.stream().limit(SHOWN).map(Problem::toString).collect(Collectors.joining("; "));
    String more = problems.size() > SHOWN ? "; and more" : "";
    return new Deny(
        ReasonCode.SCHEMA_INVALID,
        ID,
        "the arguments of " + tool + " do not satisfy its input schema: " + first + more,
        "The arguments are not valid: " + first + more + ". Correct them and call again.");
  }
}
