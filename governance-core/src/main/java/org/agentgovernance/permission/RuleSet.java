package org.agentgovernance.permission;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.permission.RuleCondition.Match;
import org.jspecify.annotations.Nullable;

/** The rules of one tool within one task, strongest first, each with its decision made. */
final class RuleSet {
  private final PermissionRule[] rules;
  private final Decision[] decisions;
  private final Deny noRule;

  private RuleSet(List<PermissionRule> rules, Verdicts verdicts) {
    this.rules = rules.toArray(new PermissionRule[0]);
    this.decisions = rules.stream().map(verdicts::of).toArray(Decision[]::new);
    this.noRule = verdicts.noRule(rules);
  }

  static RuleSet of(List<PermissionRule> all, @Nullable String task, Verdicts verdicts) {
    List<PermissionRule> sorted = new ArrayList<>();
    for (PermissionRule.Kind kind : PermissionRule.Kind.values()) {
      for (PermissionRule rule : all) {
        boolean applies = rule.tasks().isEmpty() || (task != null && rule.tasks().contains(task));
        if (rule.verdict() == kind && applies) {
          sorted.add(rule);
          if (rule.unconditional()) {
            // Nothing behind it can be reached: the same strength adds nothing, a weaker one loses.
            return new RuleSet(sorted, verdicts);
          }
        }
      }
    }
    return new RuleSet(sorted, verdicts);
  }

  Decision decide(ToolCall call, CallContext context) {
    for (int i = 0; i < rules.length; i++) {
      if (matches(rules[i], call, context)) {
        return decisions[i];
      }
    }
    return noRule;
  }

  private static boolean matches(PermissionRule rule, ToolCall call, CallContext context) {
    return (rule.roles().isEmpty() || hasRole(rule.roles(), context)) && holds(rule, call, context);
  }

  private static boolean holds(PermissionRule rule, ToolCall call, CallContext context) {
    RuleCondition when = rule.when();
    if (when == null) {
      return true;
    }
    Match match = when.test(call, context);
    return match == Match.YES
        || (match == Match.ERROR && rule.verdict() == PermissionRule.Kind.FORBID);
  }

  private static boolean hasRole(Set<String> wanted, CallContext context) {
    for (String role : context.principal().subject().roles()) {
      if (wanted.contains(role)) {
        return true;
      }
    }
    return false;
  }

  /** What each rule with a condition came to, for the operator. */
  Map<String, String> explain(ToolCall call, CallContext context) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (PermissionRule rule : rules) {
      RuleCondition when = rule.when();
      if (!rule.roles().isEmpty() && !hasRole(rule.roles(), context)) {
        texts.put(rule.ref().id(), "needs role " + String.join(" or ", rule.roles()));
      } else if (when != null) {
        texts.put(rule.ref().id(), when.explain(call, context));
      }
    }
    return texts;
  }
}
