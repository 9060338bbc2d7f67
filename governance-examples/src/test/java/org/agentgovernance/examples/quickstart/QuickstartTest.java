package org.agentgovernance.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agentgovernance.examples.SourceLines;
import org.junit.jupiter.api.Test;

class QuickstartTest {
  @Test
  void printsWhatTheModelReadsOfFourCalls() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      Quickstart.main(new String[0]);
    } finally {
      System.setOut(before);
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "order 7: 40.00, shipped",
            "refunded 40",
            "Not executed yet: This call waits for a person's approval. Do not repeat it; say that"
                + " it is waiting.",
            "allowlist.unknown_tool: allowlist: tool \"order.delete\" is not listed in the"
                + " manifest");
  }

  @Test
  void isShort() throws Exception {
    assertThat(SourceLines.marked("quickstart/Quickstart.java", "quickstart"))
        .hasSizeLessThanOrEqualTo(20);
    Path manifest = Path.of(Quickstart.class.getResource("agent.manifest.json").toURI());
    assertThat(Files.readAllLines(manifest)).hasSizeLessThanOrEqualTo(20);
  }
}
