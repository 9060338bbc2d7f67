package org.agentgovernance.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a value comes from, as far as it can be shown: from the user's own words or from trusted
 * output. Safe for use by many threads.
 *
 * <p>Bounded: an output that would exceed the number of outputs or of characters is left out as a
 * whole, so its values are not trusted.
 */
final class Provenance {
  static final int MAX_OUTPUTS = 128;
  static final int MAX_CHARS = 1 << 18;

  /** What can be said of one value. */
  enum Proof {
    /** There is no value, so nobody is hit by it. */
    NO_VALUE,
    /** It occurs. */
    FOUND,
    /** It does not occur, or cannot be looked for. */
    NOT_FOUND
  }

  private final Passage prompt;
  private volatile List<Passage> outputs = List.of();
  private int chars;
  private int leftOut;

  Provenance(@Nullable String prompt) {
    String words = prompt == null || prompt.length() > MAX_CHARS ? "" : prompt;
    this.prompt = new Passage(() -> List.of(words));
  }

  /** Adds an output's trusted parts. */
  synchronized void add(TrustedParts.Found parts) {
    if (outputs.size() == MAX_OUTPUTS || parts.chars() > MAX_CHARS - chars) {
      leftOut++;
      return;
    }
    chars += parts.chars();
    List<Passage> more = new ArrayList<>(outputs);
    more.add(new Passage(parts.texts()));
    outputs = List.copyOf(more);
  }

  /** How many outputs were left out because of the bounds. */
  synchronized int leftOut() {
    return leftOut;
  }

  Proof of(@Nullable Object value, Acceptance.Evidence evidence) {
    if (value == null) {
      return Proof.NO_VALUE;
    }
    if (value instanceof String text) {
      Needle needle = Needle.of(text);
      return needle != null && occurs(needle, evidence) ? Proof.FOUND : Proof.NOT_FOUND;
    }
    if (value instanceof Number number) {
      return occurs(number, evidence) ? Proof.FOUND : Proof.NOT_FOUND;
    }
    if (value instanceof List<?> items) {
      Proof proof = Proof.NO_VALUE;
      for (Object item : items) {
        Proof one = of(item, evidence);
        if (one == Proof.NOT_FOUND) {
          return one;
        }
        proof = one == Proof.FOUND ? one : proof;
      }
      return proof;
    }
    return Proof.NOT_FOUND;
  }

  /** Whether every link and address in a value, keys and parts included, occurs. */
  boolean ofLinks(@Nullable Object value, Acceptance.Evidence evidence) {
    if (value instanceof String text) {
      for (String link : Links.in(text)) {
        Needle needle = Needle.of(link);
        if (needle == null || !occurs(needle, evidence)) {
          return false;
        }
      }
      return true;
    }
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!ofLinks(entry.getKey(), evidence) || !ofLinks(entry.getValue(), evidence)) {
          return false;
        }
      }
      return true;
    }
    if (value instanceof List<?> items) {
      for (Object item : items) {
        if (!ofLinks(item, evidence)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean occurs(Needle needle, Acceptance.Evidence evidence) {
    if (prompt.index().contains(needle)) {
      return true;
    }
    if (evidence == Acceptance.Evidence.TRUSTED_OUTPUT) {
      for (Passage output : outputs) {
        if (output.index().contains(needle)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean occurs(Number number, Acceptance.Evidence evidence) {
    if (prompt.index().contains(number)) {
      return true;
    }
    if (evidence == Acceptance.Evidence.TRUSTED_OUTPUT) {
      for (Passage output : outputs) {
        if (output.index().contains(number)) {
          return true;
        }
      }
    }
    return false;
  }
}
