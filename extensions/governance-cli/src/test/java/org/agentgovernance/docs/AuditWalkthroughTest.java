package org.agentgovernance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agentgovernance.cli.SignedLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the auditor's walk-through on a real log: with the files, the key and the command. */
class AuditWalkthroughTest {
  @TempDir private Path temp;

  @Test
  void everyStepOfTheWalkThroughWorks() throws Exception {
    Path work = Files.createDirectories(temp.resolve("work"));
    SignedLog log = new SignedLog(work);
    log.write(2, "alice");
    Path old = log.copy("old");
    Files.copy(old.resolve("audit-00000001.checkpoints"), work.resolve("notes"));
    String notes = Files.readString(work.resolve("notes"));
    Files.writeString(
        work.resolve("kept.checkpoint"),
        notes.substring(notes.lastIndexOf(SignedLog.NAME + "\n"), notes.length() - 1));
    Files.move(old, work.resolve("shortened"));
    log.write(3, "bob");
    Path segment = log.copy("changed").resolve("audit-00000001.jsonl");
    String lines = Files.readString(segment, StandardCharsets.UTF_8);
    Files.writeString(segment, lines.replaceFirst("\"session\":\"s1\"", "\"session\":\"s2\""));
    assertThat(work.resolve("audit")).isDirectory();
    new PageRun(Repository.page("docs/audit-walkthrough.md"), temp).run();
  }
}
