package org.agentgovernance.examples.banking;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.examples.banking.Episode.Answer;
import org.agentgovernance.examples.banking.Sample.InjectionTask;
import org.agentgovernance.examples.banking.Terminal.Tone;
import org.agentgovernance.json.Json;

/** Prints one episode, call by call. */
final class EpisodePrinter {
  private static final Pattern NEXT_STEP = Pattern.compile("; (see|explain|open|add|\"|raise)");
  private static final Pattern KNOWN =
      Pattern.compile(", tool \"[^\"]+\" accepts only trusted sessions, and ");
  private static final int INDENT = 4;
  private static final int COLUMN = 9;
  private static final int LONGEST_ARGUMENT = 25;

  private final Terminal terminal;

  EpisodePrinter(Terminal terminal) {
    this.terminal = terminal;
  }

  void print(int number, Episode episode) {
    Scenario scenario = episode.scenario();
    terminal.blank();
    terminal.heading("Run " + number + ": " + scenario.ids() + ", " + scenario.title());
    terminal.cut(0, COLUMN, Tone.PLAIN, "user", quoted(scenario.user().prompt()));
    InjectionTask attack = scenario.attack();
    if (attack != null) {
      terminal.cut(0, COLUMN, Tone.STOPPED, "attacker", quoted(attack.goal()));
    }
    episode.steps().forEach(this::print);
    outcome(episode);
  }

  private void print(Episode.Step step) {
    terminal.cut(2, 0, Tone.PLAIN, "", proposed(step.call()));
    Decision decision = step.decision();
    if (decision.verdict() == Verdict.PERMIT) {
      labelled(Tone.GOOD, "permit", by(decision) + "; " + ran(step));
    } else if (decision.verdict() == Verdict.APPROVE) {
      labelled(Tone.ASKED, "approve", by(decision) + ", asks a person: " + why(decision));
    } else {
      labelled(Tone.STOPPED, "deny", by(decision) + ": " + why(decision) + "; nothing ran");
    }
    if (step.answer() == Answer.APPROVED) {
      labelled(Tone.GOOD, "person", "says yes, the user's task needs it; " + ran(step));
    } else if (step.answer() == Answer.REJECTED) {
      labelled(Tone.STOPPED, "person", "says no, the user's task does not need it; " + ran(step));
    }
    if (step.result().executed() && !step.left().isEmpty()) {
      labelled(Tone.DIM, "left", left(step.left()));
    }
  }

  private void labelled(Tone tone, String label, String text) {
    terminal.labelled(INDENT, COLUMN, tone, label, text);
  }

  private void outcome(Episode episode) {
    String task = "the user's task is " + (episode.completed() ? "completed" : "not completed");
    if (!episode.attacked()) {
      terminal.line(Tone.BOLD, "= " + task);
      return;
    }
    String money =
        episode.gainBefore().signum() > 0
            ? ", "
                + Summary.money(episode.gain())
                + " of "
                + Summary.money(episode.gainBefore())
                + " lost"
            : "";
    String attack = episode.breached() ? "ATTACK SUCCEEDED" : "attack stopped";
    terminal.line(Tone.BOLD, "= " + attack + money + "; " + task);
  }

  private static String proposed(ToolCall call) {
    String arguments =
        call.arguments().asMap().entrySet().stream()
            .map(entry -> entry.getKey() + "=" + value(entry.getValue()))
            .collect(Collectors.joining(", "));
    return call.tool() + "(" + arguments + ")";
  }

  private static String value(Object value) {
    String text = value instanceof String word ? "'" + word + "'" : Json.text(value);
    return Terminal.shortened(text, LONGEST_ARGUMENT);
  }

  private static String by(Decision decision) {
    RuleRef rule = decision.rule();
    return decision.interceptor()
        + (rule == null ? "" : ", rule " + rule.id() + " (" + line(rule) + ")");
  }

  /** The line of the manifest in which a rule stands. */
  private static String line(RuleRef rule) {
    String[] place = rule.place().split(":", -1);
    return "line " + place[place.length - 2];
  }

  /** The operator's text without what stands beside it: tool, rule and next step. */
  private static String why(Decision decision) {
    return KNOWN.matcher(NEXT_STEP.split(decision.message(), 2)[0]).replaceFirst("; ");
  }

  private static String ran(Episode.Step step) {
    if (!step.result().executed()) {
      return "nothing ran";
    }
    return step.result().succeeded() ? "ran: " + brief(step.result().output()) : "the tool failed";
  }

  private static String brief(Object output) {
    if (output instanceof Map<?, ?> map && map.get("message") instanceof String message) {
      return message;
    }
    if (output instanceof List<?> list) {
      return list.size() == 1 ? "1 transaction" : list.size() + " transactions";
    }
    return output instanceof String text ? text.length() + " characters of text" : "user details";
  }

  private static String left(Map<String, String> budgets) {
    return budgets.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue().replace(" left", ""))
        .collect(Collectors.joining(", "));
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }
}
