package org.agentgovernance.examples.springai;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agentgovernance.examples.SourceLines;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;

class SpringAiExampleTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Orders orders = new Orders();
  private final ScriptedChatModel model = SpringAiExample.script();

  private void run() {
    SpringAiExample.run(new PrintStream(printed, true, StandardCharsets.UTF_8), orders, model);
  }

  @Test
  void runsWhatIsPermittedAndWhatIsApprovedAndNothingElse() {
    run();
    assertThat(orders.ran).containsExactly("readOrder", "refundOrder");
  }

  @Test
  void tellsTheModelWhatBecameOfEachCall() {
    run();
    List<ToolResponse> told =
        model.asked.get(1).getInstructions().stream()
            .filter(ToolResponseMessage.class::isInstance)
            .flatMap(message -> ((ToolResponseMessage) message).getResponses().stream())
            .toList();
    assertThat(told).extracting(ToolResponse::id).containsExactly("c1", "c2", "c3", "c4");
    assertThat(told.get(0).responseData()).isEqualTo("\"order 7: 40.00, lost on the way\"");
    assertThat(told.get(1).responseData()).startsWith("Not executed: ").contains("not part of");
    assertThat(told.get(2).responseData()).startsWith("Not executed yet: ").contains("approval");
    assertThat(told.get(3).responseData()).startsWith("Not executed: ").contains("no such tool");
  }

  @Test
  void tellsTheModelTheResultOnceApproved() {
    run();
    assertThat(model.asked).hasSize(3);
    assertThat(model.asked.get(2).getInstructions().toString())
        .contains("refundOrder was approved: ")
        .contains("40.00 paid back for order 7");
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("deleteOrder      deny     allowlist.not_in_task")
        .contains("refundOrder      approve  permission.confirmation_required")
        .endsWith("model: Order 7 has been paid back." + System.lineSeparator());
  }

  @Test
  void needsAtMostTenLines() {
    assertThat(SourceLines.marked("springai/SpringAiExample.java", "governance"))
        .isNotEmpty()
        .hasSizeLessThanOrEqualTo(10);
  }
}
