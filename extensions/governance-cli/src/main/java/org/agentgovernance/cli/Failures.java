package org.agentgovernance.cli;

import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.manifest.ManifestException;
import org.agentgovernance.manifest.ManifestProblem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says why a command ended before its end, and with which code. */
final class Failures {
  private Failures() {}

  static int report(Throwable failure, Terminal terminal) {
    if (failure instanceof ManifestException invalid) {
      return invalid(invalid, terminal);
    }
    if (failure instanceof InputException input) {
      return say(input.getMessage(), input.code(), terminal);
    }
    if (failure instanceof GovernanceException known) {
      boolean tampered =
          known.code().equals(ReasonCode.AUDIT_TAMPERED)
              || known.code().equals(ReasonCode.CATALOG_TAMPERED);
      String code = known.code().value().startsWith("catalog.") ? known.code() + ": " : "";
      return say(
          code + known.getMessage(), tampered ? ExitCode.TAMPERED : ExitCode.FAILED, terminal);
    }
    if (failure instanceof OutOfMemoryError) {
      return say("the memory ran out; give Java more of it with -Xmx", ExitCode.FAILED, terminal);
    }
    return say(
        "an unexpected problem, "
            + failure.getClass().getName()
            + ": "
            + failure.getMessage()
            + "; please report it",
        ExitCode.FAILED,
        terminal);
  }

  private static int invalid(ManifestException invalid, Terminal terminal) {
    for (ManifestProblem problem : invalid.problems()) {
      terminal.err().println(Text.safe(problem.toString()));
    }
    int count = invalid.problems().size();
    String summary =
        "the manifest is not valid: " + count + (count == 1 ? " problem" : " problems");
    terminal.err().println(terminal.colour(Terminal.Colour.RED, summary));
    return ExitCode.INVALID_MANIFEST;
  }

  private static int say(@Nullable String message, int code, Terminal terminal) {
    String line = Text.safe(String.valueOf(message)).replace('\n', ' ');
    terminal.err().println("governance: " + line);
    return code;
  }

  static int usage(ParameterException wrong, Terminal terminal) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String message = Text.safe(String.valueOf(wrong.getMessage())).replace('\n', ' ');
    terminal.err().println(name + ": " + message);
    if (wrong instanceof UnmatchedArgumentException) {
      UnmatchedArgumentException.printSuggestions(wrong, terminal.errWriter());
    }
    terminal.err().println("Try '" + name + " --help'.");
    return ExitCode.USAGE;
  }
}
