package org.agentgovernance.schema;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns the validator's errors into problems. The validator reports every failed branch of an
 * {@code anyOf} or {@code oneOf}; a reader needs to know what to change, so one failed choice
 * becomes one problem, or the problems of its closest branch.
 */
final class Problems {
  static final int MAX = 10;
  private static final String OTHERWISE = ", or another of the forms allowed there";

  private Problems() {}

  static List<Problem> of(List<Error> errors, Schema schema) {
    return of(List.of(), errors, schema);
  }

  static List<Problem> of(List<Problem> first, List<Error> errors, Schema schema) {
    Set<Problem> problems = new LinkedHashSet<>(first);
    int i = 0;
    while (i < errors.size() && problems.size() < MAX) {
      int choice = choice(errors.get(i));
      if (choice < 0) {
        problems.add(Expectation.problem(errors.get(i), schema));
        i++;
      } else {
        int end = endOfChoice(errors, i, choice);
        problems.addAll(choose(errors.subList(i, end), choice, schema));
        i = end;
      }
    }
    return problems.stream().limit(MAX).toList();
  }

  /** Where the outermost choice's branch number stands in the evaluation path, or -1. */
  private static int choice(Error error) {
    NodePath path = error.getEvaluationPath();
    if (path == null) {
      return -1;
    }
    for (int i = 1; i < path.getNameCount(); i++) {
      if (path.getElement(i) instanceof Integer
          && (path.getElement(i - 1).equals("anyOf") || path.getElement(i - 1).equals("oneOf"))) {
        return i;
      }
    }
    return -1;
  }

  /** Errors of one choice stand together, branch by branch. */
  private static int endOfChoice(List<Error> errors, int start, int choice) {
    NodePath choosing = head(errors.get(start).getEvaluationPath(), choice);
    int branch = 0;
    int i = start;
    for (; i < errors.size(); i++) {
      NodePath path = errors.get(i).getEvaluationPath();
      if (choice(errors.get(i)) != choice || !head(path, choice).equals(choosing)) {
        break;
      }
      int next = (Integer) path.getElement(choice);
      if (next < branch) {
        break;
      }
      branch = next;
    }
    return i;
  }

  private static NodePath head(NodePath path, int length) {
    NodePath head = path;
    while (head.getNameCount() > length) {
      head = head.getParent();
    }
    return head;
  }

  private static List<Problem> choose(List<Error> errors, int choice, Schema schema) {
    NodePath where = errors.get(0).getInstanceLocation();
    boolean onlyTypes =
        errors.stream()
            .allMatch(e -> "type".equals(e.getKeyword()) && where.equals(e.getInstanceLocation()));
    if (onlyTypes) {
      return List.of(Expectation.oneOfTypes(errors));
    }
    List<Error> closest = closestBranch(errors, choice);
    boolean alone = closest.size() == errors.size();
    return closest.stream()
        .limit(MAX)
        .map(error -> Expectation.problem(error, schema))
        .map(p -> alone ? p : new Problem(p.pointer(), p.expected() + OTHERWISE))
        .collect(Collectors.toList());
  }

  /** The branch that got furthest into the value, and among those the one with fewest errors. */
  private static List<Error> closestBranch(List<Error> errors, int choice) {
    List<Error> closest = List.of();
    int i = 0;
    while (i < errors.size()) {
      int branch = (Integer) errors.get(i).getEvaluationPath().getElement(choice);
      List<Error> its = new ArrayList<>();
      while (i < errors.size()
          && branch == (Integer) errors.get(i).getEvaluationPath().getElement(choice)) {
        its.add(errors.get(i++));
      }
      if (closest.isEmpty() || closer(its, closest)) {
        closest = its;
      }
    }
    return closest;
  }

  private static boolean closer(List<Error> a, List<Error> b) {
    boolean typeOfA = a.get(0).getKeyword().equals("type");
    boolean typeOfB = b.get(0).getKeyword().equals("type");
    if (typeOfA != typeOfB) {
      return typeOfB;
    }
    return a.size() < b.size();
  }
}
