package org.agentgovernance.schema;

import static org.agentgovernance.schema.Calls.CONTEXT;
import static org.agentgovernance.schema.Calls.schema;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.interceptor.Interceptor;
import org.junit.jupiter.api.Test;

class SchemaControlTest {
  private static final Interceptor CONTROL =
      SchemaControl.forTool(
          "bank.transfer",
          schema(
              "{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'integer'},"
                  + "'c':{'type':'boolean'},'d':{'type':'array'},'e':{'minimum':5}},"
                  + "'required':['a']}"));

  @Test
  void isCalledSchema() {
    assertThat(CONTROL.id()).isEqualTo("schema");
  }

  @Test
  void permitsValidArguments() {
    assertThat(check("{\"a\":\"x\"}").verdict()).isEqualTo(Verdict.PERMIT);
  }

  @Test
  void deniesMalformedArguments() {
    Decision decision = check("{\"a\":\"secret\",\"a\":1}");

    assertThat(decision.code()).isEqualTo(ReasonCode.SCHEMA_MALFORMED);
    assertThat(decision.modelMessage()).contains("line 1").doesNotContain("secret");
  }

  @Test
  void deniesMalformedArgumentsBeforeAMissingSchema() {
    ToolCall call = ToolCall.builder("x").argumentsJson("[]").build();

    assertThat(SchemaControl.forTool("x", null).check(call, CONTEXT).code())
        .isEqualTo(ReasonCode.SCHEMA_MALFORMED);
  }

  @Test
  void deniesEveryCallWithoutASchemaAndSaysWhatToDo() {
    ToolCall call = ToolCall.builder("x").build();
    Decision decision = SchemaControl.forTool("x", null).check(call, CONTEXT);

    assertThat(decision.code()).isEqualTo(ReasonCode.SCHEMA_MISSING);
    assertThat(decision.message()).contains("supply its descriptor");
  }

  @Test
  void namesTheFirstThreeProblemsForTheModel() {
    Decision decision = check("{\"a\":1,\"b\":\"x\",\"c\":2,\"d\":\"y\",\"e\":4}");

    assertThat(decision.code()).isEqualTo(ReasonCode.SCHEMA_INVALID);
    assertThat(decision.modelMessage())
        .isEqualTo(
            "The arguments are not valid: /a: expected string, got number; /b: expected integer,"
                + " got string; /c: expected boolean, got number; and more. Correct them and call"
                + " again.");
    assertThat(decision.message()).contains("bank.transfer").contains("/a: expected string");
  }

  @Test
  void allocatesNothingForArgumentsItHasChecked() {
    ToolCall call = ToolCall.builder("bank.transfer").argumentsJson("{\"a\":\"x\"}").build();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 50; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        CONTROL.check(call, CONTEXT);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }

    assertThat(least).isLessThan(1000);
  }

  private static Decision check(String json) {
    return CONTROL.check(ToolCall.builder("bank.transfer").argumentsJson(json).build(), CONTEXT);
  }
}
