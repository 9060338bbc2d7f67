package org.agentgovernance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.Governor;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditOptions;
import org.agentgovernance.call.Subject;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.manifest.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code audit query} and {@code audit session} on the log of a real governor. */
class AuditQuestionsTest {
  @TempDir private Path temp;
  private Path log;

  @BeforeEach
  void record() {
    log = temp.resolve("audit");
    new RecordedDays(log).write();
  }

  private List<String> query(Object... words) {
    Object[] all = new Object[words.length + 3];
    all[0] = "audit";
    all[1] = "query";
    all[2] = log;
    System.arraycopy(words, 0, all, 3, words.length);
    Cli.Run run = Cli.run(all);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    List<String> lines = run.out().lines().toList();
    assertThat(run.err()).startsWith(lines.size() + " of ").endsWith(" records match\n");
    return lines;
  }

  @Test
  void findsByUserAgentToolVerdictSessionCodeAndTime() {
    assertThat(query("--user", "bob", "--verdict", "deny"))
        .hasSize(2)
        .anyMatch(line -> line.contains("control.halted"));
    assertThat(query("--agent", "helper")).hasSize(2).allMatch(line -> line.contains("order.read"));
    assertThat(query("--tool", "order.unknown")).hasSize(1);
    assertThat(query("--tool", "order.*", "--verdict", "permit")).hasSize(4);
    assertThat(query("--verdict", "approve", "--session", "s-alice")).hasSize(3);
    assertThat(query("--code", "schema.malformed_arguments")).hasSize(1);
    int all = query().size();
    int before = query("--to", "2026-03-02").size();
    int after = query("--from", "2026-03-02").size();
    assertThat(before).isPositive();
    assertThat(after).isPositive();
    assertThat(before + after).isEqualTo(all);
    assertThat(query("--from", RecordedDays.FIRST, "--to", "2026-03-01T10:00:00.001Z"))
        .hasSize(before);
    assertThat(query("--to", RecordedDays.FIRST)).isEmpty();
    assertThat(query("--user", "nobody")).isEmpty();
  }

  @Test
  void givesTheStoredRecordsToOtherPrograms() throws IOException {
    Path to = temp.resolve("found.jsonl");
    Cli.Run run = Cli.run("audit", "query", log, "--user", "bob", "--format", "jsonl", "--out", to);
    assertThat(run.code()).isZero();
    assertThat(Cli.answers(Cli.text(to)))
        .isNotEmpty()
        .allMatch(record -> record.get("user").toString().contains("bob"));
    assertThat(Cli.text(to).lines()).allMatch(line -> stored().contains(line));
  }

  private String stored() {
    StringBuilder all = new StringBuilder();
    try (var files = Files.list(log)) {
      files.filter(f -> f.toString().endsWith(".jsonl")).forEach(f -> all.append(Cli.text(f)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "--from,yesterday",
    "--to,2026-02-30",
    "--to,2026-1-1",
    "--from,2026-01-01T00:00:00",
    "--verdict,maybe"
  })
  void refusesWhatIsNoTimeAndNoVerdict(String option, String value) {
    Cli.Run run = Cli.run("audit", "query", log, option, value);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(option);
  }

  @Test
  void refusesAPeriodThatEndsBeforeItBegins() {
    assertThat(Cli.run("audit", "query", log, "--from", "2026-03-02", "--to", "2026-03-02").code())
        .isEqualTo(2);
    assertThat(Cli.run("audit", "query", temp.resolve("none")).code()).isEqualTo(2);
    assertThat(Cli.run("audit", "query", temp).code()).isEqualTo(1);
  }

  @Test
  void tellsASessionAsAStory() {
    Cli.Run run = Cli.run("audit", "session", log, "s-alice");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(run.out())
        .startsWith("Session s-alice\n  agent     support-agent\n  for       user alice of shop\n")
        .containsSubsequence(
            "knew      refund-policy (version 3)",
            "call 1: order.read 1.0.0",
            "was told  permitted by permission, rule reads",
            "did       the tool ran and succeeded",
            "call 2: order.read",
            "did       the tool failed",
            "java.lang.IllegalStateException",
            "call 3: order.refund",
            "proposed  {\"amount\":5000,\"order\":\"A-1\"}",
            "because   \"<script>alert(1)</script>\\u001b[2J\\u202e",
            "not       \"ask a colleague\"",
            "was told  denied, permission.forbidden by permission, rule never",
            "call 4: order.refund",
            "arguments that could not be read",
            "call 5: order.refund",
            "was told  to wait for a person",
            "person    was asked",
            "said yes to request",
            "was told  permitted, after a person's yes",
            "call 6: order.refund",
            "said no to request",
            "\"dear\"",
            "declared  boss took what the session has read for safe",
            "handed a part to agent helper in session s-helper",
            "model     asked small-model",
            "model     small-model not run",
            "In short: 7 calls");
    assertThat(run.out()).doesNotContain("\u001b").doesNotContain("\u202e");
    assertThat(Cli.run("audit", "session", log, "s-helper").out()).contains("session s-alice");
  }

  @Test
  void tellsOfOrdersThatTheSessionMet() {
    Cli.Run run = Cli.run("audit", "session", log, "s-bob");
    assertThat(run.out())
        .containsSubsequence(
            "call 1: order.refund",
            "order     halt of tool order.refund was given, by boss: fraud",
            "call 2: order.refund",
            "was told  denied, control.halted",
            "call 3: order.refund");
  }

  @Test
  void tellsWhichCallsAreTriesOfAnEarlierOne() {
    Path tries = temp.resolve("tries");
    Manifest manifest =
        Manifest.parse(
            """
            {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
             "metadata": {"name": "m", "version": "1"}, "agent": {"id": "a"},
             "catalog": {"unsigned": true},
             "tools": [{"name": "find", "version": "1", "effect": "read", "inputSchema": true,
               "idempotent": true, "retry": {"backoff": "PT0.001S"}}],
             "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}]}
            """,
            "m.json");
    AtomicInteger calls = new AtomicInteger();
    try (Governor governor =
        Governor.of(manifest)
            .audit(AuditLog.open(tries))
            .tool(
                "find",
                args -> {
                  if (calls.incrementAndGet() < 3) {
                    throw new IllegalStateException("down");
                  }
                  return "found";
                })
            .open()) {
      assertThat(
              governor
                  .session(PrincipalVerifier.attestedByHost("test"), Subject.of("u"))
                  .id("s1")
                  .open()
                  .call("find", Map.of())
                  .succeeded())
          .isTrue();
    }
    Cli.Run run = Cli.run("audit", "session", tries, "s1");
    assertThat(run.out())
        .contains("call 2: find 1, try 2 of call 1", "call 3: find 1, try 3 of call 1");
    assertThat(Cli.run("audit", "query", tries, "--format", "jsonl").out())
        .contains("\"retry\":{\"attempt\":2,\"of\":");
  }

  @Test
  void namesACallThatHasNoOutcome() throws IOException {
    SignedLog killed = new SignedLog(Files.createDirectory(temp.resolve("killed")));
    killed.write(1, "alice");
    Path cut = killed.whileACallRuns("alice", "cut");
    Cli.Run run = Cli.run("audit", "session", cut, "s1");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("call 2 was about to run (#6) and has no outcome");
    assertThat(run.out()).contains("arguments that are not kept in the clear (personal)");
    assertThat(Cli.run("report", "compliance", cut).out())
        .contains("| permitted calls without an outcome in the log | 1 |");
    AuditLog.open(cut, AuditOptions.defaults()).close();
    assertThat(Cli.run("audit", "session", cut, "s1").out())
        .contains("nobody knows what came of it");
    assertThat(Cli.run("report", "compliance", cut).out())
        .contains("| permitted calls without an outcome in the log | 0 |")
        .contains("| calls of which nobody knows what came | 1 |")
        .contains("| of these: without having been closed before | 1 |");
  }

  @Test
  void saysThatThereIsNoSuchSession() {
    Cli.Run run = Cli.run("audit", "session", log, "s-\u001b[2J");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).contains("tells of no session s-\\u001b[2J");
  }

  @Test
  void answersFromATamperedLogAndEndsWithFive() {
    Path segment = log.resolve("audit-00000001.jsonl");
    Cli.write(segment, Cli.text(segment).replaceFirst("refund-policy", "refund-polisy"));
    Cli.Run query = Cli.run("audit", "query", log, "--user", "bob");
    assertThat(query.code()).isEqualTo(5);
    assertThat(query.out()).contains("control.halted");
    assertThat(query.err()).contains("tampered: changed at record 2");
    Cli.Run story = Cli.run("audit", "session", log, "s-alice");
    assertThat(story.code()).isEqualTo(5);
    assertThat(story.out()).contains("In short");
  }
}
