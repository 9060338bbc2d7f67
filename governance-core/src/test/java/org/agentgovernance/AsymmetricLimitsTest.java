package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.decision.ReasonCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads and changes are limited apart, each by a limit of its own. */
class AsymmetricLimitsTest {
  private static final String BUDGETS =
      """
      "budgets": [
        {"id": "searches", "per": ["user"], "match": {"effect": ["read"]}, "unit": "calls",
         "limit": "500", "window": "day"},
        {"id": "changes", "per": ["user"], "match": {"effect": ["write", "irreversible"]},
         "unit": "calls", "limit": "5", "window": "day"}]
      """;
  private static final String RATES =
      """
      "rates": [
        {"id": "searches", "effect": ["read"], "permits": 500, "per": "P1D", "each": ["user"]},
        {"id": "changes", "effect": ["write", "irreversible"], "permits": 5, "per": "P1D",
         "each": ["user"]}]
      """;

  @ParameterizedTest
  @ValueSource(strings = {BUDGETS, RATES})
  void fiveHundredSearchesAndFiveModificationsADay(String limits) {
    AtomicInteger ran = new AtomicInteger();
    try (Harbour harbour =
        new Harbour(
            Harbour.manifest(
                limits,
                "\"name\": \"find\", \"effect\": \"read\"",
                "\"name\": \"list\", \"effect\": \"read\"",
                "\"name\": \"save\", \"effect\": \"write\"",
                "\"name\": \"move\", \"effect\": \"write\""),
            b ->
                b.tool("find", args -> ran.incrementAndGet())
                    .tool("list", args -> ran.incrementAndGet())
                    .tool("save", args -> ran.incrementAndGet())
                    .tool("move", args -> ran.incrementAndGet()))) {
      ReasonCode code =
          limits.equals(RATES) ? ReasonCode.RATE_EXCEEDED : ReasonCode.BUDGET_EXCEEDED;
      for (int day = 0; day < 2; day++) {
        ran.set(0);
        Session ann = harbour.session("ann");
        int searches = 0;
        int changes = 0;
        for (int i = 0; i < 600; i++) {
          CallResult read = ann.call(i % 2 == 0 ? "find" : "list", Map.of());
          CallResult write = ann.call(i % 3 == 0 ? "save" : "move", Map.of());
          searches += read.succeeded() ? 1 : 0;
          changes += write.succeeded() ? 1 : 0;
          assertThat(read.code()).isEqualTo(i < 500 ? ReasonCode.PERMITTED : code);
          assertThat(write.code()).isEqualTo(i < 5 ? ReasonCode.PERMITTED : code);
        }
        assertThat(searches).isEqualTo(500);
        assertThat(changes).isEqualTo(5);
        assertThat(ran).hasValue(505);
        Session ben = harbour.session("ben");
        assertThat(ben.call("save", Map.of()).succeeded()).as("another user").isTrue();
        harbour.clock.advance(Duration.ofDays(1));
      }
    }
  }
}
