package org.agentgovernance.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import org.agentgovernance.budget.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetSectionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"window\": \"P30D\"                                | PT720H",
        "\"window\": \"week\"                                | week Z",
        "\"window\": \"month\", \"zone\": \"Europe/Berlin\"  | month Europe/Berlin",
        "\"window\": \"P1D\", \"sliding\": true              | sliding PT24H",
        "\"window\": \"P1D\", \"sliding\": false             | PT24H"
      })
  void readsEveryKindOfWindow(String keys, String window) {
    assertThat(budget(keys).window()).hasToString(window);
  }

  @Test
  void countsForGoodWithoutAWindow() {
    assertThat(budget("").window()).isEqualTo(Window.total());
  }

  @Test
  void readsAlertsAndTheAllowance() {
    ManifestModel.Budget budget =
        budget("\"alerts\": [0.8, 0.5], \"whenUnavailable\": {\"allow\": \"2.5\"}");
    assertThat(budget.alerts()).containsExactly(new BigDecimal("0.8"), new BigDecimal("0.5"));
    assertThat(budget.allowance()).isEqualByComparingTo("2.5");
    assertThat(budget("\"whenUnavailable\": \"deny\"").allowance()).isNull();
  }

  @Test
  void countsModelsUnlessItCountsCallsOrNamesTools() {
    assertThat(budget("").models()).containsExactly("*");
    assertThat(budget("").tools()).containsExactly("a", "b");
    assertThat(budget("\"match\": {\"tools\": [\"a\"]}").models()).isEmpty();
    assertThat(budget("\"match\": {\"model\": [\"m-*\"]}").models()).containsExactly("m-*");
    assertThat(budget("\"match\": {\"model\": [\"m-*\"]}").tools()).isEmpty();
    assertThat(budget("\"match\": {\"model\": [\"m\"], \"tools\": [\"a\"]}").tools())
        .containsExactly("a");
    assertThat(read("calls", "").models()).isEmpty();
    assertThat(read("steps", "").models()).containsExactly("*");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"window\": \"year\"                        | must be a duration",
        "\"window\": \"day\", \"zone\": \"Berlin\"   | must be a time zone such as Europe/Berlin",
        "\"window\": \"day\", \"sliding\": true      | only a window that is a duration can slide",
        "\"window\": \"P1D\", \"zone\": \"UTC\"      | only day, week and month have a zone",
        "\"zone\": \"UTC\"                           | only day, week and month have a zone",
        "\"sliding\": true                           | needs \"window\", the length that slides",
        "\"window\": \"PT0.5S\", \"sliding\": true   | a window is between PT1S and P36500D",
        "\"window\": 5                               | must be a string",
        "\"alerts\": [0]                             | must hold numbers above 0 and at most 1",
        "\"alerts\": [1.5]                           | must hold numbers above 0 and at most 1",
        "\"alerts\": [\"0.5\"]                       | must hold numbers above 0 and at most 1",
        "\"alerts\": 0.5                             | must be an array",
        "\"whenUnavailable\": \"permit\"             | must be \"deny\" or {\"allow\": amount}",
        "\"whenUnavailable\": {}                     | needs \"allow\"",
        "\"whenUnavailable\": {\"allow\": \"0\"}     | must be above 0",
        "\"whenUnavailable\": {\"allow\": 3}         | must be a decimal in quotation marks",
        "\"whenUnavailable\": {\"allov\": \"3\"}     | unknown key \"allov\"",
        "\"match\": {\"model\": []}                  | needs at least one entry"
      })
  void saysWhatIsWrong(String keys, String message) {
    ManifestException e = catchThrowableOfType(ManifestException.class, () -> budget(keys));
    assertThat(e).as(keys).isNotNull();
    assertThat(e.getMessage()).contains(message);
  }

  private static ManifestModel.Budget budget(String keys) {
    return read("usd", keys);
  }

  private static ManifestModel.Budget read(String unit, String keys) {
    return Manifest.parse(
            """
            {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
             "metadata": {"name": "n", "version": "1"}, "agent": {"id": "a"},
             "catalog": {"unsigned": true},
             "tools": [{"name": "a", "version": "1", "effect": "read", "inputSchema": true},
                       {"name": "b", "version": "1", "effect": "write", "inputSchema": true}],
             "budgets": [{"id": "b", "per": ["user"], "unit": "%s", "limit": "5"%s}]}
            """
                .formatted(unit, keys.isEmpty() ? "" : ", " + keys),
            "m.json")
        .model()
        .budgets()
        .get(0);
  }
}
