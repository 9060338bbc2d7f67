package org.agentgovernance.condition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final Map<String, Object> USER = Conditions.map("accounts", List.of("A-1", "A-2"));

  private static Explanation explain(String source, Map<String, Object> args) {
    ConditionEnvironment environment =
        Conditions.refund().sensitive("args.card.number").sensitive("context.secret").build();
    Object[] values = {
      args, USER, Map.of("secret", "hunter2", "risk", 3L), java.time.Instant.EPOCH
    };
    return Condition.compile(source, environment).explain(index -> values[index]);
  }

  @Test
  void namesThePartThatDecidedWithItsValue() {
    Explanation explanation =
        explain(
            "args.account in user.accounts && args.amount <= 100.0",
            Conditions.map("account", "A-1", "amount", 250.0));

    assertThat(explanation.text()).isEqualTo("args.amount (250.0) <= 100.0 is false");
    assertThat(explanation.result()).isSameAs(ConditionResult.FALSE);
    assertThat(explanation.clauses()).hasSize(1);
    assertThat(explanation.clauses().get(0).offset()).isEqualTo(33);
  }

  @Test
  void namesAllPartsWhenAllWereNeeded() {
    Explanation explanation =
        explain(
            "args.account in user.accounts && args.amount <= 100.0",
            Conditions.map("account", "A-1", "amount", 50L));

    assertThat(explanation.text())
        .isEqualTo(
            "args.account (\"A-1\") in user.accounts ([\"A-1\", \"A-2\"]) is true"
                + " and args.amount (50.0) <= 100.0 is true");
  }

  @Test
  void looksThroughNotAndChoice() {
    Explanation explanation =
        explain(
            "!(args.amount > 10.0 ? args.account == 'A-9' : args.count > 5)",
            Conditions.map("account", "A-1", "amount", 50.0));

    assertThat(explanation.result().isTrue()).isTrue();
    assertThat(explanation.text())
        .isEqualTo(
            "args.amount (50.0) > 10.0 is true and args.account (\"A-1\") == 'A-9' is false");
  }

  @Test
  void saysWhatFailed() {
    Explanation explanation =
        explain("args.amount <= 100.0 && args.count > 1", Map.of("count", 3L));

    assertThat(explanation.result().isError()).isTrue();
    assertThat(explanation.text())
        .isEqualTo(
            "args.amount (missing) <= 100.0 failed: args.amount is not there; test with has() first");
  }

  @Test
  void neverShowsValuesOfSensitiveFields() {
    Map<String, Object> args =
        Conditions.map("card", Map.of("number", "4111111111111111"), "account", "secret");

    for (String source :
        List.of(
            "args.card.number == '4'",
            "args['card']['number'] == '4'",
            "args.card == {'number': '4'}",
            "dyn(args) == 1",
            "args[args.account] == '4'",
            "args.card[args.account].startsWith('4')",
            "cel.bind(c, args.card, c.number == '4')",
            "[args.card.number].exists(n, n == '4')",
            "context.secret == '4'",
            "context[args.account] == '4'",
            "context == {}",
            "size(args.card.number) == 3")) {
      String text = explain(source, args).text();
      assertThat(text).as(source).doesNotContain("4111").doesNotContain("hunter2");
      assertThat(explain(source, args).result().message()).doesNotContain("4111");
    }
    assertThat(explain("args.card.number == '4'", args).text())
        .isEqualTo("args.card.number (hidden) == '4' is false");
  }

  @Test
  void escapesAndCutsWhatItShows() {
    String text =
        explain("args.account == 'x'", Map.of("account", "a\n\u202e\"" + "b".repeat(500))).text();

    assertThat(text).doesNotContain("\n").doesNotContain("\u202e").hasSizeLessThan(200);
  }
}
