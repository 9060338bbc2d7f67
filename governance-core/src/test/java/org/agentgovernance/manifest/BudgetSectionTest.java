package org.agentgovernance.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import org.agentgovernance.budget.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        "\"window\": \"year\"                        | must be \"day\", \"week\", \"month\" or",
        "\"window\": \"dey\"                         | did you mean \"day\"?",
        "\"window\": \"P1M\"                         | must be \"day\", \"week\", \"month\" or",
        "\"whenUnavailable\": {\"allow\": \"5.1\"}   | must be at most the limit, 5",
        "\"whenUnavailable\": {\"allow\": \"0.0000001\"} | must have at most 6 digits",
        "\"window\": \"day\", \"zone\": \"Berlin\"   | must be a time zone such as Europe/Berlin",
        "\"window\": \"day\", \"sliding\": true      | only a window that is a duration can slide",
        "\"window\": \"P1D\", \"zone\": \"UTC\"      | only day, week and month have a zone",
        "\"zone\": \"UTC\"                           | only day, week and month have a zone",
        "\"sliding\": true                           | needs \"window\", the length that slides",
        "\"window\": \"PT0.5S\", \"sliding\": true   | a window is between PT1S and P36500D",
        "\"window\": 5                               | must be \"day\", \"week\", \"month\" or",
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

  @ParameterizedTest
  @CsvSource({
    "call, calls",
    "Calls, calls",
    "step, steps",
    "TOKENS, tokens",
    "token, tokens",
    "Tokens.In, tokens.in",
    "USD, usd",
    "EUR, eur"
  })
  void refusesAUnitThatNobodyReports(String unit, String meant) {
    assertThatThrownBy(() -> read(unit, ""))
        .hasMessageContaining("budgets[0].unit: \"" + unit + "\" is no unit")
        .hasMessageContaining("did you mean \"" + meant + "\"?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu-seconds", "GPU", "pages", "tokens.cached", "usd", "Credits"})
  void takesUnitsOfOnesOwn(String unit) {
    assertThat(read(unit, "").unit()).isEqualTo(unit);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9000000000001             | must be at most 9000000000000",
        "0.0000001                 | must have at most 6 digits after the point",
        "-1                        | must be above 0",
        "0                         | must be above 0",
        "1e3                       | must be above 0, in digits",
        "1E+999999999              | must be above 0, in digits",
        "NaN                       | must be a decimal in quotation marks",
        "Infinity                  | must be a decimal in quotation marks"
      })
  void refusesALimitThatCannotBeCounted(String limit, String message) {
    assertThatThrownBy(() -> parse("", "\"per\": [\"user\"], \"unit\": \"usd\"", limit))
        .hasMessageContaining("budgets[0].limit: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"call\", \"user\"]                          | \"call\" stands alone",
        "[\"call\"], \"window\": \"day\"                | budgets[0].window: a budget per call",
        "[\"call\"], \"alerts\": [0.5]                 | budgets[0].alerts: a budget per call",
        "[\"call\"], \"whenUnavailable\": \"deny\"      | whenUnavailable: a budget per call",
        "[\"usr\"]                                    | did you mean \"user\"?",
        "[]                                           | needs \"per\"",
        "\"user\"                                     | must be an array"
      })
  void saysWhatABudgetCannotBePer(String per, String message) {
    assertThatThrownBy(() -> parse("", "\"unit\": \"usd\", \"per\": " + per, "5"))
        .hasMessageContaining(message)
        .satisfies(
            e -> assertThat(((ManifestException) e).problems()).doesNotHaveDuplicates().hasSize(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"calls\": \"3\"                        | a call always counts as one of \"calls\"",
        "\"steps\": \"3\"                        | a call always counts as one of \"steps\"",
        "\"USD\": \"3\"                          | did you mean \"usd\"?",
        "\"\": \"3\"                             | needs a unit for each amount",
        "\"usd\": \"99999999999999\"             | must be at most 9000000000000 usd",
        "\"usd\": \"-3\"                         | must be above 0"
      })
  void refusesEstimatesThatWouldNotCount(String estimate, String message) {
    assertThatThrownBy(
            () -> parse("{" + estimate + "}", "\"per\": [\"user\"], \"unit\": \"usd\"", "5"))
        .hasMessageContaining("tools[0].estimate")
        .hasMessageContaining(message);
  }

  private static ManifestModel.Budget parse(String estimate, String keys, String limit) {
    return Manifest.parse(
            """
            {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
             "metadata": {"name": "n", "version": "1"}, "agent": {"id": "a"},
             "catalog": {"unsigned": true},
             "tools": [{"name": "a", "version": "1", "effect": "read", "inputSchema": true%s}],
             "budgets": [{"id": "b", "limit": "%s", %s}]}
            """
                .formatted(estimate.isEmpty() ? "" : ", \"estimate\": " + estimate, limit, keys),
            "m.json")
        .model()
        .budgets()
        .get(0);
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
