package org.agentgovernance;

import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.approval.Approvals;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditTrail;
import org.agentgovernance.budget.InMemoryBudgetStore;
import org.agentgovernance.call.Subject;
import org.agentgovernance.manifest.ControlState;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.manifest.Policy;
import org.agentgovernance.manifest.PolicyCompiler;
import org.agentgovernance.resilience.Breakers;
import org.agentgovernance.resilience.RateLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy enforcement point: opened once from a manifest, it hands out a {@link Session} for
 * each user, agent and task. Safe for use by many threads; close it when the application ends.
 *
 * <pre>{@code
 * try (Governor governor =
 *         Governor.of(Path.of("agent.manifest.json"))
 *             .tool("crm.account.read", args -> crm.read(args.string("account")))
 *             .open();
 *     Session session = governor.session(Subject.of("u-17")).task("support").open()) {
 *   CallResult result = session.call("crm.account.read", Map.of("account", "A-1"));
 *   System.out.println(result.forModel());
 * }
 * }</pre>
 */
public final class Governor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Governor.class);
  private static final int MOST_THREADS = 512;
  private static final long MOMENT_MILLIS = 1000;
  private static final long RECORD_MILLIS = 200;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final Manifest manifest;
  private final Approvals approvals;
  private final AuditTrail trail;
  private final Enforcement enforcement;
  private final ExecutorService threads;
  private final ScheduledThreadPoolExecutor timer;

  Governor(GovernorBuilder builder) {
    this.manifest = builder.manifest;
    ControlState state =
        new ControlState(
            builder.budgets == null ? new InMemoryBudgetStore() : builder.budgets,
            new RateLimits(),
            new Breakers(builder.clock));
    Policy policy =
        PolicyCompiler.compile(manifest, builder.descriptors, state, builder.interceptors);
    this.approvals = new Approvals(builder.clock, builder.channels);
    this.trail = builder.trail == null ? AuditLog.open(manifest.auditDirectory()) : builder.trail;
    ThreadFactory factory = factory();
    this.threads =
        new ThreadPoolExecutor(
            0, MOST_THREADS, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    this.timer = new ScheduledThreadPoolExecutor(1, factory);
    timer.setRemoveOnCancelPolicy(true);
    this.enforcement = new Enforcement(policy, trail, approvals, threads, timer, builder);
  }

  private static ThreadFactory factory() {
    String prefix = "governance-" + NUMBER.incrementAndGet() + "-";
    AtomicInteger count = new AtomicInteger();
    ThreadFactory plain = Executors.defaultThreadFactory();
    return task -> {
      Thread thread = plain.newThread(task);
      thread.setDaemon(true);
      thread.setName(prefix + count.incrementAndGet());
      return thread;
    };
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
   * @param user the user as the host has authenticated them, or {@link Subject#anonymous()}
   * @return a builder
   */
  public SessionBuilder session(Subject user) {
    return new SessionBuilder(enforcement, manifest.agent(), user);
  }

  /**
   * Where people decide about calls that wait for them. Keep it away from tools and agents.
   *
   * @return the approvals of this governor
   */
  public Approvals approvals() {
    return approvals;
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
   * Where records go.
   *
   * @return the audit trail
   */
  public AuditTrail audit() {
    return trail;
  }

  /**
   * Denies every further call and those that wait for a person, interrupts tools that still run,
   * gives them a moment to end, and closes the log. Blocks for that long. The call of a tool that
   * does not end ends as {@code tool.cancelled}.
   */
  @Override
  public void close() {
    enforcement.close();
    approvals.close();
    enforcement.running.close(MOMENT_MILLIS);
    timer.shutdownNow();
    threads.shutdownNow();
    awaitRecords();
    trail.close();
  }

  /** What goes on after a wait has nothing left to do but to record its denial. */
  private void awaitRecords() {
    try {
      if (!threads.awaitTermination(RECORD_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.warn("threads of tools are still busy; the log is closed without them");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
