package org.agentgovernance.manifest;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.decision.RuleRef;

/**
 * Looks over a valid manifest for what it leaves out and for grants that are wider than anyone
 * meant. Changes nothing and reads nothing but its arguments.
 *
 * <p>Lint judges what the manifest says, not what a host adds in code: interceptors of one's own
 * are not seen.
 */
public final class Lint {
  private final Manifest manifest;
  private final List<LintFinding> findings = new ArrayList<>();

  private Lint(Manifest manifest) {
    this.manifest = manifest;
  }

  /**
   * Looks over a manifest.
   *
   * @param manifest the manifest
   * @param descriptors descriptors of the deployed tools, as far as they are known
   * @param today the date that a review must still hold on
   * @return what was found, in the order of the file; empty when there is nothing to say
   */
  public static List<LintFinding> check(
      Manifest manifest, Collection<ToolDescriptor> descriptors, LocalDate today) {
    Lint lint = new Lint(manifest);
    ManifestModel model = manifest.model();
    Set<String> described = new TreeSet<>();
    descriptors.forEach(descriptor -> described.add(descriptor.name()));
    RuleReach reach = new RuleReach(model);
    new JobLint(lint, model.job(), today).run();
    new ToolLint(lint, model, manifest.asMap(), reach, described).run();
    new GrantLint(lint, model, manifest.asMap(), reach).run();
    new FlowLint(lint, model, reach).run();
    lint.findings.sort(
        Comparator.comparingInt(LintFinding::line)
            .thenComparingInt(LintFinding::column)
            .thenComparing(LintFinding::rule));
    return List.copyOf(lint.findings);
  }

  void add(LintRule rule, RuleRef where, String message) {
    String[] place = where.place().substring(manifest.file().length() + 1).split(":", 2);
    findings.add(
        new LintFinding(
            rule,
            manifest.file(),
            Integer.parseInt(place[0]),
            Integer.parseInt(place[1]),
            message));
  }
}
