package org.agentgovernance.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * Finds the trusted parts of a tool's outputs by the tool's label. Immutable.
 *
 * <p>Each string, each number and each key of a trusted object is a text of its own. Text that is
 * not JSON has no fields, so it is trusted as a whole or not at all.
 */
final class TrustedParts {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_NODES = 50_000;

  private final FieldLabels labels;
  private final boolean whole;

  private TrustedParts(FieldLabels labels, boolean whole) {
    this.labels = labels;
    this.whole = whole;
  }

  /**
   * Trusted texts of one output.
   *
   * @param chars how many characters they have at most
   * @param texts the texts, made when they are first needed
   */
  record Found(int chars, Supplier<List<String>> texts) {}

  /** What to look for, or null when no part of an output is trusted. */
  static @Nullable TrustedParts of(OutputLabel label) {
    boolean trustedField = label.fields().containsValue(Integrity.TRUSTED);
    boolean untrustedField = label.fields().containsValue(Integrity.UNTRUSTED);
    FieldLabels labels = FieldLabels.of(label);
    if (label.integrity() == Integrity.UNTRUSTED && !trustedField) {
      return null;
    }
    return new TrustedParts(labels, label.integrity() == Integrity.TRUSTED && !untrustedField);
  }

  /** The trusted texts of an output, or null when it has none or cannot be read. */
  @Nullable Found in(Object output) {
    if (output instanceof String text) {
      return text.length() > Provenance.MAX_CHARS
          ? new Found(text.length(), List::of)
          : new Found(text.length(), () -> read(text));
    }
    // The host may change its own object later; the strings in it cannot change.
    Collector collector = new Collector();
    List<String> texts = collector.read(output, labels.root());
    return texts.isEmpty() ? null : new Found(collector.chars, () -> texts);
  }

  private List<String> read(String text) {
    String body = text.strip();
    if (body.startsWith("{") || body.startsWith("[")) {
      try {
        return new Collector().read(Json.parse(body), labels.root());
      } catch (JsonException e) {
        return whole ? List.of(text) : List.of();
      }
    }
    return whole ? List.of(text) : List.of();
  }

  /** Walks one output. What it cannot read to the end has no trusted parts at all. */
  private static final class Collector {
    private final List<String> texts = new ArrayList<>();
    private int chars;
    private int nodes;

    List<String> read(@Nullable Object output, FieldLabels.Here root) {
      return visit(output, root, Integrity.UNTRUSTED, 0) ? List.copyOf(texts) : List.of();
    }

    private boolean visit(
        @Nullable Object value, FieldLabels.Here here, Integrity above, int depth) {
      if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
        return false;
      }
      Integrity integrity = here.integrity(above);
      if (value instanceof Map<?, ?> map) {
        return object(map, here, integrity, depth);
      }
      if (value instanceof Iterable<?> items) {
        int index = 0;
        for (Object item : items) {
          if (!visit(item, here.below(Integer.toString(index++)), integrity, depth + 1)) {
            return false;
          }
        }
        return true;
      }
      if (value instanceof String text) {
        add(text, integrity);
      } else if (value instanceof Number number && integrity == Integrity.TRUSTED) {
        return add(number);
      }
      return true;
    }

    private boolean object(Map<?, ?> map, FieldLabels.Here here, Integrity integrity, int depth) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!(entry.getKey() instanceof String key)) {
          return false;
        }
        add(key, integrity);
        if (!visit(entry.getValue(), here.below(key), integrity, depth + 1)) {
          return false;
        }
      }
      return true;
    }

    private boolean add(Number number) {
      try {
        add(Json.text(Json.copyOf(number)), Integrity.TRUSTED);
        return true;
      } catch (JsonException e) {
        return false;
      }
    }

    private void add(String text, Integrity integrity) {
      if (integrity == Integrity.TRUSTED && chars <= Provenance.MAX_CHARS) {
        texts.add(text);
        chars += text.length() + 1;
      }
    }
  }
}
