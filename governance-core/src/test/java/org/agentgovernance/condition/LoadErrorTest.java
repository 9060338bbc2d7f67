package org.agentgovernance.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadErrorTest {
  @Test
  void showsLineColumnCaretAndSuggestionForAMisspeltField() {
    ConditionException e =
        catchThrowableOfType(
            ConditionException.class,
            () -> Conditions.refund("args.account == 'A' &&\n  args.amont <= 100.0"));

    ConditionProblem problem = e.problems().get(0);
    assertThat(problem.code()).isEqualTo("condition.unknown_field");
    assertThat(problem.line()).isEqualTo(2);
    assertThat(problem.column()).isEqualTo(8);
    assertThat(problem.offset()).isEqualTo(30);
    assertThat(problem.length()).isEqualTo(5);
    assertThat(problem.suggestion()).isEqualTo("did you mean 'amount'?");
    assertThat(e)
        .hasMessage(
            "2:8: condition.unknown_field: unknown field 'amont'\n"
                + "    args.amont <= 100.0\n"
                + "         ^~~~~\n"
                + "  did you mean 'amount'?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "arg.amount > 1.0 ; condition.unknown_variable ; did you mean 'args'?",
        "args['amont'] > 1.0 ; condition.unknown_field ; did you mean 'amount'?",
        "has(args.amont) ; condition.unknown_field ; did you mean 'amount'?",
        "args.account.startWith('A') ; condition.unknown_function ; did you mean 'startsWith'?",
        "startsWith(args.account, 'A') ; condition.unknown_function ; write string.startsWith(string)",
        "math.gratest(1, 2) == args.count ; condition.unknown_function ; did you mean 'math.greatest'?",
        "args.reason == 'duplicat' ; condition.value_not_in_enum ; did you mean 'duplicate'?",
        "args.reason in ['damaged', 'lost'] ; condition.value_not_in_enum ; it is one of: duplicate, damaged",
        "args.amount == null ; condition.type ; a missing field is tested with has()",
        "args.amount > '100' ; condition.type ; leave out the quotes, or convert with string(…)",
        "args.account > 100 ; condition.type ; convert the text, for example double(…)",
        "args.amount + args.count > 1.0 ; condition.type ; convert one side with double(…)",
        "args.amount ; condition.not_boolean ; compare the value with something",
        "args.amount <= 100.0 || true ; condition.always_true ; leave the condition out",
        "1 > 2 ; condition.always_false ; remove the rule",
        "args.amount <= 100.0 && 'a' == 'b' ; condition.always_false ; remove the rule",
        "args.account matches 'x' ; condition.syntax ; ",
        "args.amount < 1.0 and args.count > 1 ; condition.syntax ; write &&",
        "args.amount = 1.0 ; condition.syntax ; did you mean '=='?",
        "args.amount < 1e400 ; condition.syntax ; ",
        "args.count < 9223372036854775808 ; condition.syntax ; ",
        "args.account == 'A ; condition.syntax ; ",
        "args.?amount < 1.0 ; condition.unsupported ; ",
        "Refund{amount: 1.0} == args ; condition.unsupported ; ",
        "args.account.matches(user.id) ; condition.unsupported ; ",
        "args.account.matches('(a') ; condition.pattern ; ",
        "args.account.matches('((a{500}){500}){500}') ; condition.pattern ; ",
        "now > timestamp('2026-13-01T00:00:00Z') ; condition.always_fails ; ",
        "now.getHours('Mars/Base') > 3 ; condition.type ; write a name such as Europe/Berlin or an offset such as +02:00",
        "args.count / 0 > 1 && 1 / 0 > 1 ; condition.always_fails ; ",
        "!args.account ; condition.type ; ",
        "args.card.foo == 'a' ; condition.unknown_field ; ",
        "args.lines.all(l, l.prize > 1.0) ; condition.unknown_field ; did you mean 'price'?",
        "args.lines.all(1, true) ; condition.syntax ; ",
        "args.amount ? true : false ; condition.type ; ",
      })
  void refusesAtLoad(String source, String code, String suggestion) {
    ConditionProblem problem = Conditions.problem(source);

    assertThat(problem.code()).as(problem.toString()).isEqualTo(code);
    if (suggestion != null) {
      assertThat(problem.suggestion()).isEqualTo(suggestion);
    }
    assertThat(problem.offset() + problem.length()).isLessThanOrEqualTo(source.length());
  }

  @Test
  void reportsAllProblemsAtOnce() {
    ConditionException e =
        catchThrowableOfType(
            ConditionException.class,
            () -> Conditions.refund("args.amont > 1.0 && usr.id == 'a' && args.count == 'b'"));

    assertThat(e.problems())
        .extracting(ConditionProblem::code)
        .containsExactly("condition.unknown_field", "condition.unknown_variable", "condition.type");
    assertThat(e.code()).isEqualTo("condition.unknown_field");
  }

  @Test
  void refusesWhatCostsTooMuchAndAcceptsItOnceTheListIsBounded() {
    String source = "x.all(a, x.all(b, x.all(c, a + b + c > 0)))";
    ConditionType unbounded = ConditionType.list(ConditionType.INT);
    ConditionType bounded = unbounded.withMaxSize(20);

    ConditionProblem problem =
        Conditions.problem(source, ConditionEnvironment.builder().variable("x", unbounded).build());
    assertThat(problem.code()).isEqualTo("condition.cost");
    assertThat(problem.suggestion()).contains("maxItems");
    Condition accepted =
        Condition.compile(source, ConditionEnvironment.builder().variable("x", bounded).build());
    assertThat(accepted.cost()).isBetween(20L * 20 * 20, 20L * 20 * 20 * 20);
  }

  @Test
  void countsColumnsInCharactersNotUtf16Units() {
    ConditionProblem problem = Conditions.problem("'\ud83d\ude00' == args.amont");

    assertThat(problem.offset()).isEqualTo(13);
    assertThat(problem.column()).isEqualTo(13);
  }

  @Test
  void keepsControlAndDirectionCharactersOutOfMessages() {
    ConditionException e =
        catchThrowableOfType(
            ConditionException.class, () -> Conditions.refund("args.amont == '\u202e\u001b[31m'"));

    assertThat(e.getMessage()).doesNotContain("\u202e").doesNotContain("\u001b");
  }

  @Test
  void leavesAClosedObjectOnlyWhereTheSchemaOrDeclarationSaysSo() {
    ConditionEnvironment open =
        ConditionEnvironment.builder()
            .variable("user", ConditionType.object(Map.of("id", ConditionType.STRING), true))
            .build();

    assertThat(Condition.compile("user.other == 1", open).test(i -> Map.of("other", 1L)).isTrue())
        .isTrue();
    assertThat(Conditions.problem("user.other == 1").code()).isEqualTo("condition.unknown_field");
    assertThat(List.of(Conditions.problem("user.ID == 'a'").suggestion()))
        .containsExactly("did you mean 'id'?");
  }
}
