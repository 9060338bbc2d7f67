package org.agentgovernance.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.agentgovernance.audit.AuditProblem;
import org.agentgovernance.audit.HeldEvidence;
import org.agentgovernance.cli.questions.AskedLog;

/** Verifies a log before it is asked, and says on standard error what came of that. */
final class AskedLogs {
  private AskedLogs() {}

  static AskedLog open(Path log, AuditEvidenceOptions evidence) {
    HeldEvidence held = evidence.read();
    if (!Files.isDirectory(log)) {
      throw InputException.usage("there is no audit log at " + log + "; name its directory");
    }
    AskedLog asked = AskedLog.verified(log, held);
    AuditProblem problem = asked.report().problem();
    if (problem != null
        && problem.kind() == AuditProblem.Kind.NOT_FOUND
        && !evidence.expectsALog()) {
      throw new InputException(ExitCode.FAILED, log + " holds no audit log");
    }
    return asked;
  }

  /** The exit code, after the answer was given. */
  static int close(AskedLog log, Terminal terminal) {
    AuditProblem problem = log.report().problem();
    if (problem == null) {
      return ExitCode.PASS;
    }
    terminal.out().flush();
    String what =
        "governance: tampered: "
            + problem.kind().name().toLowerCase(Locale.ROOT)
            + " at record "
            + problem.seq()
            + ": "
            + problem.message()
            + "; do not rely on the answer from there on";
    terminal.err().println(Text.wrap("", what, Terminal.WIDTH));
    return ExitCode.TAMPERED;
  }
}
