package org.agentgovernance.allowlist;

import java.util.Set;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.json.Names;

/** Refuses a tool that the manifest does not list, a hallucinated or an empty name. */
final class UnlistedTool implements Interceptor {
  private final Set<String> toolNames;

  UnlistedTool(Set<String> toolNames) {
    this.toolNames = Set.copyOf(toolNames);
  }

  @Override
  public String id() {
    return AllowlistControl.ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    String name = call.tool();
    String what;
    if (name.isEmpty()) {
      what = "the call names no tool";
    } else if (!Names.isTool(name)) {
      what = "the call names something that cannot be a tool (1 to 64 of A-Z a-z 0-9 _ . -)";
    } else {
      String near = Names.nearest(name, toolNames);
      what =
          "tool \""
              + name
              + "\" is not listed in the manifest"
              + (near == null ? "" : "; did you mean \"" + near + "\"?");
    }
    return new Deny(
        ReasonCode.ALLOWLIST_UNKNOWN_TOOL,
        AllowlistControl.ID,
        what,
        "There is no such tool. Use only the tools that you were given.");
  }
}
