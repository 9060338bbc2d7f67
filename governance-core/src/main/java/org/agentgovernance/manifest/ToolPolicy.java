package org.agentgovernance.manifest;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.agentgovernance.approval.ApprovalPolicy;
import org.agentgovernance.audit.AuditedTool;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.flow.FlowControl;
import org.agentgovernance.interceptor.Chain;
import org.agentgovernance.recovery.Compensation;
import org.agentgovernance.recovery.Fallback;
import org.agentgovernance.resilience.RetryRule;
import org.agentgovernance.resilience.ToolSlots;
import org.agentgovernance.schema.OutputCheck;
import org.jspecify.annotations.Nullable;

/** What a manifest comes to for one tool, or for all that it does not list. Immutable. */
public final class ToolPolicy {
  private final String version;
  private final Effect effect;
  private final Chain chain;
  private final Chain live;
  private final @Nullable ToolSlots slots;
  private final Chain gate;
  private final @Nullable Duration timeout;
  private final boolean durableIntent;
  private final AuditedTool audited;
  private final Map<String, ApprovalPolicy> approvals;
  private final Handling handling;

  /**
   * How a tool's arguments and answers are handled on the way.
   *
   * @param coercion what turns arguments into the declared types, or null
   * @param output what is done with an answer before anyone reads it, or null
   * @param fallback what stands in for an answer that cannot be used, or null
   * @param idempotent whether a second call with the same arguments changes nothing more
   * @param retry when the same call is made again, or null when it never is
   * @param undo which call undoes what the tool does, or null
   * @param flow what labels a session that gets an answer of the tool, or null
   */
  record Handling(
      @Nullable UnaryOperator<Arguments> coercion,
      @Nullable OutputCheck output,
      @Nullable Fallback fallback,
      boolean idempotent,
      @Nullable RetryRule retry,
      @Nullable Compensation undo,
      @Nullable FlowControl flow) {
    static final Handling PLAIN = new Handling(null, null, null, false, null, null, null);
  }

  ToolPolicy(
      String version,
      Effect effect,
      Chain chain,
      Chain live,
      @Nullable ToolSlots slots,
      Chain gate,
      @Nullable Duration timeout,
      boolean durableIntent,
      AuditedTool audited,
      Map<String, ApprovalPolicy> approvals,
      Handling handling) {
    this.version = version;
    this.effect = effect;
    this.chain = chain;
    this.live = live;
    this.slots = slots;
    this.gate = gate;
    this.timeout = timeout;
    this.durableIntent = durableIntent;
    this.audited = audited;
    this.approvals = approvals;
    this.handling = handling;
  }

  /**
   * The tool's version in the manifest.
   *
   * @return the version, or an empty string for a tool that is not listed
   */
  public String version() {
    return version;
  }

  /**
   * What the tool does to the world.
   *
   * @return the declared effect; irreversible for a tool that is not listed
   */
  public Effect effect() {
    return effect;
  }

  /**
   * The controls of the tool.
   *
   * @return the chain
   */
  public Chain chain() {
    return chain;
  }

  /**
   * The same controls for a call that is really made, which takes room among those that run at once
   * before anything else: for it only what it gets there counts.
   *
   * @return the chain
   */
  public Chain live() {
    return live;
  }

  /**
   * The caps on how many calls of the tool run at once.
   *
   * @return the caps, or null when there are none
   */
  public @Nullable ToolSlots slots() {
    return slots;
  }

  /**
   * Those of the controls that are asked once more directly before the tool starts, and whenever an
   * order is given while it runs: who asks, and whether anyone is stopped.
   *
   * @return the chain
   */
  public Chain gate() {
    return gate;
  }

  /**
   * How long the tool may take.
   *
   * @return the time, or null when the manifest says {@code "none"}
   */
  public @Nullable Duration timeout() {
    return timeout;
  }

  /**
   * Whether the intent is on disk before the tool runs.
   *
   * @return true for tools with an effect, unless the manifest says {@code async}
   */
  public boolean durableIntent() {
    return durableIntent;
  }

  /**
   * How the tool stands in the record.
   *
   * @return version, digests and the mode of its arguments
   */
  public AuditedTool audited() {
    return audited;
  }

  /**
   * The approval policy of an id.
   *
   * @param id as in {@link org.agentgovernance.decision.RequireApproval#approval()}
   * @return the declared policy, the usual one for its id where the manifest does not declare it,
   *     or null when there is no such policy
   */
  public @Nullable ApprovalPolicy approvalPolicy(String id) {
    ApprovalPolicy declared = approvals.get(id);
    return declared == null && id.equals(ApprovalPolicy.DEFAULT.id())
        ? ApprovalPolicy.DEFAULT
        : declared;
  }

  /**
   * The call as it is decided on and run: its arguments in the types that the tool's schema asks
   * for, where the manifest says {@code coerce}.
   *
   * @param call the call as the agent proposed it
   * @return the same call when nothing had to change
   */
  public ToolCall prepared(ToolCall call) {
    UnaryOperator<Arguments> coercion = handling.coercion();
    if (coercion == null || call.malformed() != null) {
      return call;
    }
    Arguments coerced = coercion.apply(call.arguments());
    return coerced.equals(call.arguments()) ? call : call.withArguments(coerced);
  }

  /**
   * Whether an order, or who asks, holds up every call of the tool as things stand.
   *
   * @param call what the agent proposes
   * @param context whose session it is
   * @param answered what people have been asked about this very call, and have approved
   * @return true when a call that waits need not wait any longer
   */
  public boolean stops(ToolCall call, CallContext context, Collection<RequireApproval> answered) {
    return !(gate.check(call, context, answered) instanceof Permit);
  }

  /**
   * Whether a second call with the same arguments changes nothing more, as the manifest says.
   *
   * @return true when the tool is declared idempotent
   */
  public boolean idempotent() {
    return handling.idempotent();
  }

  /**
   * When the same call is made again after its tool failed.
   *
   * @return the rule, or null when it never is
   */
  public @Nullable RetryRule retry() {
    return handling.retry();
  }

  /**
   * What is done with the tool's answer before anyone reads it.
   *
   * @return the check, or null when the manifest asks for none
   */
  public @Nullable OutputCheck output() {
    return handling.output();
  }

  /**
   * What stands in for an answer that cannot be used.
   *
   * @return what is declared, or null when nothing does
   */
  public @Nullable Fallback fallback() {
    return handling.fallback();
  }

  /**
   * Which call undoes what the tool does.
   *
   * @return what is declared, or null when nothing does
   */
  public @Nullable Compensation undo() {
    return handling.undo();
  }

  /**
   * Labels a session that gets an answer of the tool of earlier, as if it had just been read.
   *
   * @param context whose session it is
   * @param output the answer
   */
  public void label(CallContext context, Object output) {
    FlowControl flow = handling.flow();
    if (flow != null) {
      flow.read(context, output);
    }
  }
}
