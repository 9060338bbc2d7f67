package org.agentgovernance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayBadInputTest {
  private static final String GOOD =
      "{\"type\":\"call\",\"session\":\"ok\",\"tool\":\"crm.account.read\",\"args\":{}}";

  @TempDir private Path temp;

  @BeforeEach
  void copySamples() {
    Cli.samples(temp);
  }

  private Cli.Run replay(byte[] lines) {
    Cli.Run run =
        Cli.feed(
            new ByteArrayInputStream(lines),
            "replay",
            "--manifest",
            temp.resolve("agent.manifest.json"),
            "--tools",
            temp.resolve("tools.json"),
            "--calls",
            "-");
    assertThat(run.code()).isZero();
    assertThat(run.err()).doesNotContain("\tat ");
    return run;
  }

  private Cli.Run replay(String lines) {
    return replay(lines.getBytes(StandardCharsets.UTF_8));
  }

  /** The error of a line, which must not end the replay and must not repeat the line. */
  private String error(String line) {
    Cli.Run run = replay(line + "\n" + GOOD + "\n");
    List<Map<String, @Nullable Object>> answers = run.answers();
    assertThat(answers).hasSize(2);
    assertThat(answers.get(0)).containsOnlyKeys("line", "error").containsEntry("line", 1L);
    assertThat(answers.get(1)).containsEntry("line", 2L).containsEntry("verdict", "deny");
    assertThat(run.out()).doesNotContain("SECRET");
    assertThat(run.err()).doesNotContain("SECRET").containsPattern("lines with errors +1\n");
    return String.valueOf(answers.get(0).get("error"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SECRET                                                        | not JSON",
        "{\"type\":\"call\",\"SECRET\"                                 | not JSON",
        "[\"SECRET\"]                                                  | must be a JSON object",
        "\"SECRET\"                                                    | must be a JSON object",
        "{}                                                            | \"type\" is missing",
        "{\"type\":7}                                                  | \"type\" must be a string",
        "{\"type\":\"SECRET\"}                                         | must be \"session\" or \"call\"",
        "{\"type\":\"call\",\"type\":\"call\"}                         | the same key twice",
        "{\"type\":\"call\",\"session\":\"a\",\"args\":{}}             | \"tool\" is missing",
        "{\"type\":\"call\",\"session\":\"a\",\"tool\":null,\"args\":{}} | \"tool\" is missing",
        "{\"type\":\"call\",\"session\":\"a\",\"tool\":[],\"args\":{}} | \"tool\" must be a string",
        "{\"type\":\"call\",\"session\":\"a\",\"tool\":\"t\"}          | \"args\" is missing",
        "{\"type\":\"call\",\"tool\":\"t\",\"args\":{}}                | \"session\" is missing",
        "{\"type\":\"call\",\"session\":\"\",\"tool\":\"t\",\"args\":{}} | \"session\" must be",
        "{\"type\":\"session\"}                                        | \"session\" is missing",
        "{\"type\":\"session\",\"session\":\"a\",\"user\":\"SECRET\"}  | \"user\" must be an object",
        "{\"type\":\"session\",\"session\":\"a\",\"user\":{}}          | \"user.id\" is missing",
        "{\"type\":\"session\",\"session\":\"a\",\"user\":{\"id\":\"\"}} | \"user.id\" must be",
        "{\"type\":\"session\",\"session\":\"a\",\"user\":{\"id\":\"u\",\"roles\":[1]}} | \"user.roles\" must be",
        "{\"type\":\"session\",\"session\":\"a\",\"user\":{\"id\":\"u\",\"roles\":\"x\"}} | \"user.roles\" must be",
        "{\"type\":\"session\",\"session\":\"a\",\"agent\":\"\"}       | \"agent\" must be",
        "{\"type\":\"session\",\"session\":\"a\",\"task\":1}           | \"task\" must be",
        "{\"type\":\"session\",\"session\":\"a\",\"at\":\"yesterday\"} | \"at\" must be a time",
        "{\"type\":\"session\",\"session\":\"a\",\"at\":\"+999999999-01-01T00:00:00Z\"} | \"at\" must be a time",
        "{\"type\":\"session\",\"session\":\"\\ud800\"}                | lone surrogate",
      })
  void answersALineThatIsNoRecordWithAnErrorAndGoesOn(String line, String error) {
    assertThat(error(line)).contains(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"callId\":1                          | \"callId\" must be a string",
        "\"version\":1                         | \"version\" must be a string",
        "\"resource\":[]                       | \"resource\" must be an object",
        "\"confidence\":2                      | \"confidence\" must be a number from 0 to 1",
        "\"confidence\":\"high\"               | \"confidence\" must be a number",
        "\"rationale\":{}                      | \"rationale\" must be a string",
        "\"approval\":\"maybe\"                | \"approval\" must be \"approve\" or \"reject\"",
        "\"approval\":true                     | \"approval\" must be a string",
        "\"at\":1763632800                     | \"at\" must be a string",
        "\"result\":\"SECRET\"                 | \"result\" must be an object",
        "\"result\":{\"error\":\"no\"}         | \"result.error\" must be true or false",
        "\"result\":{\"durationMs\":\"12\"}    | \"result.durationMs\" must be a number",
        "\"result\":{\"durationMs\":-1}        | \"result.durationMs\" must be 0 or more",
        "\"result\":{\"usage\":{\"usd\":\"-1\"}} | \"result.usage\" must be",
        "\"result\":{\"usage\":{\"usd\":\"1e999999999\"}} | \"result.usage\" must be",
        "\"result\":{\"usage\":{\"usd\":{}}}   | \"result.usage\" must be",
        "\"result\":{\"usage\":[]}             | \"result.usage\" must be an object",
        "\"result\":{\"output\":99999999999999999999} | an integer beyond",
      })
  void answersAFieldOfTheWrongTypeWithAnError(String field, String error) {
    assertThat(
            error("{\"type\":\"call\",\"session\":\"a\",\"tool\":\"t\",\"args\":{}," + field + "}"))
        .contains(error);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "null",
        "[]",
        "\"{}\"",
        "7",
        "{\"account\":\"a\",\"account\":\"b\"}",
        "{\"account\":12345678901234567890}",
        "{\"account\":\"\\udc00\"}"
      })
  void deniesACallWhoseArgumentsAreNoStrictObject(String args) {
    List<Map<String, @Nullable Object>> answers =
        replay(
                "{\"type\":\"call\",\"session\":\"a\",\"callId\":\"c\",\"args\":"
                    + args
                    + ",\"tool\":\"crm.account.read\"}\n")
            .answers();
    assertThat(answers)
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .containsEntry("callId", "c")
                    .containsEntry("verdict", "deny")
                    .containsEntry("executed", false)
                    .containsEntry("code", "schema.malformed_arguments"));
  }

  @Test
  void deniesArgumentsThatAreNestedTooDeepAndRefusesALineThatIs() {
    String call = "{\"type\":\"call\",\"session\":\"a\",\"tool\":\"crm.account.read\",\"args\":";
    String deep = "{\"a\":".repeat(100) + "1" + "}".repeat(100);
    assertThat(replay(call + deep + "}\n").answers().get(0))
        .containsEntry("code", "schema.malformed_arguments");
    assertThat(error(call + "[".repeat(100_000))).isNotEmpty();
    assertThat(error(call + "[".repeat(100_000) + "]".repeat(100_000) + "}")).isNotEmpty();
  }

  @Test
  void deniesAToolWithoutANameOrWithOneThatDoesNotExist() {
    for (String tool : List.of("", "no_such_tool", "crm.account.read ", "\u0430dmin")) {
      assertThat(
              replay("{\"type\":\"call\",\"session\":\"a\",\"tool\":\"" + tool + "\",\"args\":{}}")
                  .answers()
                  .get(0))
          .containsEntry("tool", tool)
          .containsEntry("code", "allowlist.unknown_tool");
    }
  }

  @Test
  void refusesALineThatIsTooLongAndFindsTheNext() {
    String padded = " ".repeat(5 << 20) + GOOD;
    assertThat(error(padded)).contains("more than 4194304 bytes");
    assertThat(error("{\"type\":\"" + "SECRET".repeat(1_000_000) + "\"}")).contains("more than");
  }

  @Test
  void refusesALineThatIsNotUtf8() throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    lines.writeBytes(GOOD.replace("{}", "{\"account\":\"_\"}").getBytes(StandardCharsets.UTF_8));
    byte[] bytes = lines.toByteArray();
    bytes[new String(bytes, StandardCharsets.UTF_8).indexOf('_')] = (byte) 0xc0;
    assertThat(replay(bytes).answers().get(0))
        .containsEntry("error", "the line is not valid UTF-8");
    byte[] binary = new byte[100_000];
    for (int i = 0; i < binary.length; i++) {
      binary[i] = (byte) (i * 31);
    }
    assertThat(replay(binary).answers()).allSatisfy(line -> assertThat(line).containsKey("error"));
  }

  @Test
  void readsAByteOrderMarkLineEndsOfWindowsAndAMissingLastLineEnd() {
    assertThat(replay("\ufeff" + GOOD + "\r\n" + GOOD).answers())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).containsKey("verdict"));
    assertThat(replay("").out()).isEmpty();
    assertThat(replay("\n\n").out()).isEmpty();
  }

  @Test
  void keepsToTheFirstDeclarationOfASession() {
    String first = "{\"type\":\"session\",\"session\":\"s\",\"task\":\"refund\"}\n";
    String second = first.replace("refund", "none");
    String call = GOOD.replace("\"ok\"", "\"s\"").replace("{}", "{\"account\":\"A\"}") + "\n";
    List<Map<String, @Nullable Object>> answers = replay(first + second + call + second).answers();
    assertThat(answers.get(0).get("error")).asString().contains("declared before, in line 1");
    assertThat(answers.get(1)).containsEntry("code", "permission.no_rule");
    assertThat(answers.get(2).get("error")).asString().contains("declared before, in line 1");
    assertThat(replay(call + first).answers().get(1).get("error"))
        .asString()
        .contains("was used before this line");
  }

  @Test
  void deniesTheCallsOfASessionWhoseLineWasMalformed() {
    String bad = "{\"type\":\"session\",\"session\":\"s\",\"task\":7}\n";
    String good = bad.replace("7", "\"refund\"");
    String call = GOOD.replace("\"ok\"", "\"s\"") + "\n";
    List<Map<String, @Nullable Object>> answers = replay(bad + call + good + call).answers();
    assertThat(answers.get(0)).containsKey("error");
    assertThat(answers.get(1))
        .containsEntry("verdict", "deny")
        .containsEntry("code", "session.closed")
        .containsEntry("interceptor", "replay");
    assertThat(answers.get(2)).containsEntry("code", "schema.invalid_arguments");
  }

  @Test
  void warnsOnceOfEachKeyThatTheContractDoesNotKnow() {
    String call =
        GOOD.replace("\"args\"", "\"aproval\":\"approve\",\"x\\u001b\":1,\"args\"") + "\n";
    Cli.Run run = replay(call + call + call.replace("}}", "},\"result\":{\"outptu\":1}}"));
    assertThat(run.answers()).hasSize(3);
    assertThat(run.err().lines().filter(line -> line.startsWith("warning: ")))
        .hasSize(3)
        .anyMatch(
            line -> line.contains("line 1: key \"aproval\"") && line.contains("\"approval\"?"))
        .anyMatch(line -> line.contains("key \"x\\u001b\""))
        .anyMatch(line -> line.contains("line 3: key \"outptu\" of a result"));
  }
}
