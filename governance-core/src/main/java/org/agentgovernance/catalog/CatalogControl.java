package org.agentgovernance.catalog;

import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Gates 2 and 3 for one tool: its live descriptor is the reviewed one, and the version called is
 * the manifest's. The descriptors are compared once, when the policy is compiled. Immutable.
 */
public final class CatalogControl implements Interceptor {
  private static final String ID = "catalog";
  private static final Permit PERMIT = Permit.by(ID);

  private final String version;
  private final RuleRef rule;
  private final @Nullable Deny drift;

  private CatalogControl(String version, RuleRef rule, @Nullable Deny drift) {
    this.version = version;
    this.rule = rule;
    this.drift = drift;
  }

  /**
   * The control of one tool.
   *
   * @param version the version in the manifest
   * @param pinned the digest in the manifest, or null when the manifest pins none
   * @param schema the input schema in the manifest, or null when the manifest declares none
   * @param live the descriptor of the deployed tool, or null when it is not known
   * @param rule the tool's entry in the manifest
   * @return the control
   */
  public static Interceptor forTool(
      String version,
      @Nullable Digest pinned,
      @Nullable Object schema,
      @Nullable ToolDescriptor live,
      RuleRef rule) {
    Deny drift = drift(pinned, live, rule);
    return new CatalogControl(version, rule, drift == null ? drift(schema, live, rule) : drift);
  }

  private static @Nullable Deny drift(
      @Nullable Object schema, @Nullable ToolDescriptor live, RuleRef rule) {
    Object deployed = live == null ? null : live.inputSchema();
    if (schema == null || deployed == null || Json.text(schema).equals(Json.text(deployed))) {
      return null;
    }
    return denial(
        rule,
        "the deployed tool's input schema is not the one in the manifest; review the change, then"
            + " update "
            + rule.place());
  }

  private static @Nullable Deny drift(
      @Nullable Digest pinned, @Nullable ToolDescriptor live, RuleRef rule) {
    if (pinned == null || (live != null && pinned.equals(live.digest()))) {
      return null;
    }
    String message =
        live == null
            ? "the manifest pins "
                + pinned
                + " but no descriptor of the deployed tool is known; register it with its"
                + " descriptor"
            : "the deployed tool's descriptor is "
                + live.digest()
                + ", the reviewed one is "
                + pinned
                + "; review the change, then update the digest at "
                + rule.place();
    return denial(rule, message);
  }

  private static Deny denial(RuleRef rule, String message) {
    return new Deny(
        ReasonCode.CATALOG_DRIFT,
        ID,
        rule,
        message,
        "This tool has changed since it was reviewed and cannot be used.");
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    if (drift != null) {
      return drift;
    }
    String called = call.version();
    if (called == null || called.equals(version)) {
      return PERMIT;
    }
    return new Deny(
        ReasonCode.CATALOG_VERSION,
        ID,
        rule,
        "another version is called than the manifest's "
            + version
            + "; deploy that version or review the new one and change "
            + rule.place(),
        "This version of the tool cannot be used.");
  }
}
