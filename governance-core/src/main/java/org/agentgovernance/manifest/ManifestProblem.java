package org.agentgovernance.manifest;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a manifest.
 *
 * @param file the file's name as it was given
 * @param line the line, counted from 1
 * @param column the column, counted from 1
 * @param path where it is in the document, for instance {@code tools[1].effect}
 * @param message what is wrong and what would be right
 * @param suggestion the nearest valid key or name, or null
 */
public record ManifestProblem(
    String file, int line, int column, String path, String message, @Nullable String suggestion) {
  /** {@code file:line:column: path: message; did you mean "…"?} */
  @Override
  public String toString() {
    return file
        + ":"
        + line
        + ":"
        + column
        + ": "
        + (path.isEmpty() ? "" : path + ": ")
        + message
        + (suggestion == null ? "" : "; did you mean \"" + suggestion + "\"?");
  }
}
