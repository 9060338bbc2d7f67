package org.agentgovernance.examples.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agentgovernance.examples.SourceLines;
import org.junit.jupiter.api.Test;

class LangChain4jExampleTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Orders orders = new Orders();
  private final ScriptedChatModel model = LangChain4jExample.script();

  private void run() {
    LangChain4jExample.run(new PrintStream(printed, true, StandardCharsets.UTF_8), orders, model);
  }

  @Test
  void runsWhatIsPermittedAndWhatIsApprovedAndNothingElse() {
    run();
    assertThat(orders.ran).containsExactly("readOrder", "refundOrder");
  }

  @Test
  void tellsTheModelWhatBecameOfEachCall() {
    run();
    List<ToolExecutionResultMessage> told =
        model.asked.get(1).messages().stream()
            .filter(ToolExecutionResultMessage.class::isInstance)
            .map(ToolExecutionResultMessage.class::cast)
            .toList();
    assertThat(told)
        .extracting(ToolExecutionResultMessage::id)
        .containsExactly("c1", "c2", "c3", "c4");
    assertThat(told.get(0).text()).isEqualTo("order 7: 40.00, lost on the way");
    assertThat(told.get(1).text()).startsWith("Not executed: ").contains("not part of");
    assertThat(told.get(2).text()).startsWith("Not executed yet: ").contains("approval");
    assertThat(told.get(3).text()).startsWith("Not executed: ").contains("no such tool");
  }

  @Test
  void tellsTheModelTheResultOnceApproved() {
    run();
    assertThat(model.asked).hasSize(3);
    assertThat(model.asked.get(2).messages().toString())
        .contains("refundOrder was approved: 40.00 paid back for order 7");
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("deleteOrder      deny     allowlist.not_in_task")
        .contains("refundOrder      approve  permission.confirmation_required")
        .endsWith("model: Order 7 has been paid back." + System.lineSeparator());
  }

  @Test
  void needsAtMostTenLines() {
    assertThat(SourceLines.marked("langchain4j/LangChain4jExample.java", "governance"))
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(10);
  }
}
