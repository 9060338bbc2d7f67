package org.agentgovernance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerifyCommandTest {
  @TempDir private Path temp;
  private Path log;

  @BeforeEach
  void keepALog() {
    Cli.samples(temp);
    log = temp.resolve("audit");
    assertThat(replay().code()).isZero();
  }

  private Cli.Run replay() {
    return Cli.run(
        "replay",
        "--manifest",
        temp.resolve("agent.manifest.json"),
        "--tools",
        temp.resolve("tools.json"),
        "--calls",
        temp.resolve("calls.jsonl"),
        "--audit",
        log);
  }

  private Path segment() {
    return log.resolve("audit-00000001.jsonl");
  }

  @Test
  void reportsAnIntactLog() {
    Cli.Run run = Cli.run("audit", "verify", log);
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("intact: ").contains("head: ");
    assertThat(Cli.run("audit", "verify", segment()).code()).isZero();
  }

  @Test
  void namesFileLineAndRecordOfAChangedByte() throws IOException {
    String text = Cli.text(segment());
    Cli.write(segment(), text.replaceFirst("\"session\":\"s1\"", "\"session\":\"s2\""));
    Cli.Run run = Cli.run("audit", "verify", log);
    assertThat(run.code()).isEqualTo(5);
    assertThat(run.out()).startsWith("DAMAGED");
    assertThat(run.err())
        .containsPattern("tampered: changed: file audit-00000001\\.jsonl, line \\d+, seq \\d+");
    Cli.Run open = replay();
    assertThat(open.code()).isEqualTo(5);
    assertThat(open.err()).hasLineCount(1);
  }

  @Test
  void noticesATruncationAgainstAHeadThatWasHeld() throws IOException {
    String out = Cli.run("audit", "verify", log).out();
    String head = out.lines().filter(l -> l.startsWith("head: ")).findFirst().orElseThrow();
    head = head.substring("head: ".length());
    assertThat(Cli.run("audit", "verify", log, "--head", head).code()).isZero();
    String text = Cli.text(segment());
    Cli.write(segment(), text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1));
    Cli.Run own = Cli.run("audit", "verify", log);
    assertThat(own.code()).as("the log's own checkpoint shows it").isEqualTo(5);
    Files.delete(log.resolve("audit-00000001.checkpoints"));
    assertThat(Cli.run("audit", "verify", log).code()).isZero();
    Cli.Run cut = Cli.run("audit", "verify", log, "--head", head);
    assertThat(cut.code()).isEqualTo(5);
    assertThat(cut.err()).contains("truncated");
    Files.delete(segment());
    assertThat(Cli.run("audit", "verify", log, "--head", head).code()).isEqualTo(5);
  }

  @Test
  void saysWhenThereIsNothingToVerify() throws IOException {
    Cli.Run missing = Cli.run("audit", "verify", temp.resolve("none"));
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).contains("there is no audit log at");
    Cli.Run empty = Cli.run("audit", "verify", Files.createDirectory(temp.resolve("empty")));
    assertThat(empty.code()).isEqualTo(1);
    assertThat(empty.err()).contains("nothing was verified");
    Path binary = Files.write(temp.resolve("binary"), new byte[] {0, 1, (byte) 0xff});
    assertThat(Cli.run("audit", "verify", binary).code()).isEqualTo(5);
    assertThat(Cli.run("audit", "verify", log, "--head", "7").code()).isEqualTo(2);
    assertThat(Cli.run("audit", "verify").code()).isEqualTo(2);
  }
}
