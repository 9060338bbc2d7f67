package org.agentgovernance.schema;

import java.time.Clock;
import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.json.Json;

/** What the tests of this package share. */
final class Calls {
  static final CallContext CONTEXT =
      new CallContext(
          new Principal(Subject.anonymous(), "agent", ""),
          "session",
          null,
          null,
          Map.of(),
          Clock.systemUTC());

  private Calls() {}

  static CompiledSchema schema(String json) {
    Object model = Json.parse(json.replace('\'', '"'));
    if (model == null) {
      throw new IllegalArgumentException("null is not a schema");
    }
    return CompiledSchema.compile(model);
  }

  static Map<String, Object> object(String json) {
    return Json.parseObject(json.replace('\'', '"'));
  }
}
