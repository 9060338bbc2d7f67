package org.agentgovernance.audit;

import java.util.Map;
import org.agentgovernance.json.Digest;
import org.jspecify.annotations.Nullable;

/**
 * What every record of one tool's calls repeats. Made once a tool when the manifest is loaded, so
 * that a record on the calling thread is only a few references. Immutable.
 *
 * @param version the tool's version in the manifest, or null when the tool is unknown
 * @param descriptor the digest of the tool's descriptor, or null when none is known
 * @param manifest the digest of the manifest in force, or null when there is none
 * @param bundle what the agent was reviewed with, as the manifest's {@code agent.bundle} has it;
 *     empty when it says nothing
 * @param arguments how much of the arguments is recorded
 * @param redaction what is taken out of everything that is recorded
 */
public record AuditedTool(
    @Nullable String version,
    @Nullable Digest descriptor,
    @Nullable Digest manifest,
    Map<String, String> bundle,
    ArgumentsMode arguments,
    Redaction redaction) {
  /** Copies the bundle. */
  public AuditedTool {
    bundle = Map.copyOf(bundle);
  }

  /**
   * A tool of whose records nothing is taken out.
   *
   * @param version the tool's version in the manifest, or null when the tool is unknown
   * @param descriptor the digest of the tool's descriptor, or null when none is known
   * @param manifest the digest of the manifest in force, or null when there is none
   * @param bundle what the agent was reviewed with; empty when the manifest says nothing
   * @param arguments how much of the arguments is recorded
   */
  public AuditedTool(
      @Nullable String version,
      @Nullable Digest descriptor,
      @Nullable Digest manifest,
      Map<String, String> bundle,
      ArgumentsMode arguments) {
    this(version, descriptor, manifest, bundle, arguments, Redaction.none());
  }

  /**
   * The same with something taken out.
   *
   * @param value what is taken out of everything that is recorded
   * @return a copy
   */
  public AuditedTool withRedaction(Redaction value) {
    return new AuditedTool(version, descriptor, manifest, bundle, arguments, value);
  }

  /**
   * Stands for every tool that the manifest does not list.
   *
   * @param manifest the digest of the manifest in force, or null when there is none
   * @param bundle what the agent was reviewed with; empty when the manifest says nothing
   * @param arguments how much of the arguments is recorded
   * @return what records of unknown tools repeat
   */
  public static AuditedTool unknown(
      @Nullable Digest manifest, Map<String, String> bundle, ArgumentsMode arguments) {
    return new AuditedTool(null, null, manifest, bundle, arguments);
  }
}
