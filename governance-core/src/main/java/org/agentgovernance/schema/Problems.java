package org.agentgovernance.schema;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.path.NodePath;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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
    describe(errors, 0, schema, problems);
    return problems.stream().limit(MAX).toList();
  }

  /** Describes errors whose evaluation paths are alike up to an index. */
  private static void describe(List<Error> errors, int from, Schema schema, Set<Problem> out) {
    int i = 0;
    while (i < errors.size() && out.size() < MAX) {
      Error error = errors.get(i);
      int choice = choice(error, from);
      if (choice >= 0) {
        int end = endOfChoice(errors, i, choice, from);
        choose(errors.subList(i, end), choice, schema, out);
        i = end;
      } else if (isChoice(error)) {
        int branch = error.getEvaluationPath().getNameCount();
        int end = i + 1;
        if (end < errors.size() && choice(errors.get(end), from) == branch) {
          end = endOfChoice(errors, end, branch, from);
        }
        if (severalMatch(error) || end == i + 1) {
          out.add(Expectation.problem(error, schema));
          i = end;
        } else {
          i++; // its branches say more
        }
      } else {
        out.add(Expectation.problem(error, schema));
        i++;
      }
    }
  }

  private static boolean isChoice(Error error) {
    return "oneOf".equals(error.getKeyword()) && error.getEvaluationPath() != null;
  }

  private static boolean severalMatch(Error error) {
    Object[] arguments = error.getArguments();
    return arguments != null && arguments.length > 0 && !"0".equals(arguments[0]);
  }

  /** Where the first branch number from an index on stands in the evaluation path, or -1. */
  private static int choice(Error error, int from) {
    NodePath path = error.getEvaluationPath();
    if (path == null) {
      return -1;
    }
    for (int i = Math.max(1, from); i < path.getNameCount(); i++) {
      if (path.getElement(i) instanceof Integer
          && (path.getElement(i - 1).equals("anyOf") || path.getElement(i - 1).equals("oneOf"))) {
        return i;
      }
    }
    return -1;
  }

  /** Errors of one choice stand together, branch by branch. */
  private static int endOfChoice(List<Error> errors, int start, int choice, int from) {
    NodePath choosing = head(errors.get(start).getEvaluationPath(), choice);
    int branch = 0;
    int i = start;
    for (; i < errors.size(); i++) {
      NodePath path = errors.get(i).getEvaluationPath();
      if (choice(errors.get(i), from) != choice || !head(path, choice).equals(choosing)) {
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

  private static void choose(List<Error> errors, int choice, Schema schema, Set<Problem> out) {
    NodePath where = errors.get(0).getInstanceLocation();
    boolean onlyTypes =
        errors.stream()
            .allMatch(e -> "type".equals(e.getKeyword()) && where.equals(e.getInstanceLocation()));
    if (onlyTypes) {
      out.add(Expectation.oneOfTypes(errors));
      return;
    }
    List<Error> closest = closestBranch(errors, choice);
    Set<Problem> its = new LinkedHashSet<>();
    describe(closest, choice + 1, schema, its);
    String suffix = closest.size() == errors.size() ? "" : OTHERWISE;
    for (Problem problem : its) {
      String expected = problem.expected();
      out.add(
          new Problem(
              problem.pointer(), expected.endsWith(OTHERWISE) ? expected : expected + suffix));
    }
  }

  /** The branch that the value was most likely meant for, and among those the one with least. */
  private static List<Error> closestBranch(List<Error> errors, int choice) {
    int shallowest = errors.stream().mapToInt(Problems::depth).min().orElse(0);
    List<Error> closest = List.of();
    int distance = Integer.MAX_VALUE;
    int i = 0;
    while (i < errors.size()) {
      int start = i;
      Object branch = errors.get(i).getEvaluationPath().getElement(choice);
      while (i < errors.size()
          && branch.equals(errors.get(i).getEvaluationPath().getElement(choice))) {
        i++;
      }
      List<Error> its = errors.subList(start, i);
      int here = distance(its, shallowest);
      if (here < distance || (here == distance && its.size() < closest.size())) {
        closest = its;
        distance = here;
      }
    }
    return closest;
  }

  /** 2 for a value of another type than the branch is for, 1 for another constant, else 0. */
  private static int distance(List<Error> branch, int shallowest) {
    int distance = 0;
    for (Error error : branch) {
      String keyword = String.valueOf(error.getKeyword());
      if (keyword.equals("type") && depth(error) == shallowest) {
        return 2;
      }
      if (keyword.equals("const") || keyword.equals("enum")) {
        distance = 1;
      }
    }
    return distance;
  }

  private static int depth(Error error) {
    return error.getInstanceLocation().getNameCount();
  }
}
