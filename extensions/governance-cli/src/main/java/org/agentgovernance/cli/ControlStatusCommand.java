package org.agentgovernance.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.agentgovernance.rollout.ControlStore;
import org.agentgovernance.rollout.Order;
import org.agentgovernance.rollout.Orders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists the orders that stand. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = "Lists the orders that stand in a file, oldest first.",
    footerHeading = "%nExample:%n",
    footer = "  governance control status audit-control/orders.json")
final class ControlStatusCommand implements Callable<Integer> {
  private static final int NAMES = 10;
  private final Terminal terminal;

  @Parameters(
      index = "0",
      paramLabel = "ORDERS.json",
      description = "The file of orders that governors watch.")
  private Path file = Path.of("");

  ControlStatusCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Inputs.check("ORDERS.json", file);
    Orders orders = ControlStore.file(file).load();
    int count = orders.list().size();
    terminal.out().println(count == 1 ? "1 order stands" : count + " orders stand");
    for (Order order : orders.list()) {
      terminal.out().println();
      String what = Text.safe(order.kind().word() + " " + order.target());
      terminal.out().println(Text.wrap("", what, Terminal.WIDTH));
      line("id", order.id());
      line("since", order.at().toString());
      line("by", order.by());
      line("reason", order.reason());
    }
    return ExitCode.PASS;
  }

  private void line(String name, String value) {
    String first = "  " + Text.pad(name, NAMES);
    terminal.out().println(Text.wrap(first, Text.safe(value), Terminal.WIDTH));
  }
}
