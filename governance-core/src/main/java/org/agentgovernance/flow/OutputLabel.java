package org.agentgovernance.flow;

import java.util.Map;

/**
 * What a tool's output is. Immutable.
 *
 * @param integrity of the whole output, except where a field says otherwise
 * @param confidentiality of the whole output
 * @param fields integrity of parts of a structured output, by JSON Pointer; a segment {@code *}
 *     stands for every element or key
 */
public record OutputLabel(
    Integrity integrity, Confidentiality confidentiality, Map<String, Integrity> fields) {
  /** What a tool without a label returns: untrusted and public. */
  public static final OutputLabel UNLABELLED =
      new OutputLabel(Integrity.UNTRUSTED, Confidentiality.PUBLIC, Map.of());

  /** Copies the map. */
  public OutputLabel {
    fields = Map.copyOf(fields);
  }
}
