package org.agentgovernance.manifest;

/**
 * One thing that lint found in a manifest.
 *
 * @param rule what was looked for
 * @param file the manifest's file as it was given
 * @param line the line, counted from 1
 * @param column the column, counted from 1
 * @param message what was found and what to do
 */
public record LintFinding(LintRule rule, String file, int line, int column, String message) {
  /** {@code file:line:column: message [rule]}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + message + " [" + rule.id() + "]";
  }
}
