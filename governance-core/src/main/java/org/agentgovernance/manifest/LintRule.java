package org.agentgovernance.manifest;

/**
 * What lint looks for. A manifest can be valid and still say too little about the job, or allow
 * more than anyone meant. The ids are an append-only part of the API.
 */
public enum LintRule {
  /** No team answers for the agent. */
  JOB_OWNER("job.owner", Severity.ERROR, "nobody owns the agent"),
  /** A role that must answer for the agent is not filled. */
  JOB_ACCOUNTABLE("job.accountable", Severity.WARNING, "an accountable role is not filled"),
  /** Nothing says what the agent may be used for. */
  JOB_APPROVED("job.approved-uses", Severity.WARNING, "no approved use is named"),
  /** Nothing says what the agent may not be used for. */
  JOB_PROHIBITED("job.prohibited-uses", Severity.WARNING, "no prohibited use is named"),
  /** Nothing says when the agent does its job well. */
  JOB_SUCCESS("job.success-criteria", Severity.WARNING, "no success criterion is named"),
  /** Nothing says until when the review holds. */
  JOB_REVIEW_MISSING("job.review-missing", Severity.WARNING, "no date of review is named"),
  /** The review has run out. */
  JOB_REVIEW_STALE("job.review-stale", Severity.ERROR, "the review has run out"),
  /** The descriptors are not signed. */
  CATALOG_UNSIGNED("catalog.unsigned", Severity.WARNING, "the catalogue is not signed"),
  /** Nothing pins the descriptor of a tool. */
  TOOL_UNSIGNED("tool.unsigned", Severity.WARNING, "a tool's descriptor is not pinned"),
  /** The input schema of a tool that changes something accepts any arguments. */
  TOOL_ANY_ARGUMENTS(
      "tool.any-arguments", Severity.WARNING, "a tool with an effect takes any arguments"),
  /** A listed tool can never be called. */
  TOOL_UNREACHABLE("tool.unreachable", Severity.WARNING, "a tool can never be called"),
  /** A rule can never decide. */
  RULE_UNREACHABLE("rule.unreachable", Severity.ERROR, "a rule can never decide"),
  /** A grant reaches tools that it does not name. */
  GRANT_WILDCARD("grant.wildcard", Severity.WARNING, "a grant has a wildcard"),
  /** All budgets of a tool count what it does not estimate. */
  BUDGET_UNMEASURED(
      "budget.unmeasured", Severity.WARNING, "budgets count what a tool does not estimate"),
  /** A tool may be used without limit. */
  BUDGET_UNLIMITED("budget.unlimited", Severity.WARNING, "a tool may be used without limit"),
  /** Only an operator brings a tool back that cannot be undone. */
  BREAKER_OPERATOR_ONLY(
      "breaker.operator-only",
      Severity.WARNING,
      "only an operator closes the breaker of an irreversible tool"),
  /** Tries of one call count as identical calls, and there may be fewer of those. */
  RETRY_LOOP("retry.loop", Severity.WARNING, "loops leave room for fewer tries than declared"),
  /** Nobody in particular confirms an irreversible tool. */
  APPROVAL_IRREVERSIBLE(
      "approval.irreversible", Severity.ERROR, "an irreversible tool names nobody who confirms it"),
  /** Anybody may approve. */
  APPROVAL_ANYBODY("approval.anybody", Severity.WARNING, "anybody may approve"),
  /** Untrusted input, sensitive access and an effect meet in one session without a person. */
  FLOW_RULE_OF_TWO(
      "flow.rule-of-two",
      Severity.ERROR,
      "untrusted input, sensitive access and an unasked effect meet");

  /** How much a finding weighs. */
  public enum Severity {
    /** Should be corrected before the manifest is deployed. */
    ERROR,
    /** Should be corrected, or be there for a reason. */
    WARNING
  }

  private final String id;
  private final Severity severity;
  private final String title;

  LintRule(String id, Severity severity, String title) {
    this.id = id;
    this.severity = severity;
    this.title = title;
  }

  /**
   * The rule's id, also its heading in the page about lint.
   *
   * @return for instance {@code grant.wildcard}
   */
  public String id() {
    return id;
  }

  /**
   * How much a finding of this rule weighs.
   *
   * @return the severity
   */
  public Severity severity() {
    return severity;
  }

  /**
   * The rule in a few words.
   *
   * @return without a capital and a full stop
   */
  public String title() {
    return title;
  }
}
