package org.agentgovernance.permission;

import java.util.List;
import java.util.stream.Collectors;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Risk;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.decision.RuleRef;

/** What a matching rule comes to for one tool, given the tool's effect and risk class. */
final class Verdicts {
  private final String tool;
  private final Effect effect;
  private final Risk risk;
  private final String approval;

  Verdicts(String tool, Effect effect, Risk risk, String approval) {
    this.tool = tool;
    this.effect = effect;
    this.risk = risk;
    this.approval = approval;
  }

  Decision of(PermissionRule rule) {
    return switch (rule.verdict()) {
      case FORBID ->
          new Deny(
              ReasonCode.PERMISSION_FORBIDDEN,
              PermissionControl.ID,
              rule.ref(),
              "forbidden by rule " + rule.ref(),
              "This call is not allowed. Do not try it in another way.");
      case APPROVE ->
          approval(
              ReasonCode.PERMISSION_APPROVAL,
              rule,
              "rule " + rule.ref() + " asks for approval by \"" + approvalOf(rule) + "\"");
      case PERMIT -> permitted(rule);
    };
  }

  private Decision permitted(PermissionRule rule) {
    if (risk == Risk.D) {
      RuleRef ref = rule.ref();
      return new Deny(
          ReasonCode.PERMISSION_RESTRICTED,
          PermissionControl.ID,
          ref,
          "tool \""
              + tool
              + "\" has risk class D, so a rule must say approve, not permit; see "
              + ref,
          "This tool is restricted. Continue without it.");
    }
    if (effect == Effect.IRREVERSIBLE || risk == Risk.C) {
      return approval(
          ReasonCode.PERMISSION_CONFIRM,
          rule,
          "rule "
              + rule.ref()
              + " permits, and "
              + (effect == Effect.IRREVERSIBLE ? "an irreversible tool" : "risk class C")
              + " needs a confirmation by \""
              + approvalOf(rule)
              + "\"");
    }
    return new Permit(PermissionControl.ID, rule.ref(), List.of());
  }

  private RequireApproval approval(ReasonCode code, PermissionRule rule, String message) {
    return new RequireApproval(
        code,
        PermissionControl.ID,
        rule.ref(),
        approvalOf(rule),
        message,
        "This call waits for a person's approval. Do not repeat it; say that it is waiting.");
  }

  private String approvalOf(PermissionRule rule) {
    String named = rule.approval();
    return named == null ? approval : named;
  }

  Deny noRule(List<PermissionRule> looked) {
    String rules =
        looked.stream().map(rule -> rule.ref().id()).limit(5).collect(Collectors.joining(", "));
    return new Deny(
        ReasonCode.PERMISSION_NO_RULE,
        PermissionControl.ID,
        rules.isEmpty()
            ? "no rule permits tool \""
                + tool
                + "\" in this session; add a permission for it or open the session with a task"
                + " that has one"
            : "no rule that names tool \""
                + tool
                + "\" matches this call; looked at: "
                + rules
                + "; explain says which part failed",
        "This call is not allowed with these arguments in this task.");
  }
}
