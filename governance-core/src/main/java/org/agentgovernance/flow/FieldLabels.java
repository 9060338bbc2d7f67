package org.agentgovernance.flow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The field patterns of a label as a tree. A field has the integrity of the longest pattern that
 * leads to it or to something around it; when several of the same length do, untrusted wins.
 * Immutable once built.
 */
final class FieldLabels {
  private static final String ANY = "*";

  private final Node root = new Node();

  private static final class Node {
    private final Map<String, Node> children = new HashMap<>();
    private @Nullable Integrity integrity;
  }

  private FieldLabels() {}

  /**
   * Reads the patterns.
   *
   * @throws IllegalArgumentException when one is not a JSON Pointer
   */
  static FieldLabels of(OutputLabel label) {
    FieldLabels labels = new FieldLabels();
    labels.root.integrity = label.integrity();
    label.fields().forEach(labels::add);
    return labels;
  }

  Here root() {
    return new Here(List.of(root));
  }

  private void add(String pointer, Integrity integrity) {
    if (!pointer.isEmpty() && pointer.charAt(0) != '/') {
      throw new IllegalArgumentException(
          "field \"" + pointer + "\" is not a JSON Pointer; write \"/" + pointer + "\"");
    }
    Node node = root;
    int from = 1;
    while (from <= pointer.length()) {
      int slash = pointer.indexOf('/', from);
      int to = slash < 0 ? pointer.length() : slash;
      String name = unescaped(pointer.substring(from, to));
      node = node.children.computeIfAbsent(name, k -> new Node());
      from = to + 1;
    }
    boolean stricter = node.integrity == Integrity.UNTRUSTED || integrity == Integrity.UNTRUSTED;
    node.integrity = stricter ? Integrity.UNTRUSTED : Integrity.TRUSTED;
  }

  private static String unescaped(String segment) {
    for (int i = segment.indexOf('~'); i >= 0; i = segment.indexOf('~', i + 1)) {
      char next = i + 1 < segment.length() ? segment.charAt(i + 1) : ' ';
      if (next != '0' && next != '1') {
        throw new IllegalArgumentException(
            "field segment \"" + segment + "\" has ~ without 0 or 1; write ~0 for ~ and ~1 for /");
      }
    }
    return segment.replace("~1", "/").replace("~0", "~");
  }

  /** A place in an output, with every pattern that still follows it. */
  record Here(List<Node> nodes) {
    private static final Here NOWHERE = new Here(List.of());

    Integrity integrity(Integrity above) {
      Integrity found = null;
      for (Node node : nodes) {
        if (node.integrity == Integrity.UNTRUSTED) {
          return Integrity.UNTRUSTED;
        }
        found = node.integrity == null ? found : node.integrity;
      }
      return found == null ? above : found;
    }

    Here below(String name) {
      if (nodes.isEmpty()) {
        return NOWHERE;
      }
      List<Node> next = new ArrayList<>(2);
      for (Node node : nodes) {
        Node literal = node.children.get(name);
        Node any = node.children.get(ANY);
        if (literal != null) {
          next.add(literal);
        }
        if (any != null && any != literal) {
          next.add(any);
        }
      }
      return next.isEmpty() ? NOWHERE : new Here(next);
    }
  }
}
