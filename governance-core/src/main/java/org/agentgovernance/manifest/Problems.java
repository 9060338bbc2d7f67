package org.agentgovernance.manifest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.agentgovernance.decision.RuleRef;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with one manifest, so that a person sees all of it at once. */
final class Problems {
  private static final int MOST = 50;

  private final String file;
  private final List<ManifestProblem> list = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  void add(int line, int column, String path, String message) {
    add(line, column, path, message, null);
  }

  void add(int line, int column, String path, String message, @Nullable String suggestion) {
    if (list.size() < MOST) {
      list.add(new ManifestProblem(file, line, column, path, message, suggestion));
    }
  }

  void add(Node node, String path, String message) {
    add(node.line(), node.column(), path, message, null);
  }

  /** A problem at the place of a rule that was read before. */
  void add(RuleRef ref, String path, String message) {
    String place = ref.place();
    int column = place.lastIndexOf(':');
    int line = place.lastIndexOf(':', column - 1);
    add(
        Integer.parseInt(place.substring(line + 1, column)),
        Integer.parseInt(place.substring(column + 1)),
        path,
        message);
  }

  ManifestException fatal(int line, int column, String path, String message) {
    add(line, column, path, message);
    return exception();
  }

  RuleRef ref(String id, Node node) {
    return new RuleRef(id, file + ":" + node.line() + ":" + node.column());
  }

  void throwIfAny() {
    if (!list.isEmpty()) {
      throw exception();
    }
  }

  private ManifestException exception() {
    list.sort(
        Comparator.comparingInt(ManifestProblem::line).thenComparingInt(ManifestProblem::column));
    return new ManifestException(list);
  }
}
