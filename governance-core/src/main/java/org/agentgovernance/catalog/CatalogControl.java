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
import org.jspecify.annotations.Nullable;

/**
 * Gates 2 and 3 for one tool: its live descriptor is the reviewed one, the version called is the
 * manifest's, and the catalogue that says so still holds. Signatures and descriptors are compared
 * once, when the policy is compiled; a call is compared with the clock and with a version.
 * Immutable.
 */
public final class CatalogControl implements Interceptor {
  static final String ID = "catalog";
  private static final Permit PERMIT = Permit.by(ID);

  private final String version;
  private final @Nullable Deny standing;
  private final long expiresMillis;
  private final Deny expired;
  private final Deny otherVersion;

  private CatalogControl(
      String version, RuleRef rule, @Nullable Deny standing, @Nullable SignedCatalog catalog) {
    this.version = version;
    this.standing = standing;
    this.expiresMillis = catalog == null ? Long.MAX_VALUE : catalog.expires().toEpochMilli();
    this.expired =
        new Deny(
            ReasonCode.CATALOG_EXPIRED,
            ID,
            rule,
            "the catalogue"
                + (catalog == null ? "" : " or its trust root expired at " + catalog.expires())
                + "; review the tools again, sign the next one and open the governor with it",
            "The tools' review has run out, so none of them can be used now.");
    this.otherVersion =
        new Deny(
            ReasonCode.CATALOG_VERSION,
            ID,
            rule,
            "another version is called than the manifest's "
                + version
                + "; deploy that version or review the new one and change "
                + rule.place(),
            "This version of the tool cannot be used.");
  }

  /**
   * The control of one tool.
   *
   * @param tool the tool's name
   * @param version the version in the manifest
   * @param pinned the digest in the manifest, or null when the manifest pins none
   * @param schema the input schema in the manifest, or null when the manifest declares none
   * @param live the descriptor of the deployed tool, or null when it is not known
   * @param catalog the verified catalogue, or null when the manifest says that there is none
   * @param rule the tool's entry in the manifest
   * @return the control
   */
  public static Interceptor forTool(
      String tool,
      String version,
      @Nullable Digest pinned,
      @Nullable Object schema,
      @Nullable ToolDescriptor live,
      @Nullable SignedCatalog catalog,
      RuleRef rule) {
    Deny standing = catalog == null ? null : Review.of(tool, version, live, catalog, rule);
    if (standing == null) {
      standing = Review.pinned(pinned, live, rule);
    }
    if (standing == null) {
      standing = Review.schema(schema, live, rule);
    }
    return new CatalogControl(version, rule, standing, catalog);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    if (standing != null) {
      return standing;
    }
    if (expiresMillis != Long.MAX_VALUE && context.nowMillis() >= expiresMillis) {
      return expired;
    }
    String called = call.version();
    return called == null || called.equals(version) ? PERMIT : otherVersion;
  }
}
