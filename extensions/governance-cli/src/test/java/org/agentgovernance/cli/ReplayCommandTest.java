package org.agentgovernance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agentgovernance.audit.AuditVerifier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of replay: which line is answered how. */
class ReplayCommandTest {
  private static final String SESSION =
      "{\"type\":\"session\",\"session\":\"s\",\"task\":\"refund\",\"user\":{\"id\":\"u1\","
          + "\"accounts\":[\"A\"]},\"at\":\"2026-11-20T10:00:00Z\"}\n";

  @TempDir private Path temp;

  @BeforeEach
  void copySamples() {
    Cli.samples(temp);
  }

  private Object[] words(Object calls, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "replay",
                "--manifest",
                temp.resolve("agent.manifest.json"),
                "--tools",
                temp.resolve("tools.json"),
                "--calls",
                calls));
    words.addAll(List.of(more));
    return words.toArray();
  }

  private Cli.Run replay(String lines) {
    Cli.Run run = Cli.feed(lines, words("-"));
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  private static String read(String more) {
    return "{\"type\":\"call\",\"session\":\"s\",\"tool\":\"crm.account.read\","
        + "\"args\":{\"account\":\"A\"}"
        + (more.isEmpty() ? "" : "," + more)
        + "}\n";
  }

  private static String refund(double amount, String more) {
    return "{\"type\":\"call\",\"session\":\"s\",\"tool\":\"payments.refund\","
        + "\"args\":{\"account\":\"A\",\"amount\":"
        + amount
        + "}"
        + (more.isEmpty() ? "" : "," + more)
        + "}\n";
  }

  private static String answer(Map<String, @Nullable Object> line) {
    return line.get("verdict")
        + " "
        + (Boolean.TRUE.equals(line.get("executed")) ? "executed" : "not executed")
        + " "
        + line.get("code");
  }

  private List<String> answers(String lines) {
    return replay(lines).answers().stream().map(ReplayCommandTest::answer).toList();
  }

  @Test
  void answersEachCallInOrderWithTheKeysOfTheContract() {
    Cli.Run run = Cli.run(words(temp.resolve("calls.jsonl")));
    assertThat(run.code()).isZero();
    assertThat(run.out().lines().findFirst().orElseThrow())
        .matches(
            "\\{\"line\":2,\"session\":\"s1\",\"callId\":\"c1\",\"tool\":\"crm.account.read\","
                + "\"verdict\":\"permit\",\"executed\":true,\"code\":\"permitted\","
                + "\"interceptor\":\"permission\",\"rule\":\"own-accounts\","
                + "\"message\":\"[^\"]+\"\\}");
    assertThat(run.answers())
        .allSatisfy(
            line ->
                assertThat(line)
                    .containsOnlyKeys(
                        "line",
                        "session",
                        "callId",
                        "tool",
                        "verdict",
                        "executed",
                        "code",
                        "interceptor",
                        "rule",
                        "message"))
        .extracting(line -> line.get("line"))
        .containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L);
    assertThat(run.answers())
        .extracting(ReplayCommandTest::answer)
        .containsExactly(
            "permit executed permitted",
            "permit executed permitted",
            "approve executed permitted",
            "deny not executed approval.rejected",
            "approve not executed permission.approval_required",
            "deny not executed permission.no_rule",
            "deny not executed allowlist.unknown_tool");
    assertThat(run.answers().get(6)).containsEntry("rule", null);
    assertThat(run.err()).contains("calls").contains("rules that decided");
    assertThat(run.err().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void writesTheSameBytesToAFileAndInEveryRun() throws Exception {
    byte[] first =
        Cli.run(words(temp.resolve("calls.jsonl"))).out().getBytes(StandardCharsets.UTF_8);
    Path out = temp.resolve("answers.jsonl");
    Cli.Run run = Cli.run(words(temp.resolve("calls.jsonl"), "--out", out));
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(Files.readAllBytes(out)).isEqualTo(first);
  }

  @Test
  void answersACallOfASessionThatWasNeverDeclared() {
    assertThat(replay("\n  \r\n" + read("")).answers())
        .singleElement()
        .satisfies(
            line ->
                assertThat(line)
                    .containsEntry("line", 3L)
                    .containsEntry("callId", null)
                    .containsEntry("verdict", "deny")
                    .containsEntry("code", "permission.no_rule"));
  }

  @Test
  void runsBudgetsOnRecordedTimeThatNeverGoesBack() {
    StringBuilder lines = new StringBuilder(SESSION);
    for (int i = 1; i <= 6; i++) {
      lines.append(refund(i, "\"at\":\"2026-11-20T23:00:00Z\""));
    }
    lines.append(refund(7, "\"at\":\"2026-11-21T00:00:01+00:00\""));
    lines.append(refund(8, "\"at\":\"2026-11-20T23:00:00Z\""));
    Cli.Run run = replay(lines.toString());
    assertThat(run.answers())
        .extracting(line -> line.get("code"))
        .containsExactly(
            "permitted",
            "permitted",
            "permitted",
            "permitted",
            "permitted",
            "budget.exceeded",
            "permitted",
            "permitted");
    assertThat(run.answers().get(5)).containsEntry("rule", "daily-refunds");
    assertThat(run.err()).containsPattern("lines earlier than one before them +1\n");
  }

  @Test
  void settlesBudgetsWithTheRecordedUsage() {
    String paid = "\"result\":{\"output\":\"x\",\"usage\":{\"usd\":\"1.25\"}}";
    assertThat(
            answers(
                SESSION
                    + refund(1, paid)
                    + refund(2, paid.replace("\"1.25\"", "1.25"))
                    + refund(3, "")))
        .containsExactly(
            "permit executed permitted",
            "permit executed permitted",
            "deny not executed budget.exceeded");
  }

  @Test
  void treatsARecordedErrorAsAFailureOfTheTool() {
    String failed = "\"result\":{\"output\":\"boom\",\"error\":true}";
    List<Map<String, @Nullable Object>> answers =
        replay(
                SESSION
                    + refund(1, failed)
                    + refund(2, failed)
                    + refund(3, failed)
                    + refund(4, failed)
                    + refund(5, ""))
            .answers();
    assertThat(answers)
        .extracting(ReplayCommandTest::answer)
        .containsExactly(
            "permit executed tool.failed",
            "permit executed tool.failed",
            "permit executed tool.failed",
            "permit executed tool.failed",
            "deny not executed breaker.open");
    assertThat(answers.get(0).get("message")).asString().startsWith("the tool failed when");
  }

  @Test
  void takesAMissingOutputForAnEmptyTextAndARecordedNullForNothing() {
    assertThat(
            answers(
                SESSION
                    + refund(1, "\"result\":{}")
                    + refund(2, "\"result\":null")
                    + refund(3, "\"result\":{\"output\":null}")))
        .containsExactly(
            "permit executed permitted",
            "permit executed permitted",
            "permit executed tool.null_result");
  }

  @Test
  void leavesUnansweredRequestsPendingAndForgetsThem() {
    StringBuilder lines = new StringBuilder(SESSION);
    for (int i = 0; i < 10_100; i++) {
      lines.append(refund(200 + i % 1000, ""));
    }
    assertThat(replay(lines.toString()).answers())
        .hasSize(10_100)
        .allSatisfy(
            line ->
                assertThat(answer(line))
                    .isEqualTo("approve not executed permission.approval_required"));
  }

  @Test
  void letsAsManyPeopleApproveAsThePolicyAsksFor() {
    // The sample asks two supervisors; the user being one of the stand-ins changes nothing.
    String session =
        "{\"type\":\"session\",\"session\":\"s\",\"task\":\"refund\",\"user\":{\"id\":\"approver-1\","
            + "\"issuer\":\"governance-replay\",\"roles\":[\"supervisor\"]}}\n";
    assertThat(answers(session + refund(200, "\"approval\":\"approve\"")))
        .containsExactly("approve executed permitted");
  }

  @Test
  void passesVersionResourceConfidenceAndRationaleOn() {
    assertThat(
            answers(
                SESSION
                    + read(
                        "\"version\":\"2.1.0\",\"resource\":{\"a\":1},\"confidence\":0.5,"
                            + "\"rationale\":\"because\",\"callId\":\"c\"")
                    + read("\"version\":\"2.0.0\"")))
        .containsExactly("permit executed permitted", "deny not executed catalog.version_mismatch");
  }

  @Test
  void deniesTheCallsOfAnotherAgentAndOfAnUnknownTask() {
    String other = SESSION.replace("\"task\":\"refund\"", "\"agent\":\"other\"");
    assertThat(answers(other + read("")))
        .containsExactly("deny not executed identity.unknown_agent");
    String unknown = SESSION.replace("\"refund\"", "\"refunds\"");
    assertThat(answers(unknown + read("")))
        .containsExactly("deny not executed allowlist.unknown_task");
  }

  @Test
  void keepsAnAuditLogWhenAskedTo() {
    Path log = temp.resolve("log");
    Cli.Run run = Cli.run(words(temp.resolve("calls.jsonl"), "--audit", log));
    assertThat(run.code()).isZero();
    assertThat(AuditVerifier.verify(log).ok()).isTrue();
    assertThat(Cli.text(log.resolve("audit-00000001.jsonl")))
        .contains("2026-11-20T10:00:02")
        .contains("\"kind\":\"outcome\"");
    assertThat(temp.resolve("audit")).doesNotExist();
  }

  @Test
  void writesMoreRecordsThanTheLogCanQueue() {
    StringBuilder lines = new StringBuilder(SESSION);
    for (int i = 0; i < 30_000; i++) {
      lines.append(read("").replace("crm.account.read", "none"));
    }
    Path log = temp.resolve("log");
    Cli.Run run = Cli.feed(lines.toString(), words("-", "--audit", log));
    assertThat(run.code()).isZero();
    assertThat(run.out()).doesNotContain("audit.unavailable");
    assertThat(AuditVerifier.verify(log).records()).isEqualTo(30_002);
  }

  @Test
  void refusesFilesThatItCannotUse() throws Exception {
    Path calls = temp.resolve("calls.jsonl");
    assertThat(Cli.run(words(temp)).code()).isEqualTo(2);
    assertThat(Cli.run(words(temp.resolve("none"))).err()).contains("--calls").contains("exist");
    assertThat(Cli.run(words(calls, "--out", temp)).code()).isEqualTo(2);
    assertThat(Cli.run(words(calls, "--out", temp.resolve("no/such/dir"))).code()).isEqualTo(2);
    String before = Cli.text(calls);
    Cli.Run same = Cli.run(words(calls, "--out", calls));
    assertThat(same.code()).isEqualTo(2);
    assertThat(same.err()).contains("would overwrite the file of --calls");
    assertThat(Cli.text(calls)).isEqualTo(before);
    Cli.write(temp.resolve("agent.manifest.json"), "{}");
    Path out = Cli.write(temp.resolve("out"), "kept");
    assertThat(Cli.run(words(calls, "--out", out)).code()).isEqualTo(3);
    assertThat(Cli.text(out)).isEqualTo("kept");
  }

  @Test
  void endsWithOneLineWhenTheInputBreaks() {
    InputStream broken =
        Cli.broken(
            () -> {
              throw new IOException("unplugged");
            });
    Cli.Run run = Cli.feed(broken, words("-"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("governance: line 1 cannot be read: unplugged\n");
  }
}
