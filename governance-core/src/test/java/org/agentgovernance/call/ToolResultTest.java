package org.agentgovernance.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tool reports of its use. */
class ToolResultTest {
  @Test
  void addsAmountsOfTheSameUnit() {
    ToolResult result = ToolResult.of("x").used("usd", "0.01").used("usd", "0.020").used("n", "1");
    assertThat(result.usage().amounts())
        .hasSize(2)
        .containsEntry("usd", new BigDecimal("0.030"))
        .containsEntry("n", BigDecimal.ONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "", "-1", "0x1", "1,5"})
  void refusesWhatIsNoAmount(String amount) {
    assertThatThrownBy(() -> ToolResult.of("x").used("usd", amount))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @Timeout(30)
  void addsNumbersOfAnySizeWithoutWritingThemOut() {
    ToolResult huge = ToolResult.of("x").used("usd", "1E+999999999").used("usd", "0.01");
    assertThat(huge.usage().amounts().get("usd")).isEqualTo(new BigDecimal("1E+999999999"));
    ToolResult tiny = ToolResult.of("x").used("usd", "5").used("usd", "1E-999999999");
    assertThat(tiny.usage().amounts().get("usd")).isEqualTo(new BigDecimal("5"));
  }
}
