package org.agentgovernance.schema;

import static org.agentgovernance.schema.Calls.CONTEXT;
import static org.agentgovernance.schema.Calls.schema;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;

/** No text of a decision repeats a value of the arguments, whatever is wrong with them. */
class SchemaSecrecyTest {
  private static final String SECRET = "S3cr3t-value";
  private static final long NUMBER = 730_915_482L;
  private static final List<String> SCHEMAS =
      List.of(
          "{'type':'number'}",
          "{'enum':['a',1]}",
          "{'const':{'k':1}}",
          "{'pattern':'^x'}",
          "{'type':['null','boolean']}",
          "{'minLength':100,'minimum':9e300,'minItems':9,'minProperties':9}",
          "{'maxLength':1,'maximum':1,'maxItems':0,'maxProperties':0}",
          "{'multipleOf':7.5,'exclusiveMaximum':1}",
          "{'uniqueItems':true,'contains':{'const':1},'items':{'type':'null'}}",
          "{'properties':{'k':{'type':'null'}},'required':['z'],'additionalProperties':false}",
          "{'anyOf':[{'type':'null'},{'const':3},{'properties':{'k':false}}]}",
          "{'oneOf':[{'not':{'type':'null'}},{'type':['string','number','array','object']}]}",
          "{'not':true}",
          "false",
          "{'propertyNames':{'maxLength':0},'dependentRequired':{'k':['q']}}",
          "{'prefixItems':[{'type':'null'}],'unevaluatedItems':false,"
              + "'unevaluatedProperties':{'type':'null'}}",
          "{'if':true,'then':{'type':'null'}}");

  @Property(tries = 500)
  void neverRepeatsAValue(
      @ForAll("schemas") String schema, @ForAll("values") Object value, @ForAll boolean unknown) {
    CompiledSchema compiled = schema("{'properties':{'arg':" + schema + "}}");
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("arg", value);
    if (unknown) {
      arguments.put("argg", value);
    }
    Decision decision =
        SchemaControl.forTool("tool", compiled)
            .check(ToolCall.of("tool", Arguments.of(arguments)), CONTEXT);

    for (String text : List.of(decision.message(), decision.modelMessage(), decision.toString())) {
      assertThat(text).doesNotContain(SECRET).doesNotContain(String.valueOf(NUMBER));
    }
    for (Problem problem : compiled.validate(arguments)) {
      assertThat(problem.toString()).doesNotContain(SECRET).doesNotContain("730915482");
    }
  }

  @Provide
  Arbitrary<String> schemas() {
    return Arbitraries.of(SCHEMAS);
  }

  @Provide
  Arbitrary<Object> values() {
    Arbitrary<Object> leaf = Arbitraries.of(SECRET, SECRET + SECRET, NUMBER, NUMBER + 0.25);
    return Arbitraries.lazyOf(
        () -> leaf,
        () -> leaf,
        () -> values().list().ofMaxSize(3).map(list -> (Object) list),
        () -> values().map(value -> (Object) Map.of("k", value)),
        () -> values().map(value -> (Object) Map.of("k", value, "other", SECRET)));
  }
}
