package org.agentgovernance.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Map;
import org.agentgovernance.Governor;
import org.agentgovernance.ModelCall;
import org.agentgovernance.Session;
import org.agentgovernance.budget.FileBudgetStore;
import org.agentgovernance.call.ToolResult;
import org.agentgovernance.identity.Anonymous;
import org.agentgovernance.manifest.Manifest;

/** A process that uses something and dies while a tool runs and a model answers. */
final class CrashedAgent {
  private CrashedAgent() {}

  /** The directory with the manifest, and whether to die. */
  public static void main(String[] args) {
    Path directory = Path.of(args[0]);
    boolean dies = Boolean.parseBoolean(args[1]);
    FileBudgetStore ledger = FileBudgetStore.open(directory.resolve("budgets"));
    Governor governor =
        Governor.of(Manifest.load(directory.resolve("agent.manifest.json")))
            .budgets(ledger)
            .tool(
                "dear",
                arguments -> {
                  if (dies && arguments.asMap().containsKey("last")) {
                    Runtime.getRuntime().halt(9);
                  }
                  return ToolResult.of("ok").used("usd", "0.0333333");
                })
            .open();
    Session session = governor.session(Anonymous.USER).tag("team", "sales").open();
    session.call("dear", Map.of("n", 1));
    ModelCall ended = session.modelCall("m").estimate("usd", new BigDecimal("0.5")).begin();
    ended.notMade();
    if (dies) {
      session.modelCall("m").estimate("usd", new BigDecimal("1.25")).begin();
      session.call("dear", Map.of("last", true));
    }
    governor.close();
    ledger.close();
  }
}
