package org.agentgovernance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.agentgovernance.approval.ApprovalChannel;
import org.agentgovernance.approval.ApprovalStore;
import org.agentgovernance.approval.StandingGrant;
import org.agentgovernance.audit.AuditSink;
import org.agentgovernance.audit.AuditTrail;
import org.agentgovernance.audit.CopiedTrail;
import org.agentgovernance.audit.SinkPolicy;
import org.agentgovernance.budget.BudgetStore;
import org.agentgovernance.catalog.CatalogVerifier;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.HighWaterStore;
import org.agentgovernance.catalog.SignedCatalog;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.catalog.TrustRoot;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Wrapper;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.manifest.Policy;
import org.agentgovernance.rollout.ControlStore;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link Governor} is made of. Not safe for use by many threads. */
public final class GovernorBuilder {
  final Manifest manifest;
  final Map<String, Tool> tools = new LinkedHashMap<>();
  final List<ToolDescriptor> descriptors = new ArrayList<>();
  final List<Interceptor> interceptors = new ArrayList<>();
  final List<Wrapper> wrappers = new ArrayList<>();
  final List<CallObserver> observers = new ArrayList<>();
  final List<EventSink> events = new ArrayList<>();
  final List<ApprovalChannel> channels = new ArrayList<>();
  final Map<String, ObligationHandler> obligations = new LinkedHashMap<>();
  final List<CopiedTrail.Copy> copies = new ArrayList<>();
  Clock clock = Clock.systemUTC();

  /** What spreads the pauses between tries; tests put their own here. */
  DoubleSupplier jitter = () -> ThreadLocalRandom.current().nextDouble();

  @Nullable Executor executor;
  @Nullable AuditTrail trail;
  @Nullable BudgetStore budgets;
  @Nullable ControlStore control;
  @Nullable ApprovalStore approvals;
  private @Nullable TrustRoot trustRoot;
  private @Nullable HighWaterStore versions;
  private @Nullable DsseEnvelope catalog;
  private @Nullable TrustRoot grantRoot;
  private List<Path> grantFiles = List.of();

  GovernorBuilder(Manifest manifest) {
    this.manifest = manifest;
  }

  /**
   * Registers a tool's function.
   *
   * @param name the tool's name in the manifest
   * @param tool what does the work
   * @return this builder
   * @throws IllegalArgumentException when the manifest does not list the tool
   */
  public GovernorBuilder tool(String name, Tool tool) {
    if (!manifest.tools().contains(name)) {
      throw new IllegalArgumentException("the manifest lists no tool \"" + name + "\"");
    }
    tools.put(name, tool);
    return this;
  }

  /**
   * Registers a tool's function together with its descriptor.
   *
   * @param descriptor how the tool describes itself to the model
   * @param tool what does the work
   * @return this builder
   * @throws IllegalArgumentException when the manifest does not list the tool
   */
  public GovernorBuilder tool(ToolDescriptor descriptor, Tool tool) {
    descriptors.add(descriptor);
    return tool(descriptor.name(), tool);
  }

  /**
   * Tells how the deployed tools describe themselves.
   *
   * @param list descriptors, also of tools that the manifest does not list
   * @return this builder
   */
  public GovernorBuilder descriptors(Collection<ToolDescriptor> list) {
    descriptors.addAll(list);
    return this;
  }

  /**
   * Reads the descriptors of the deployed tools from a file in the shape of MCP's {@code
   * tools/list}.
   *
   * @param file the file
   * @return this builder
   * @throws GovernanceException when it cannot be read
   * @throws org.agentgovernance.json.JsonException when it is not strict JSON
   */
  public GovernorBuilder descriptors(Path file) {
    try {
      return descriptors(ToolDescriptor.parseAll(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new GovernanceException(
          ReasonCode.MANIFEST_INVALID, "the descriptors cannot be read from " + file, e);
    }
  }

  /**
   * Pins who may sign the catalogue of the tools. The manifest must then name a signed catalogue;
   * it is verified once, when the governor is opened.
   *
   * @param root the trust root, shipped with the application: never read it from where the manifest
   *     or the catalogue comes from
   * @param versions where the highest versions seen are remembered, so that an old catalogue is
   *     refused; one store for each trust root, and one that outlives the process
   * @return this builder
   */
  public GovernorBuilder trustRoot(TrustRoot root, HighWaterStore versions) {
    this.trustRoot = root;
    this.versions = versions;
    return this;
  }

  /**
   * Gives the signed catalogue itself, where it does not stand in the file that the manifest names:
   * in a jar, in a registry. It is verified like the file.
   *
   * @param envelope the catalogue
   * @return this builder
   */
  public GovernorBuilder catalog(DsseEnvelope envelope) {
    this.catalog = envelope;
    return this;
  }

  @Nullable Function<Path, SignedCatalog> verifier() {
    if (trustRoot == null || versions == null) {
      return null;
    }
    CatalogVerifier verifier = new CatalogVerifier(trustRoot, versions, clock);
    DsseEnvelope given = catalog;
    return given == null ? verifier::verify : file -> verifier.verify(given);
  }

  /**
   * Adds a control of one's own. It is asked after the manifest's rules and can only restrict.
   *
   * @param interceptor the control
   * @return this builder
   */
  public GovernorBuilder interceptor(Interceptor interceptor) {
    interceptors.add(interceptor);
    return this;
  }

  /**
   * Adds something that runs round every permitted tool, the first one outermost.
   *
   * @param wrapper the wrapper
   * @return this builder
   */
  public GovernorBuilder wrapper(Wrapper wrapper) {
    wrappers.add(wrapper);
    return this;
  }

  /**
   * Adds something that watches every call, the denied ones too.
   *
   * @param observer the observer
   * @return this builder
   */
  public GovernorBuilder observer(CallObserver observer) {
    observers.add(observer);
    return this;
  }

  /**
   * Adds something that is told of events, such as a budget that is nearly used up. It runs on a
   * thread of its own, one event after the other, so it may take its time and may fail.
   *
   * @param listener what takes the events
   * @return this builder
   */
  public GovernorBuilder events(EventSink listener) {
    events.add(listener);
    return this;
  }

  /**
   * Adds a way to bring approvals before people.
   *
   * @param channel the channel
   * @return this builder
   */
  public GovernorBuilder approvalChannel(ApprovalChannel channel) {
    channels.add(channel);
    return this;
  }

  /**
   * Sets where requests to people are kept. By default in memory, where they end with the governor.
   * In a store that outlives it they stand on: they can be decided at any governor that shares the
   * store, and a call that is made again in a session of the same id, for the same principal, task
   * and manifest, takes up the request that was made for it.
   *
   * @param value the store; it is not closed with the governor
   * @return this builder
   */
  public GovernorBuilder approvals(ApprovalStore value) {
    this.approvals = value;
    return this;
  }

  /**
   * Registers what carries out one kind of obligation.
   *
   * @param kind the kind
   * @param handler what carries it out
   * @return this builder
   */
  public GovernorBuilder obligation(String kind, ObligationHandler handler) {
    obligations.put(kind, handler);
    return this;
  }

  /**
   * Sets what tells the time; the system's clock in UTC by default.
   *
   * @param value the clock
   * @return this builder
   */
  public GovernorBuilder clock(Clock value) {
    this.clock = value;
    return this;
  }

  /**
   * Sets where tools with a time limit run; by default daemon threads of the governor's own. An
   * executor that runs tasks on the calling thread gives up the time limit. To carry a tracing or
   * security context into the tools, pass an executor that does: it is asked on the caller's
   * thread. A durable intent of {@code callAsync} is waited for on the executor's threads, too.
   *
   * @param value the executor; it is not shut down with the governor
   * @return this builder
   */
  public GovernorBuilder executor(Executor value) {
    this.executor = value;
    return this;
  }

  /**
   * Sets where records go; by default a log in the manifest's {@code audit.directory} with {@link
   * org.agentgovernance.audit.AuditOptions#defaults}, so unsigned, without witnesses, and kept for
   * good. For anything else open the log yourself, with {@link
   * org.agentgovernance.audit.AuditLog#open(Path, org.agentgovernance.audit.AuditOptions)}, and
   * give it here.
   *
   * @param value the trail; it is closed with the governor
   * @return this builder
   */
  public GovernorBuilder audit(AuditTrail value) {
    this.trail = value;
    return this;
  }

  /**
   * Copies every record to another place as well. The governor feeds it, not the agent.
   *
   * @param name a short name for status and events
   * @param sink where the copies go; it is closed with the governor
   * @param policy whether calls are denied without it, and what it may cost
   * @return this builder
   */
  public GovernorBuilder auditSink(String name, AuditSink sink, SinkPolicy policy) {
    copies.add(new CopiedTrail.Copy(name, sink, policy));
    return this;
  }

  /**
   * Sets where budgets are counted; in memory by default.
   *
   * @param value the store
   * @return this builder
   */
  public GovernorBuilder budgets(BudgetStore value) {
    this.budgets = value;
    return this;
  }

  /**
   * Gives approvals that people have signed in advance. Each is verified once, when the governor is
   * opened; one that is not good does not open it. Its uses are counted in the store of {@link
   * #budgets}, which must therefore be set: only a store that outlives the process keeps a use from
   * being given again after a restart.
   *
   * @param root who may sign grants, pinned in the application; it may differ from who signs the
   *     catalogue
   * @param files DSSE envelopes of type {@link
   *     org.agentgovernance.approval.StandingGrant#PAYLOAD_TYPE}
   * @return this builder
   */
  public GovernorBuilder standingGrants(TrustRoot root, Path... files) {
    this.grantRoot = root;
    this.grantFiles = List.of(files);
    return this;
  }

  /** Verified, or refused. */
  List<StandingGrant> standing(Policy policy) {
    if (grantRoot == null || grantFiles.isEmpty()) {
      return List.of();
    }
    if (budgets == null) {
      throw new IllegalStateException(
          "standing grants need a store that counts their uses; set one with budgets(...)");
    }
    return StandingGrantFiles.load(grantRoot, grantFiles, policy, clock);
  }

  /**
   * Sets where halts, modes and revocations are kept. By default a file in a directory beside the
   * audit log, named like it with {@code -control} appended; in memory when {@link #audit} was set.
   *
   * @param value the store; it is not closed with the governor
   * @return this builder
   */
  public GovernorBuilder control(ControlStore value) {
    this.control = value;
    return this;
  }

  /**
   * Compiles the manifest and opens the governor.
   *
   * @return the governor; close it to end its threads and its log
   * @throws org.agentgovernance.manifest.ManifestException when the manifest and the descriptors do
   *     not fit
   * @throws GovernanceException when the signed catalogue is refused, with the code that says why,
   *     or when a standing grant is, or when the audit log cannot be opened
   */
  public Governor open() {
    return new Governor(this);
  }
}
