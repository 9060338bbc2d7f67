package org.agentgovernance.cli;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.agentgovernance.Governor;
import org.agentgovernance.GovernorBuilder;
import org.agentgovernance.SessionBuilder;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.catalog.HighWaterStore;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.catalog.TrustRoot;
import org.agentgovernance.cli.replay.NoTrail;
import org.agentgovernance.decision.Explanation;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.Manifest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Says what would be decided of one call and why. Nothing runs. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    sortOptions = false,
    description = {
      "Says what would be decided of one call, and why: each control with its verdict, rule, place"
          + " in the manifest and counters. Nothing runs and nothing is recorded.",
      "JSON is given as it stands, as @FILE, or as - for standard input."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  governance explain --manifest agent.manifest.json --tools tools.json \\",
      "    --tool payments.refund --args '{\"account\": \"A-1\", \"amount\": 42}' \\",
      "    --task refund --user u1 --roles customer"
    })
final class ExplainCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Mixin private final ManifestOptions options = new ManifestOptions();

  @Option(
      names = "--tool",
      required = true,
      paramLabel = "NAME",
      description = "The tool as the agent wrote it.")
  private String tool = "";

  @Option(
      names = "--args",
      paramLabel = "JSON",
      description = "The arguments; {} when nothing is said.")
  private String args = "{}";

  @Option(
      names = "--tool-version",
      paramLabel = "VERSION",
      description = "The version that the caller believes it calls.")
  private @Nullable String toolVersion;

  @Option(
      names = "--resource",
      paramLabel = "JSON",
      description = "Facts about what the call would hit.")
  private @Nullable String resource;

  @Option(names = "--user", paramLabel = "ID", description = "The user's id.")
  private @Nullable String user;

  @Option(names = "--issuer", paramLabel = "NAME", description = "Who vouches for the user.")
  private String issuer = "";

  @Option(
      names = "--roles",
      paramLabel = "ROLE",
      split = ",",
      description = "The user's roles, separated by commas.")
  private @Nullable List<String> roles;

  @Option(
      names = "--user-attributes",
      paramLabel = "JSON",
      description = "Further facts about the user.")
  private @Nullable String attributes;

  @Option(
      names = "--agent",
      paramLabel = "ID",
      description = "The agent; the manifest's when nothing is said.")
  private @Nullable String agent;

  @Option(names = "--task", paramLabel = "ID", description = "The session's task.")
  private @Nullable String task;

  @Option(names = "--prompt", paramLabel = "TEXT", description = "The user's own words.")
  private @Nullable String prompt;

  @Option(
      names = "--context",
      paramLabel = "JSON",
      description = "Facts that conditions read as context.")
  private @Nullable String context;

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<ToolDescriptor> descriptors = options.descriptors();
    Manifest manifest = options.load();
    ToolCall call =
        ToolCall.builder(tool)
            .argumentsJson(Inputs.json("--args", args, terminal.in()))
            .version(toolVersion)
            .resource(Inputs.object("--resource", resource, terminal.in()))
            .build();
    Explanation explanation = explain(manifest, descriptors, call);
    if (json) {
      terminal.out().println(Json.text(ExplainedCall.json(explanation)));
    } else {
      terminal.out().print(new ExplainedCall(terminal, explanation, call).text());
    }
    return ExitCode.PASS;
  }

  private Explanation explain(Manifest manifest, List<ToolDescriptor> descriptors, ToolCall call) {
    GovernorBuilder builder = Governor.of(manifest).descriptors(descriptors).audit(new NoTrail());
    TrustRoot trusted = options.root();
    if (trusted != null) {
      builder.trustRoot(trusted, HighWaterStore.inMemory());
    }
    try (Governor governor = builder.open()) {
      SessionBuilder session =
          governor
              .session(RecordedUsers.of(subject()))
              .id("explain")
              .facts(Inputs.object("--context", context, terminal.in()));
      if (agent != null) {
        session.agent(notEmpty("--agent", agent));
      }
      if (task != null) {
        session.task(task);
      }
      if (prompt != null) {
        session.prompt(prompt);
      }
      return session.open().explain(call);
    }
  }

  private Subject subject() {
    if (user == null) {
      if (roles != null || attributes != null || !issuer.isEmpty()) {
        throw InputException.usage("--roles, --issuer and --user-attributes need --user");
      }
      return Subject.anonymous();
    }
    Set<String> names = roles == null ? Set.of() : new LinkedHashSet<>(roles);
    return new Subject(
        notEmpty("--user", user),
        issuer,
        names,
        Inputs.object("--user-attributes", attributes, terminal.in()));
  }

  private static String notEmpty(String option, String value) {
    if (value.isEmpty()) {
      throw InputException.usage(option + ": must not be empty");
    }
    return value;
  }
}
