package org.agentgovernance.manifest;

import java.time.Duration;
import java.util.Map;
import org.agentgovernance.approval.ApprovalPolicy;
import org.agentgovernance.audit.AuditedTool;
import org.agentgovernance.interceptor.Chain;
import org.jspecify.annotations.Nullable;

/** What a manifest comes to for one tool, or for all that it does not list. Immutable. */
public final class ToolPolicy {
  private final String version;
  private final Chain chain;
  private final Chain gate;
  private final @Nullable Duration timeout;
  private final boolean durableIntent;
  private final AuditedTool audited;
  private final Map<String, ApprovalPolicy> approvals;

  ToolPolicy(
      String version,
      Chain chain,
      Chain gate,
      @Nullable Duration timeout,
      boolean durableIntent,
      AuditedTool audited,
      Map<String, ApprovalPolicy> approvals) {
    this.version = version;
    this.chain = chain;
    this.gate = gate;
    this.timeout = timeout;
    this.durableIntent = durableIntent;
    this.audited = audited;
    this.approvals = approvals;
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
   * The controls of the tool.
   *
   * @return the chain
   */
  public Chain chain() {
    return chain;
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
}
