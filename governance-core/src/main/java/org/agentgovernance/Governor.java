package org.agentgovernance;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.agentgovernance.approval.ApprovalDesk;
import org.agentgovernance.approval.Approvals;
import org.agentgovernance.approval.StandingGrant;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditOptions;
import org.agentgovernance.audit.AuditTrail;
import org.agentgovernance.audit.CopiedTrail;
import org.agentgovernance.audit.SinkStatus;
import org.agentgovernance.budget.BudgetStore;
import org.agentgovernance.budget.BudgetView;
import org.agentgovernance.budget.Budgets;
import org.agentgovernance.budget.InMemoryBudgetStore;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.identity.Identity;
import org.agentgovernance.identity.IdentityException;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.identity.Verification;
import org.agentgovernance.manifest.ControlState;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.manifest.Policy;
import org.agentgovernance.manifest.PolicyCompiler;
import org.agentgovernance.resilience.BreakerStatus;
import org.agentgovernance.resilience.Breakers;
import org.agentgovernance.resilience.ConcurrencyLimits;
import org.agentgovernance.resilience.RateLimits;
import org.agentgovernance.rollout.Control;
import org.agentgovernance.rollout.ControlStore;
import org.agentgovernance.rollout.StandingOrders;

/**
 * The policy enforcement point: opened once from a manifest, it hands out a {@link Session} for
 * each user, agent and task. Safe for use by many threads; close it when the application ends.
 *
 * <pre>{@code
 * PrincipalVerifier<Subject> logins = PrincipalVerifier.attestedByHost("shop");
 * try (Governor governor =
 *         Governor.of(Path.of("agent.manifest.json"))
 *             .tool("crm.account.read", args -> crm.read(args.string("account")))
 *             .open();
 *     Session session = governor.session(logins, Subject.of("u-17")).task("support").open()) {
 *   CallResult result = session.call("crm.account.read", Map.of("account", "A-1"));
 *   System.out.println(result.forModel());
 * }
 * }</pre>
 */
public final class Governor implements AutoCloseable {
  private static final long MOMENT_MILLIS = 1000;

  private final Manifest manifest;
  private final ApprovalDesk approvals;
  private final AuditTrail trail;
  private final Enforcement enforcement;
  private final Threads threads;
  private final OrderDesk control;
  private final Events events;
  private final Breakers breakers;
  private final Budgets budgets;
  private final Clock clock;

  Governor(GovernorBuilder builder) {
    this.manifest = builder.manifest;
    this.events = new Events(builder.events);
    StandingOrders orders = new StandingOrders(ordersStore(builder));
    BudgetStore store = builder.budgets == null ? new InMemoryBudgetStore() : builder.budgets;
    this.breakers = new Breakers(builder.clock, events);
    this.budgets = Budgets.in(store, events);
    this.clock = builder.clock;
    ControlState state =
        new ControlState(
            budgets, new RateLimits(), new ConcurrencyLimits(), breakers, orders, events);
    Policy policy = compiled(builder, state);
    StandingGrants standing =
        new StandingGrants(granted(builder, policy), store, orders, builder.clock);
    AuditTrail log =
        builder.trail == null
            ? AuditLog.open(manifest.auditDirectory(), AuditOptions.defaults().withEvents(events))
            : builder.trail;
    this.trail =
        builder.copies.isEmpty() ? log : CopiedTrail.of(log, builder.copies, events, builder.clock);
    Recorder recorder = new Recorder(trail);
    this.approvals =
        new ApprovalDesk(
            builder.approvals,
            builder.clock,
            builder.channels,
            new ApprovalRecords(policy, recorder, builder.clock)::elsewhere);
    this.threads = new Threads(builder.executor);
    this.enforcement =
        new Enforcement(policy, recorder, approvals, standing, threads, events, builder);
    this.control =
        new OrderDesk(
            enforcement,
            orders,
            new OrderRecords(
                recorder, builder.clock, manifest.digest(), manifest.redaction(), events));
  }

  private Policy compiled(GovernorBuilder builder, ControlState state) {
    try {
      return PolicyCompiler.compile(
          manifest, builder.descriptors, builder.verifier(), state, builder.interceptors);
    } catch (GovernanceException e) {
      RefusedOpening.note(e, builder, events);
      throw e;
    }
  }

  private List<StandingGrant> granted(GovernorBuilder builder, Policy policy) {
    try {
      return builder.standing(policy);
    } catch (GovernanceException e) {
      RefusedOpening.note(e, builder, events);
      throw e;
    }
  }

  /** Orders outlive the process wherever its records do: in a directory beside the log. */
  private static ControlStore ordersStore(GovernorBuilder builder) {
    if (builder.control != null) {
      return builder.control;
    }
    if (builder.trail != null) {
      return ControlStore.inMemory();
    }
    Path log = builder.manifest.auditDirectory().toAbsolutePath().normalize();
    return ControlStore.file(
        log.resolveSibling(log.getFileName() + "-control").resolve("orders.json"));
  }

  /**
   * Starts a governor from a manifest file.
   *
   * @param manifest the file, JSON or YAML
   * @return a builder
   * @throws org.agentgovernance.manifest.ManifestException when the manifest is not valid
   */
  public static GovernorBuilder of(Path manifest) {
    return new GovernorBuilder(Manifest.load(manifest));
  }

  /**
   * Starts a governor from a manifest.
   *
   * @param manifest the manifest
   * @return a builder
   */
  public static GovernorBuilder of(Manifest manifest) {
    return new GovernorBuilder(manifest);
  }

  /**
   * Starts a session on behalf of a user.
   *
   * @param who a verified principal, or openly {@link org.agentgovernance.identity.Anonymous#USER}
   * @return a builder
   */
  public SessionBuilder session(Identity who) {
    return new SessionBuilder(enforcement, manifest.agent(), who);
  }

  /**
   * Starts a session on behalf of whoever a credential belongs to. May block, as the verifier may.
   * A credential that is not good is recorded as a decision without a tool.
   *
   * @param verifier what checks the credential
   * @param credential what the user or agent presents
   * @param <C> the kind of credential
   * @return a builder
   * @throws IdentityException when the credential is not good
   */
  public <C> SessionBuilder session(PrincipalVerifier<C> verifier, C credential) {
    try {
      return session(Verification.of(verifier, credential));
    } catch (IdentityException e) {
      RefusedSessions.record(enforcement, e);
      throw e;
    }
  }

  /**
   * Where people decide about calls that wait for them. Keep it away from tools and agents.
   *
   * @return the approvals of this governor
   */
  public Approvals approvals() {
    return approvals.approvals();
  }

  /**
   * Where people stop agents. Keep it away from tools and agents.
   *
   * @return the control of this governor
   */
  public Control control() {
    return control;
  }

  /**
   * The manifest in force.
   *
   * @return the manifest
   */
  public Manifest manifest() {
    return manifest;
  }

  /**
   * How the circuit breakers of tools stand, for gauges and pages of operators. Asking changes
   * nothing and does not block.
   *
   * @return a snapshot, by the tool's name; a breaker that counts for each user is there once for
   *     each who has called the tool
   */
  public List<BreakerStatus> breakers() {
    return breakers.states();
  }

  /**
   * What is left of each budget that a call has been charged to since the governor was opened, for
   * gauges and pages of operators. Where a budget has several accounts, one for each user for
   * instance, the one with the least left is told, of up to 1,000 accounts; those that come later
   * are left out, which is logged once. Asks the store, and blocks as it does.
   *
   * @return one view for each budget, in no order; a budget of which the store does not answer is
   *     left out
   */
  public List<BudgetView> budgets() {
    return budgets.tightest(clock.millis());
  }

  /**
   * Closes the circuit breakers of a tool before they would close by themselves, or where nothing
   * else closes them: a tool that cannot be undone and that no other tool tries out. Like {@link
   * #control()} this is for operators, never for an agent. It is recorded first; blocks for the
   * disk.
   *
   * @param tool the tool's name in the manifest
   * @param reason why the tool is believed to work, not blank, at most 2,000 characters; recorded
   * @param by who closes them, as the host has authenticated them
   * @return how many breakers were not closed before
   * @throws IllegalArgumentException when there is no such tool, or no reason
   * @throws org.agentgovernance.decision.GovernanceException with {@code audit.unavailable} when it
   *     could not be recorded; nothing was closed then
   */
  public int closeBreaker(String tool, String reason, Subject by) {
    return ClosedBreakers.close(enforcement, breakers, tool, reason, by);
  }

  /**
   * Where records go.
   *
   * @return the audit trail
   */
  public AuditTrail audit() {
    return trail;
  }

  /**
   * How the sinks are doing that records are copied to.
   *
   * @return a snapshot, in the order of registration; empty without sinks
   */
  public List<SinkStatus> sinks() {
    return trail instanceof CopiedTrail copied ? copied.sinks() : List.of();
  }

  /**
   * Denies every further call and those that wait for a person, whose requests stand on in a store
   * that was given with {@link GovernorBuilder#approvals}; interrupts tools that still run, gives
   * them a moment to end, and closes the log. Blocks for that long. The call of a tool that does
   * not end ends as {@code tool.cancelled}.
   */
  @Override
  public void close() {
    control.close();
    enforcement.close();
    approvals.close();
    enforcement.running.close(MOMENT_MILLIS);
    threads.close();
    budgets.tellAll();
    trail.close();
    events.close();
  }
}
