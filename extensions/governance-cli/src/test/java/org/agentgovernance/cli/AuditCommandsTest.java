package org.agentgovernance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands for auditors on a real signed log. */
class AuditCommandsTest {
  @TempDir private Path temp;
  private Path log;
  private Path key;

  @BeforeEach
  void keepALog() {
    SignedLog signed = new SignedLog(temp);
    signed.write(3, "alice");
    signed.write(2, "bob");
    log = signed.directory();
    key = temp.resolve("audit.pub");
  }

  private Path file(String name) {
    return temp.resolve(name);
  }

  @Test
  void verifiesWithAKeyInEitherFormAndAHeldCheckpoint() {
    Path kept = file("kept");
    assertThat(Cli.run("audit", "checkpoint", log, "--out", kept).code()).isZero();
    Cli.Run run = Cli.run("audit", "verify", log, "--key", key, "--checkpoint", kept);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("signed up to record 14");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 90);
    Path pem = file("audit.pem");
    assertThat(Cli.run("audit", "verify", log, "--key", pem).code()).isEqualTo(2);
    Cli.Run named = Cli.run("audit", "verify", log, "--key", pem, "--name", SignedLog.NAME);
    assertThat(named.code()).isZero();
    assertThat(Cli.run("audit", "key", SignedLog.NAME, pem).out()).isEqualTo(Cli.text(key));
  }

  @Test
  void saysTamperedForAnotherKeyAndForAnotherLogsCheckpoint() throws IOException {
    Path elsewhere = Files.createDirectory(file("elsewhere"));
    SignedLog other = new SignedLog(elsewhere);
    other.write(1, "eve");
    Path otherKey = elsewhere.resolve("audit.pub");
    Cli.Run unsigned = Cli.run("audit", "verify", log, "--key", otherKey);
    assertThat(unsigned.code()).isEqualTo(5);
    assertThat(unsigned.err()).contains("unsigned");
    Path kept = file("kept");
    Cli.run("audit", "checkpoint", other.directory(), "--out", kept);
    Cli.Run fork = Cli.run("audit", "verify", log, "--checkpoint", kept);
    assertThat(fork.code()).isEqualTo(5);
    assertThat(fork.err()).contains("fork");
    assertThat(Cli.run("audit", "checkpoint", log, "--since", kept).code()).isEqualTo(5);
    assertThat(Cli.run("audit", "checkpoint", log, "--key", otherKey).code()).isEqualTo(5);
  }

  @Test
  void provesARecordThatStandsAlone() throws IOException {
    Path proof = file("2.tlog-proof");
    assertThat(Cli.run("audit", "prove", log, 2, "--out", proof).code()).isZero();
    Cli.Run run = Cli.run("audit", "verify", "--proof", proof, "--key", key);
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("proved: record 2 is in the log").contains("\"seq\":2");
    String text = Cli.text(proof);
    Cli.write(proof, text.replace("index 1", "index 2"));
    assertThat(Cli.run("audit", "verify", "--proof", proof, "--key", key).code()).isEqualTo(5);
    Cli.write(proof, "nonsense");
    assertThat(Cli.run("audit", "verify", "--proof", proof, "--key", key).code()).isEqualTo(2);
    assertThat(Cli.run("audit", "prove", log, 99).code()).isEqualTo(1);
    assertThat(Cli.run("audit", "prove", log, 0).code()).isEqualTo(1);
    assertThat(Cli.run("audit", "prove", log, "x").code()).isEqualTo(2);
  }

  @Test
  void showsRecordsWithNothingThatMovesATerminal() {
    Cli.Run show = Cli.run("audit", "show", log, 2);
    assertThat(show.code()).isZero();
    assertThat(show.out())
        .contains("payments.refund")
        .contains("DE00 1234")
        .doesNotContain("\u001b");
    assertThat(show.out()).contains("\\u001b[2J");
    Cli.Run tail = Cli.run("audit", "tail", log, "-n", 2);
    assertThat(tail.out().lines()).hasSize(2);
    assertThat(tail.out()).contains("log.closed");
    assertThat(tail.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(Cli.run("audit", "show", log, 99).code()).isEqualTo(1);
    assertThat(Cli.run("audit", "tail", log, "-n", 0).code()).isEqualTo(2);
  }

  @Test
  void exportsLinesAsStoredAndATableWithoutFormulas() {
    Cli.Run lines = Cli.run("audit", "export", log, "--from", 2, "--to", 3);
    assertThat(lines.out().lines()).hasSize(2).allMatch(line -> line.startsWith("{\"v\":1,"));
    Cli.Run table = Cli.run("audit", "export", log, "--format", "csv");
    assertThat(table.out()).startsWith("seq,at,kind").contains("\"payments.refund\"");
    assertThat(AuditExportCommand.cell("=1+1")).isEqualTo("\"'=1+1\"");
    assertThat(AuditExportCommand.cell("a\"b")).isEqualTo("\"a\"\"b\"");
  }

  @Test
  void erasesWhatIsKeptOfAUserAndTheLogStillVerifies() throws IOException {
    Path kept = file("kept");
    Cli.run("audit", "checkpoint", log, "--out", kept);
    assertThat(personal()).contains("alice asked for it").contains("bob asked for it");
    Cli.Run run =
        Cli.run(
            "audit",
            "erase",
            log,
            "--user",
            "alice",
            "--signer",
            file("audit.key"),
            "--name",
            SignedLog.NAME);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("erased 6 values");
    assertThat(personal()).doesNotContain("alice asked").contains("bob asked for it");
    Cli.Run verify = Cli.run("audit", "verify", log, "--key", key, "--checkpoint", kept);
    assertThat(verify.code()).as(verify.out()).isZero();
    assertThat(verify.out()).contains("erased, as records say");
    assertThat(Cli.run("audit", "show", log, 2).out()).doesNotContain("DE00");
    assertThat(Cli.run("audit", "erase", log, "--call", "bob-0").out()).contains("erased 2 values");
    assertThat(Cli.run("audit", "erase", log).code()).isEqualTo(2);
    assertThat(Cli.run("audit", "erase", log, "--call", "a", "--user", "b").code()).isEqualTo(2);
    assertThat(Cli.run("audit", "erase", file("none"), "--call", "a").code()).isEqualTo(2);
  }

  private String personal() throws IOException {
    return Files.readString(log.resolve("audit-00000001.personal"));
  }
}
