package org.agentgovernance.manifest;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.agentgovernance.allowlist.AllowlistControl;
import org.agentgovernance.approval.ApprovalPolicy;
import org.agentgovernance.audit.ArgumentsMode;
import org.agentgovernance.audit.AuditedTool;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Risk;
import org.agentgovernance.catalog.CatalogControl;
import org.agentgovernance.catalog.SignedCatalog;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.flow.Acceptance;
import org.agentgovernance.flow.Endorsement;
import org.agentgovernance.flow.FlowControl;
import org.agentgovernance.identity.Delegate;
import org.agentgovernance.identity.IdentityControl;
import org.agentgovernance.interceptor.Chain;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.permission.ChainControl;
import org.agentgovernance.permission.ConfidenceControl;
import org.agentgovernance.permission.PermissionControl;
import org.agentgovernance.permission.PermissionRule;
import org.agentgovernance.recovery.Compensation;
import org.agentgovernance.resilience.ConcurrencyControl;
import org.agentgovernance.resilience.ToolSlots;
import org.agentgovernance.rollout.OrdersControl;
import org.agentgovernance.schema.CompiledSchema;
import org.agentgovernance.schema.OutputCheck;
import org.agentgovernance.schema.SchemaControl;
import org.agentgovernance.schema.SchemaException;
import org.jspecify.annotations.Nullable;

/**
 * Turns a manifest and the descriptors of the deployed tools into a policy, once. Everything that
 * can be parsed, compared or sorted beforehand is; what does not compile is named with its place.
 */
public final class PolicyCompiler {
  private final Manifest manifest;
  private final ManifestModel model;
  private final Problems problems;
  private final Map<String, ToolDescriptor> descriptors = new HashMap<>();
  private final @Nullable SignedCatalog catalog;
  private final ControlState state;
  private final Set<String> taskIds;
  private final Map<String, Map<String, RuleRef>> tasksByTool;
  private final List<Interceptor> custom;

  private PolicyCompiler(
      Manifest manifest,
      Collection<ToolDescriptor> descriptors,
      @Nullable SignedCatalog catalog,
      ControlState state,
      List<Interceptor> custom) {
    this.manifest = manifest;
    this.model = manifest.model();
    this.problems = new Problems(manifest.file());
    this.catalog = catalog;
    this.state = state;
    this.taskIds = new LinkedHashSet<>(manifest.tasks());
    this.tasksByTool = tasksByTool(model.tasks());
    this.custom = custom;
    for (ToolDescriptor descriptor : descriptors) {
      ToolDescriptor other = this.descriptors.putIfAbsent(descriptor.name(), descriptor);
      if (other != null && !other.digest().equals(descriptor.digest())) {
        problems.add(
            1, 1, "", "two different descriptors of tool \"" + descriptor.name() + "\" were given");
      }
    }
  }

  /**
   * Compiles a manifest.
   *
   * @param manifest the manifest
   * @param descriptors descriptors of the deployed tools, as far as they are known; those of tools
   *     that the manifest does not list are ignored
   * @param verifier what reads and verifies the signed catalogue that the manifest names, or null
   *     when no trust root is pinned
   * @param state what the controls count
   * @param custom further controls, asked after flow and before budgets; they can only restrict
   * @return the policy
   * @throws ManifestException when a schema or condition does not compile or does not fit
   * @throws org.agentgovernance.decision.GovernanceException when the signed catalogue is refused,
   *     or when only one of the manifest and the application speaks of signatures
   */
  public static Policy compile(
      Manifest manifest,
      Collection<ToolDescriptor> descriptors,
      @Nullable Function<Path, SignedCatalog> verifier,
      ControlState state,
      List<Interceptor> custom) {
    SignedCatalog catalog = CatalogLoad.load(manifest, verifier);
    return new PolicyCompiler(manifest, descriptors, catalog, state, custom).policy();
  }

  private Policy policy() {
    Map<String, Delegate> delegates = new HashMap<>();
    model.delegates().forEach(delegate -> delegates.put(delegate.id(), delegate));
    Interceptor identity = IdentityControl.unlisted(model.agent(), delegates);
    Map<String, ApprovalPolicy> approvals = new LinkedHashMap<>();
    model.approvals().forEach(policy -> approvals.put(policy.id(), policy));
    Map<String, CompiledSchema> schemas = schemas();
    Rules rules = new Rules(model, problems, new WhenCompiler(model, problems, this::schemaModel));
    Interceptor loops = rules.loops(state);
    Map<String, ToolPolicy> tools = new HashMap<>();
    for (ManifestModel.Tool tool : model.tools()) {
      List<Interceptor> chain = new ArrayList<>();
      String approval = approvalOf(tool);
      Interceptor who =
          IdentityControl.forTool(
              model.agent(), delegates, tool.name(), tool.effect(), tool.scopes());
      List<Interceptor> gate =
          List.of(who, OrdersControl.forTool(tool.effect(), approval, state.orders()));
      chain.addAll(gate);
      chain.add(
          AllowlistControl.listed(
              tool.name(), grantingTasks(tool.name()).keySet(), taskIds, tool.roles()));
      chain.add(catalog(tool));
      chain.add(SchemaControl.forTool(tool.name(), schemas.get(tool.name())));
      chain.add(
          PermissionControl.forTool(
              tool.name(),
              tool.effect(),
              tool.risk(),
              approval,
              rules.permissions(tool.name()),
              grantingTasks(tool.name())));
      Double least = tool.minConfidence();
      if (least != null) {
        chain.add(ConfidenceControl.forTool(tool.name(), least, approval, tool.ref()));
      }
      Set<String> chained = chainedTasks(tool.name());
      if (!chained.isEmpty()) {
        chain.add(ChainControl.forTool(tool.name(), tool.effect(), chained, approval, tool.ref()));
      }
      FlowControl flow =
          FlowControl.forTool(tool.name(), tool.outputs(), tool.accepts(), approval, tool.ref());
      chain.add(flow);
      chain.addAll(custom);
      chain.addAll(rules.limits(tool, state));
      ToolSlots slots = rules.slots(tool, state);
      if (slots != null) {
        chain.add(ConcurrencyControl.looking(slots));
      }
      if (loops != null) {
        chain.add(loops);
      }
      Chain all = Chain.of(chain);
      tools.put(
          tool.name(),
          new ToolPolicy(
              tool.version(),
              tool.effect(),
              all,
              slots == null ? all : all.with(ConcurrencyControl.claiming(slots)),
              slots,
              Chain.of(gate),
              tool.timeout(),
              model.audit().durableIntent() && tool.effect() != Effect.READ,
              audited(tool),
              approvals,
              handling(tool, flow)));
    }
    problems.throwIfAny();
    Map<String, Endorsement> endorsements = new LinkedHashMap<>();
    model.endorsements().forEach(e -> endorsements.put(e.ref().id(), e));
    Interceptor orders =
        OrdersControl.forTool(Effect.READ, ApprovalPolicy.DEFAULT.id(), state.orders());
    return new Policy(
        tools,
        unlisted(identity, approvals),
        endorsements,
        rules.models(state),
        Chain.of(List.of(identity, orders)),
        manifest.digest());
  }

  private ToolPolicy unlisted(Interceptor identity, Map<String, ApprovalPolicy> approvals) {
    Set<String> names = new LinkedHashSet<>(manifest.tools());
    Interceptor orders =
        OrdersControl.forTool(Effect.WRITE, ApprovalPolicy.DEFAULT.id(), state.orders());
    Chain chain = Chain.of(List.of(identity, orders, AllowlistControl.unlisted(names)));
    return new ToolPolicy(
        "",
        Effect.IRREVERSIBLE,
        chain,
        chain,
        null,
        Chain.of(List.of(identity, orders)),
        null,
        false,
        AuditedTool.unknown(manifest.digest(), manifest.bundle(), model.audit().arguments())
            .withRedaction(model.audit().redaction()),
        approvals,
        ToolPolicy.Handling.PLAIN);
  }

  private AuditedTool audited(ManifestModel.Tool tool) {
    ToolDescriptor live = descriptors.get(tool.name());
    ArgumentsMode mode = tool.arguments();
    return new AuditedTool(
        tool.version(),
        live == null ? tool.digest() : live.digest(),
        manifest.digest(),
        manifest.bundle(),
        mode == null ? model.audit().arguments() : mode,
        model.audit().redaction());
  }

  private Interceptor catalog(ManifestModel.Tool tool) {
    Node declared = tool.inputSchema();
    return CatalogControl.forTool(
        tool.name(),
        tool.version(),
        tool.digest(),
        declared == null ? null : declared.value(),
        descriptors.get(tool.name()),
        catalog,
        tool.ref());
  }

  /** The input schema of a tool: what the deployed tool says, or else what the manifest says. */
  private @Nullable Object schemaModel(ManifestModel.Tool tool) {
    ToolDescriptor live = descriptors.get(tool.name());
    Object schema = live == null ? null : live.inputSchema();
    Node declared = tool.inputSchema();
    return schema == null && declared != null ? declared.value() : schema;
  }

  private ToolPolicy.Handling handling(ManifestModel.Tool tool, FlowControl flow) {
    Object input = schemaModel(tool);
    return new ToolPolicy.Handling(
        tool.coerce() && input != null ? SchemaControl.coercion(input) : null,
        outputCheck(tool),
        tool.answer().fallback(),
        tool.limits().idempotent(),
        tool.limits().retry(),
        undo(tool),
        flow);
  }

  private @Nullable Compensation undo(ManifestModel.Tool tool) {
    Compensation undo = tool.undo();
    for (ManifestModel.Tool other : model.tools()) {
      if (undo != null && other.name().equals(undo.tool())) {
        new UndoCheck(problems, this::schemaModel, this::answerModel).check(tool, undo, other);
      }
    }
    return undo;
  }

  /** The output schema of a tool: what the manifest says, or else what the deployed tool says. */
  private @Nullable Object answerModel(ManifestModel.Tool tool) {
    ToolDescriptor live = descriptors.get(tool.name());
    Node declared = tool.answer().schema();
    return declared != null ? declared.value() : live == null ? null : live.outputSchema();
  }

  private @Nullable OutputCheck outputCheck(ManifestModel.Tool tool) {
    ManifestModel.Answer answer = tool.answer();
    Object schema = answerModel(tool);
    try {
      return OutputCheck.of(
          schema == null ? null : CompiledSchema.compile(schema),
          answer.maxBytes(),
          answer.redact());
    } catch (SchemaException e) {
      problems.add(
          tool.ref(),
          "tools." + tool.name() + ".outputs",
          "the answers cannot be checked: " + e.getMessage());
      return null;
    }
  }

  /** The tasks with this tool in which what is irreversible governs all that follows. */
  private Set<String> chainedTasks(String tool) {
    Set<String> tasks = new LinkedHashSet<>();
    for (ManifestModel.Task task : model.tasks()) {
      if (task.confirmAfterIrreversible() && task.tools().contains(tool)) {
        tasks.add(task.id());
      }
    }
    return tasks;
  }

  private Map<String, CompiledSchema> schemas() {
    Map<String, CompiledSchema> schemas = new HashMap<>();
    for (ManifestModel.Tool tool : model.tools()) {
      Object schema = schemaModel(tool);
      if (schema != null) {
        try {
          schemas.put(tool.name(), CompiledSchema.compile(schema));
        } catch (SchemaException e) {
          problems.add(
              tool.ref(),
              "tools." + tool.name() + ".inputSchema",
              "the input schema does not compile: " + e.getMessage());
        }
      }
    }
    return schemas;
  }

  private String approvalOf(ManifestModel.Tool tool) {
    String named = tool.approval();
    if (named != null) {
      return named;
    }
    List<ApprovalPolicy> declared = model.approvals();
    if (declared.size() == 1) {
      return declared.get(0).id();
    }
    String usual = ApprovalPolicy.DEFAULT.id();
    if (!declared.isEmpty() && declared.stream().noneMatch(p -> p.id().equals(usual))) {
      asksWithoutName(tool, usual);
    }
    return usual;
  }

  /**
   * Which of several policies decides is the manifest's to say, never a policy it does not show.
   */
  private void asksWithoutName(ManifestModel.Tool tool, String usual) {
    boolean confirmed = tool.effect() == Effect.IRREVERSIBLE || tool.risk() == Risk.C;
    boolean asks =
        (tool.accepts() != null && tool.accepts().otherwise() == Acceptance.Otherwise.APPROVE)
            || (confirmed && !grantingTasks(tool.name()).isEmpty())
            || model.permissions().stream()
                .filter(rule -> rule.tools().contains(tool.name()) && rule.approval() == null)
                .anyMatch(
                    rule ->
                        rule.verdict() == PermissionRule.Kind.APPROVE
                            || (confirmed && rule.verdict() == PermissionRule.Kind.PERMIT));
    if (asks) {
      problems.add(
          tool.ref(),
          "tools." + tool.name() + ".approval",
          "several approval policies are declared and none is named for this tool; name one here or"
              + " declare one with the id \""
              + usual
              + "\"");
    }
  }

  /** The tasks that include a tool, each as the rule that it is for that tool. */
  private Map<String, RuleRef> grantingTasks(String tool) {
    return tasksByTool.getOrDefault(tool, Map.of());
  }

  private static Map<String, Map<String, RuleRef>> tasksByTool(List<ManifestModel.Task> tasks) {
    Map<String, Map<String, RuleRef>> byTool = new HashMap<>();
    for (ManifestModel.Task task : tasks) {
      RuleRef ref = new RuleRef("task:" + task.id(), task.ref().place());
      for (String tool : task.tools()) {
        byTool.computeIfAbsent(tool, name -> new LinkedHashMap<>()).put(task.id(), ref);
      }
    }
    return byTool;
  }
}
