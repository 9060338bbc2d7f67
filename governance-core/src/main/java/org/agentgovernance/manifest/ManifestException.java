package org.agentgovernance.manifest;

import java.util.List;
import java.util.stream.Collectors;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;

/** A manifest that does not load. Nothing of it takes effect. */
public final class ManifestException extends GovernanceException {
  private static final long serialVersionUID = 1L;

  private final transient List<ManifestProblem> problems;

  /**
   * Makes an exception.
   *
   * @param problems what is wrong, at least one, in the order of the document
   */
  public ManifestException(List<ManifestProblem> problems) {
    super(
        ReasonCode.MANIFEST_INVALID,
        problems.stream().map(ManifestProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /**
   * What is wrong.
   *
   * @return the problems in the order of the document
   */
  public List<ManifestProblem> problems() {
    return problems;
  }
}
