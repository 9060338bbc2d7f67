package org.agentgovernance.manifest;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.approval.ApprovalPolicy;
import org.agentgovernance.audit.ArgumentsMode;
import org.agentgovernance.audit.Redaction;
import org.agentgovernance.budget.LoopRule;
import org.agentgovernance.budget.Scope;
import org.agentgovernance.budget.Window;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Risk;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.flow.Acceptance;
import org.agentgovernance.flow.Endorsement;
import org.agentgovernance.flow.OutputLabel;
import org.agentgovernance.identity.Delegate;
import org.agentgovernance.json.Digest;
import org.agentgovernance.permission.PermissionRule;
import org.agentgovernance.recovery.Compensation;
import org.agentgovernance.recovery.Fallback;
import org.agentgovernance.resilience.Each;
import org.agentgovernance.resilience.RetryRule;
import org.jspecify.annotations.Nullable;

/** What a valid manifest says, section by section, before it is compiled. Immutable. */
record ManifestModel(
    String name,
    String version,
    String agent,
    List<Delegate> delegates,
    @Nullable String catalogFile,
    List<Tool> tools,
    List<Task> tasks,
    List<Permission> permissions,
    List<Budget> budgets,
    Map<String, String> attribution,
    List<Rate> rates,
    List<Cap> concurrency,
    @Nullable Loops loops,
    List<ApprovalPolicy> approvals,
    List<Endorsement> endorsements,
    Attributes attributes,
    Audit audit,
    Job job) {

  /**
   * What people answer for: who, for what, until when. No control decides on it; lint reads it.
   *
   * @param accountable the roles that are filled
   * @param catalog where the catalogue is spoken of, or the place where it should be
   * @param approvals where the approval policies stand, or the document
   */
  record Job(
      @Nullable String owner,
      List<String> accountable,
      List<String> approved,
      List<String> prohibited,
      List<String> success,
      @Nullable LocalDate reviewBy,
      RuleRef metadata,
      RuleRef purpose,
      RuleRef catalog,
      RuleRef approvals) {}

  /** One listed tool. */
  record Tool(
      String name,
      String version,
      @Nullable Digest digest,
      List<String> scopes,
      Effect effect,
      Risk risk,
      List<String> roles,
      @Nullable Node inputSchema,
      @Nullable OutputLabel outputs,
      @Nullable Acceptance accepts,
      @Nullable Duration timeout,
      Limits limits,
      Map<String, BigDecimal> estimate,
      @Nullable String approval,
      @Nullable ArgumentsMode arguments,
      @Nullable Compensation undo,
      @Nullable String group,
      @Nullable Double minConfidence,
      boolean coerce,
      Answer answer,
      RuleRef ref) {}

  /**
   * What is done with a tool's answer before anyone reads it.
   *
   * @param maxBytes the most that it may have, 0 for no limit
   * @param fallback what stands in for an answer that cannot be used, or null when nothing does
   */
  record Answer(
      @Nullable Node schema, int maxBytes, List<String> redact, @Nullable Fallback fallback) {}

  /** What limits one tool alone, and whether it may run again with the same arguments. */
  record Limits(
      @Nullable Breaker breaker,
      boolean idempotent,
      @Nullable RetryRule retry,
      @Nullable Cap concurrency) {}

  /** How many calls run at once, of one tool or of all that it names, and how long others wait. */
  record Cap(
      List<String> tools,
      int permits,
      Set<Each> each,
      Duration queue,
      int maxWaiting,
      RuleRef ref) {}

  /** When a tool that fails is rested, for whom, and which tool tries it out. */
  record Breaker(
      double failureRate, int window, Duration open, Set<Each> each, @Nullable String probe) {}

  /** A task and the tools that it includes, globs expanded. */
  record Task(
      String id,
      List<String> tools,
      @Nullable Integer maxSteps,
      boolean confirmAfterIrreversible,
      RuleRef ref) {}

  /** A rule, globs expanded; its condition still as text. */
  record Permission(
      List<String> tools,
      List<String> tasks,
      List<String> roles,
      Node.@Nullable Scalar when,
      PermissionRule.Kind verdict,
      @Nullable String approval,
      String path,
      RuleRef ref) {}

  /** A budget, the tools that it counts, after globs and effects, and patterns of models. */
  record Budget(
      List<String> tools,
      List<String> models,
      List<Scope> per,
      String unit,
      BigDecimal limit,
      Window window,
      List<BigDecimal> alerts,
      @Nullable BigDecimal allowance,
      RuleRef ref) {}

  /** A rate over the tools that it names, and for whom each is counted apart. */
  record Rate(List<String> tools, int permits, Duration per, Set<Each> each, RuleRef ref) {}

  /** When a session that goes round in circles is stopped. */
  record Loops(
      @Nullable Integer identicalCalls,
      @Nullable Integer cycles,
      @Nullable Integer sameResult,
      @Nullable Integer maxSteps,
      LoopRule.OnLoop onLoop,
      RuleRef ref) {}

  /** Schemas of the facts that conditions may read, and paths whose values nobody is shown. */
  record Attributes(
      Map<String, @Nullable Object> user,
      Map<String, @Nullable Object> resource,
      Map<String, @Nullable Object> context,
      List<String> sensitive) {}

  /** Where and how records are written. */
  record Audit(
      String directory,
      ArgumentsMode arguments,
      ModelTexts models,
      boolean durableIntent,
      Redaction redaction) {}
}
