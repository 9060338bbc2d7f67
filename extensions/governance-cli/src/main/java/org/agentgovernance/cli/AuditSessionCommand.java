package org.agentgovernance.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.agentgovernance.cli.questions.AskedLog;
import org.agentgovernance.cli.questions.SessionStory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells the story of a session. */
@Command(
    name = "session",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Verifies a log and tells what happened in a session: what the agent",
      "knew, what it proposed, what it was told, what it did."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance audit session audit s-1")
final class AuditSessionCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "DIR", description = "The log's directory.")
  private Path log = Path.of("");

  @Parameters(index = "1", paramLabel = "SESSION", description = "The session's id.")
  private String session = "";

  @Mixin private final AuditOutput output = new AuditOutput();
  @Mixin private final AuditEvidenceOptions evidence = new AuditEvidenceOptions();

  AuditSessionCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    AskedLog asked = AskedLogs.open(log, evidence);
    boolean[] found = new boolean[1];
    output.write(terminal, out -> found[0] = write(asked, out));
    int code = AskedLogs.close(asked, terminal);
    if (!found[0]) {
      terminal.err().println(Text.safe("governance: " + log + " tells of no session " + session));
      return code == ExitCode.PASS ? ExitCode.FAILED : code;
    }
    return code;
  }

  private boolean write(AskedLog asked, PrintStream out) {
    SessionStory story =
        new SessionStory(
            session,
            (first, text) -> {
              String broken = Text.broken(text, Terminal.WIDTH - first.length());
              out.println(Text.wrap(first, broken, Terminal.WIDTH).stripTrailing());
            });
    asked.read(
        entry -> {
          story.read(entry);
          return !out.checkError();
        });
    return story.end();
  }
}
