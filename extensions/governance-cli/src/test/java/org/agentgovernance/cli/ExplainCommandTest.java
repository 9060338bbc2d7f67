package org.agentgovernance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandTest {
  @TempDir private Path temp;

  @BeforeEach
  void copySamples() {
    Cli.samples(temp);
  }

  private Object[] words(String tool, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "explain",
                "--manifest",
                temp.resolve("agent.manifest.json"),
                "--tools",
                temp.resolve("tools.json"),
                "--tool",
                tool));
    words.addAll(List.of(more));
    return words.toArray();
  }

  private Cli.Run explain(String tool, Object... more) {
    return Cli.run(words(tool, more));
  }

  @Test
  void showsEveryControlWithRulePlaceAndCounters() {
    Cli.Run run =
        explain(
            "payments.refund", "--args", "{\"account\":\"A-1\",\"amount\":42}", "--task", "refund");
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("payments.refund: permit (permitted)\n")
        .containsSubsequence("identity", "allowlist", "catalog", "schema", "permission", "budget")
        .containsPattern("rule small-refund at\\s+\\S*agent\\.manifest\\.json:\\d+:\\d+")
        .contains("daily-refunds: 5 of 5 left")
        .containsSubsequence("For the operator", "For the model")
        .doesNotContain("not reached");
    assertThat(run.out().lines()).noneMatch(line -> line.endsWith(" "));
  }

  @Test
  void showsWhatWasNotReachedBehindADenial() {
    Cli.Run run = explain("payments.refund", "--args", "{\"account\":1}", "--task", "refund");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("payments.refund: deny (schema.invalid_arguments)")
        .containsPattern("(?s)schema +deny\n.*permission +\\S+ +\\(not reached\\)");
  }

  @Test
  void keepsRulesOutOfTheTextForTheModel() {
    String out = explain("payments.refund", "--args", "{\"account\":\"A\",\"amount\":9000}").out();
    String forModel = out.substring(out.indexOf("For the model"));
    assertThat(forModel).doesNotContain("no-fortunes").doesNotContain("5000");
    assertThat(out.substring(0, out.indexOf("For the model"))).contains("no-fortunes");
  }

  @Test
  void usesTheUserItsRolesAndItsAttributes() {
    Object[] call = {"--args", "{\"account\":\"A-1\"}", "--task", "refund"};
    assertThat(explain("crm.account.read", call).out()).contains("crm.account.read: deny");
    assertThat(
            explain(
                    "crm.account.read",
                    "--args",
                    "{\"account\":\"A-1\"}",
                    "--task",
                    "refund",
                    "--user",
                    "u1",
                    "--roles",
                    "customer,vip",
                    "--user-attributes",
                    "{\"accounts\":[\"A-1\"]}")
                .out())
        .contains("crm.account.read: permit");
  }

  @Test
  void answersInJson() {
    Cli.Run run =
        explain(
            "payments.refund",
            "--args",
            "{\"account\":\"A\",\"amount\":900}",
            "--task",
            "refund",
            "--json");
    Map<String, @Nullable Object> json = Json.parseObject(run.out().strip());
    assertThat(json).containsOnlyKeys("tool", "decision", "controls");
    assertThat(Json.object(json.get("decision")))
        .containsEntry("verdict", "approve")
        .containsEntry("rule", "large-refund")
        .containsKeys("code", "interceptor", "place", "operator", "model");
    assertThat((List<?>) json.get("controls"))
        .hasSizeGreaterThan(6)
        .allSatisfy(
            step -> assertThat(Json.object(step)).containsKeys("verdict", "reached", "counters"));
  }

  @Test
  void takesArgumentsFromAFileOrFromStandardInput() {
    String args = "{\"account\":\"Ä-1\",\"amount\":42}";
    Path file = Cli.write(temp.resolve("args.json"), args);
    String plain = explain("payments.refund", "--args", args, "--task", "refund").out();
    assertThat(plain).contains("permit");
    assertThat(explain("payments.refund", "--args", "@" + file, "--task", "refund").out())
        .isEqualTo(plain);
    assertThat(Cli.feed(args, words("payments.refund", "--args", "-", "--task", "refund")).out())
        .isEqualTo(plain);
  }

  @Test
  void explainsWhyMalformedArgumentsAreDenied() {
    for (String args : List.of("[1]", "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "nonsense")) {
      Cli.Run run = explain("payments.refund", "--args", args, "--task", "refund");
      assertThat(run.code()).isZero();
      assertThat(run.out()).contains("deny (schema.malformed_arguments)");
    }
  }

  @Test
  void makesTheControlCharactersOfAToolNameVisible() {
    Cli.Run run = explain("evil\u001b[2J\u202e", "--args", "{}");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("evil\\u001b[2J\\u202e")
        .contains("allowlist.unknown_tool")
        .doesNotContain("\u001b")
        .doesNotContain("\u202e");
  }

  @Test
  void refusesOptionsThatCannotBeUsed() {
    assertThat(explain("crm.account.read", "--args", "@" + temp.resolve("none")).code())
        .isEqualTo(2);
    assertThat(explain("crm.account.read", "--args", "@" + temp).err()).contains("is a directory");
    assertThat(explain("crm.account.read", "--resource", "[]").code()).isEqualTo(2);
    assertThat(explain("crm.account.read", "--context", "{").code()).isEqualTo(2);
    assertThat(explain("crm.account.read", "--roles", "a").err()).contains("need --user");
    assertThat(explain("crm.account.read", "--user", "").code()).isEqualTo(2);
    assertThat(explain("crm.account.read", "--agent", "").code()).isEqualTo(2);
  }
}
