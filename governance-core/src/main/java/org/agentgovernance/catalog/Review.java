package org.agentgovernance.catalog;

import java.util.List;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** Compares a deployed tool with what was reviewed, once, when the policy is compiled. */
final class Review {
  private static final int MOST_POINTER_CHARS = 100;

  private Review() {}

  /** What the verified catalogue says against the tool, or null when it says nothing. */
  static @Nullable Deny of(
      String tool,
      String version,
      @Nullable ToolDescriptor live,
      SignedCatalog catalog,
      RuleRef rule) {
    CatalogStatement statement = catalog.statement();
    if (statement.revokes(tool, version)) {
      return new Deny(
          ReasonCode.CATALOG_REVOKED,
          CatalogControl.ID,
          rule,
          "catalogue " + statement.version() + " revokes this tool; take it out of " + rule.place(),
          "This tool was withdrawn and cannot be used. Continue without it.");
    }
    CatalogEntry entry = statement.entries().get(CatalogEntry.subject(tool, version));
    if (entry == null) {
      return absent(catalog.versions(tool), version, statement, rule);
    }
    ToolDescriptor reviewed = entry.descriptor();
    if (live == null) {
      return drift(
          rule,
          "no descriptor of the deployed tool is known, so it cannot be compared with the"
              + " reviewed one; register it with its descriptor");
    }
    if (reviewed.digest().equals(live.digest())) {
      return null;
    }
    List<DescriptorChange> changes = live.changesFrom(reviewed);
    DescriptorChange first = changes.get(0);
    return drift(
        rule,
        "the deployed tool's descriptor is not the reviewed one: "
            + first.kind()
            + " at \""
            + visible(first.pointer())
            + "\""
            + (changes.size() > 1 ? " and " + (changes.size() - 1) + " more" : "")
            + "; see it with \"governance catalog diff\", review it, then sign the next catalogue");
  }

  private static Deny absent(
      List<String> versions, String version, CatalogStatement statement, RuleRef rule) {
    if (versions.isEmpty()) {
      return new Deny(
          ReasonCode.CATALOG_UNLISTED,
          CatalogControl.ID,
          rule,
          "catalogue "
              + statement.version()
              + " does not list this tool; review it and sign the next catalogue",
          "This tool has not been reviewed and cannot be used. Continue without it.");
    }
    return new Deny(
        ReasonCode.CATALOG_VERSION,
        CatalogControl.ID,
        rule,
        "the manifest says version "
            + version
            + ", catalogue "
            + statement.version()
            + " lists "
            + String.join(", ", versions)
            + "; make them agree at "
            + rule.place(),
        "This version of the tool cannot be used.");
  }

  static @Nullable Deny pinned(
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
    return drift(rule, message);
  }

  static @Nullable Deny schema(
      @Nullable Object schema, @Nullable ToolDescriptor live, RuleRef rule) {
    Object deployed = live == null ? null : live.inputSchema();
    if (schema == null || deployed == null || Json.text(schema).equals(Json.text(deployed))) {
      return null;
    }
    return drift(
        rule,
        "the deployed tool's input schema is not the one in the manifest; review the change, then"
            + " update "
            + rule.place());
  }

  private static Deny drift(RuleRef rule, String message) {
    return new Deny(
        ReasonCode.CATALOG_DRIFT,
        CatalogControl.ID,
        rule,
        message,
        "This tool has changed since it was reviewed and cannot be used.");
  }

  /** A pointer is made of the tool's own keys, so it is cut and only ASCII stays as it is. */
  private static String visible(String pointer) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < Math.min(pointer.length(), MOST_POINTER_CHARS); i++) {
      char c = pointer.charAt(i);
      out.append(c >= ' ' && c < 0x7f && c != '"' && c != '\\' ? c : '?');
    }
    return pointer.length() > MOST_POINTER_CHARS ? out.append("...").toString() : out.toString();
  }
}
