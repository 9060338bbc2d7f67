package org.agentgovernance.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Explanation;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.decision.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * An explanation as a person or a program reads it.
 *
 * @param terminal where it is shown
 * @param explanation what each control says
 * @param call the call
 */
record ExplainedCall(Terminal terminal, Explanation explanation, ToolCall call) {
  private static final int NAME = 12;
  private static final int VERDICT = 8;

  String text() {
    StringBuilder out = new StringBuilder(1024);
    Decision decision = explanation.decision();
    out.append(terminal.colour(Terminal.Colour.BOLD, name()))
        .append(": ")
        .append(verdict(decision.verdict()))
        .append(" (")
        .append(decision.code())
        .append(")\n\nControls, in order\n");
    for (Explanation.Step step : explanation.steps()) {
      step(step, out);
    }
    out.append("\nFor the operator\n");
    line("  ", decision.interceptor() + ": " + decision.message(), out);
    out.append("\nFor the model\n");
    line("  ", decision.modelMessage(), out);
    return out.toString();
  }

  private String name() {
    return call.tool().isEmpty() ? "(a tool without a name)" : Text.safe(call.tool());
  }

  private void step(Explanation.Step step, StringBuilder out) {
    Decision said = step.decision();
    String word = said.verdict().word();
    out.append("  ").append(Text.pad(Text.safe(step.interceptor()), NAME)).append(' ');
    out.append(verdict(said.verdict()));
    if (!step.reached()) {
      out.append(" ".repeat(Math.max(1, VERDICT - word.length()))).append("(not reached)");
    }
    out.append('\n');
    String indent = " ".repeat(NAME + 3);
    if (said.verdict() != Verdict.PERMIT) {
      line(indent, said.message(), out);
    }
    RuleRef rule = said.rule();
    if (rule != null) {
      line(indent, "rule " + rule.id() + " at " + rule.place(), out);
    }
    new TreeMap<>(step.counters())
        .forEach((counter, value) -> line(indent, counter + ": " + value, out));
  }

  private static void line(String indent, String text, StringBuilder out) {
    for (String one : text.split("\n", -1)) {
      out.append(Text.wrap(indent, one, Terminal.WIDTH)).append('\n');
    }
  }

  private String verdict(Verdict verdict) {
    Terminal.Colour colour =
        switch (verdict) {
          case PERMIT -> Terminal.Colour.GREEN;
          case APPROVE -> Terminal.Colour.YELLOW;
          case DENY -> Terminal.Colour.RED;
        };
    return terminal.colour(colour, verdict.word());
  }

  /** The same for programs, in the model of {@code org.agentgovernance.json}. */
  static Map<String, @Nullable Object> json(Explanation explanation) {
    List<Object> steps = new ArrayList<>();
    for (Explanation.Step step : explanation.steps()) {
      Map<String, @Nullable Object> one = json(step.decision());
      one.put("reached", step.reached());
      one.put("counters", new TreeMap<>(step.counters()));
      steps.add(one);
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("tool", explanation.tool());
    all.put("decision", json(explanation.decision()));
    all.put("controls", steps);
    return all;
  }

  private static Map<String, @Nullable Object> json(Decision decision) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("interceptor", decision.interceptor());
    map.put("verdict", decision.verdict().word());
    map.put("code", decision.code().value());
    RuleRef rule = decision.rule();
    map.put("rule", rule == null ? null : rule.id());
    map.put("place", rule == null ? null : rule.place());
    map.put("operator", decision.message());
    map.put("model", decision.modelMessage());
    return map;
  }
}
