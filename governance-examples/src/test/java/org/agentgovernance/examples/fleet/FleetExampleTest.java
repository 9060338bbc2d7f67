package org.agentgovernance.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetExampleTest {
  @Test
  void theSixthWriteIsRefusedWhicheverProcessAsks() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FleetExample.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(8);
    assertThat(lines.subList(1, 6))
        .containsExactly(
            "process A, write 1: changed order 1",
            "process B, write 2: changed order 2",
            "process A, write 3: changed order 3",
            "process A, write 4: changed order 4",
            "process B, write 5: changed order 5");
    assertThat(lines.get(6))
        .startsWith("process B, write 6: REFUSED budget.exceeded")
        .contains("0 left of 5");
    assertThat(lines.get(7))
        .startsWith("process A, write 7: REFUSED budget.exceeded")
        .contains("0 left of 5");
  }
}
