package org.agentgovernance.call;

import org.jspecify.annotations.Nullable;

/**
 * Something that the agent had before it when it proposed a call: a retrieved document, a page, a
 * prompt, each as it was at that time. Only its name and version are recorded, never its text.
 * Immutable.
 *
 * @param id where it comes from, for instance a path or an address
 * @param version which state of it: a revision, a time or a digest; null when it is not known
 */
public record Document(String id, @Nullable String version) {
  /** Checks that it is named. */
  public Document {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a document needs an id");
    }
  }
}
