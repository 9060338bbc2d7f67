package org.agentgovernance.approval;

import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.json.Digest;

/**
 * A call as the enforcement point knows it: all that an approval is bound to. Immutable.
 *
 * @param id the call's id in the records
 * @param call the exact call
 * @param context whose session it is
 * @param version the tool's version in the manifest
 * @param manifest digest of the manifest in force
 */
public record ProposedCall(
    String id, ToolCall call, CallContext context, String version, Digest manifest) {
  /** Id and tool; never the arguments. */
  @Override
  public String toString() {
    return "ProposedCall[" + id + ", " + call.tool() + "]";
  }
}
