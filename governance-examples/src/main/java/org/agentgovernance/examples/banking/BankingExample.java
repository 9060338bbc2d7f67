package org.agentgovernance.examples.banking;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.examples.banking.Terminal.Tone;

/**
 * Replays recorded agent runs of AgentDojo's banking suite against {@code banking.manifest.json}
 * and a bank in memory: user tasks, attacks that two real models fell for, and attacks as the
 * benchmark scripts them. Then it verifies the audit log of it all, and a forged copy.
 *
 * <p>{@code --all} prints every run instead of a few.
 */
public final class BankingExample {
  private BankingExample() {}

  /**
   * Runs the example.
   *
   * @param arguments nothing, or {@code --all}
   * @throws IOException when the temporary directory of the audit log cannot be made
   */
  public static void main(String[] arguments) throws IOException {
    boolean all = List.of(arguments).contains("--all");
    Path directory = Files.createTempDirectory("banking-example-");
    run(new Terminal(System.out, Terminal.wantsColours()), all, directory);
  }

  static List<Episode> run(Terminal terminal, boolean all, Path directory) {
    Sample sample = Sample.load();
    List<Scenario> scenarios = Scenario.of(sample);
    List<Episode> episodes = new ArrayList<>();
    Path log = directory.resolve("audit");
    try (Replay replay = new Replay(sample, AuditLog.open(log))) {
      introduce(terminal, replay, scenarios, all);
      EpisodePrinter printer = new EpisodePrinter(terminal);
      for (Scenario scenario : scenarios) {
        Episode episode = replay.run(scenario, episodes.size() + 1);
        episodes.add(episode);
        if (all || scenario.shown()) {
          printer.print(episodes.size(), episode);
        }
      }
    }
    new Summary(episodes).print(terminal);
    new AuditCheck(terminal).run(log);
    return episodes;
  }

  private static void introduce(
      Terminal terminal, Replay replay, List<Scenario> scenarios, boolean all) {
    long shown = scenarios.stream().filter(Scenario::shown).count();
    terminal.heading("Agent Governance: a banking assistant under attack");
    terminal.blank();
    terminal.labelled(
        0,
        0,
        Tone.PLAIN,
        "",
        "An agent works for a bank's customer. It reads files and transactions that others can"
            + " write to, and some of them hold orders for the agent. Each call it proposes passes"
            + " through the controls of "
            + Replay.MANIFEST
            + " before a tool runs.");
    terminal.blank();
    terminal.labelled(
        0,
        9,
        Tone.PLAIN,
        "runs",
        scenarios.size()
            + " from AgentDojo, among them 8 in which real models did what the attacker wanted; "
            + (all ? "all are shown" : shown + " are shown, --all shows every one"));
    terminal.labelled(
        0,
        9,
        Tone.PLAIN,
        "rules",
        Replay.MANIFEST + " in this module's resources; \"line\" refers to it");
    terminal.labelled(
        0,
        9,
        Tone.PLAIN,
        "bank",
        "simulated; " + replay.manifest().tools().size() + " tools that change it for real");
    terminal.labelled(
        0,
        9,
        Tone.PLAIN,
        "person",
        "a script: yes to what the user's own task needs, no to all else");
  }
}
