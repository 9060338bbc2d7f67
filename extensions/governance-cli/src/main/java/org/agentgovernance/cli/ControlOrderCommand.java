package org.agentgovernance.cli;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.agentgovernance.call.Subject;
import org.agentgovernance.rollout.ControlStore;
import org.agentgovernance.rollout.Order;
import org.agentgovernance.rollout.StandingOrders;
import org.agentgovernance.rollout.Target;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives an order of one kind. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = "Gives an order. It stands until a person lifts it.",
    footerHeading = "%nExample:%n",
    footer =
        "  governance control halt audit-control/orders.json --agent order-desk \\%n"
            + "    --by ops-ann --reason \"paying the wrong accounts\"")
final class ControlOrderCommand implements Callable<Integer> {
  private final Order.Kind kind;
  private final Terminal terminal;
  private final Clock clock;

  @Parameters(
      index = "0",
      paramLabel = "ORDERS.json",
      description = "The file of orders that governors watch.")
  private Path file = Path.of("");

  @ArgGroup(multiplicity = "1")
  private Whom whom = new Whom();

  @Option(
      names = "--by",
      required = true,
      paramLabel = "PERSON",
      description = "Who gives the order; it stands in the record.")
  private String by = "";

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why, for operators and the record; no agent sees it.")
  private String reason = "";

  /** Exactly one of these. */
  static final class Whom {
    @Option(names = "--all", description = "Everything that watches this file.")
    private boolean all;

    @Option(names = "--agent", paramLabel = "ID", description = "An agent.")
    private @Nullable String agent;

    @Option(names = "--instance", paramLabel = "ID", description = "A running agent.")
    private @Nullable String instance;

    @Option(names = "--user", paramLabel = "ID", description = "A user, of any issuer.")
    private @Nullable String user;

    @Option(names = "--session", paramLabel = "ID", description = "A session.")
    private @Nullable String session;

    @Option(names = "--tool", paramLabel = "NAME", description = "A tool.")
    private @Nullable String tool;

    @Option(names = "--key-id", paramLabel = "ID", description = "A key of principals.")
    private @Nullable String key;

    @Option(names = "--grant", paramLabel = "ID", description = "A grant or credential.")
    private @Nullable String grant;

    private Target target() {
      if (all) {
        return Target.all();
      } else if (agent != null) {
        return Target.agent(agent);
      } else if (instance != null) {
        return Target.instance(instance);
      } else if (user != null) {
        return Target.user(Subject.of(user));
      } else if (session != null) {
        return Target.session(session);
      } else if (tool != null) {
        return Target.tool(tool);
      } else if (key != null) {
        return Target.key(key);
      }
      return Target.grant(Objects.requireNonNull(grant));
    }
  }

  ControlOrderCommand(Order.Kind kind, Terminal terminal, Clock clock) {
    this.kind = kind;
    this.terminal = terminal;
    this.clock = clock;
  }

  @Override
  public Integer call() {
    Order order;
    try {
      order = Order.give(kind, whom.target(), reason, by, clock.instant());
    } catch (IllegalArgumentException e) {
      throw InputException.usage(String.valueOf(e.getMessage()));
    }
    boolean isNew = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    StandingOrders orders = new StandingOrders(ControlStore.file(file));
    orders.add(order);
    orders.save();
    terminal.out().println(Text.safe("given: " + order));
    if (isNew) {
      terminal
          .err()
          .println(
              Text.wrap(
                  "",
                  Text.safe(
                      file
                          + " did not exist and was made. Only governors that watch this very"
                          + " file obey; is it the right one?"),
                  Terminal.WIDTH));
    }
    return ExitCode.PASS;
  }
}
