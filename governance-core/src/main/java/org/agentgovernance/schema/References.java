package org.agentgovernance.schema;

import com.networknt.schema.AbsoluteIri;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The references of one schema and the documents within it that they can reach. */
final class References {
  private final Map<String, Map<?, ?>> documents = new HashMap<>();
  private final List<Reference> references = new ArrayList<>();

  private record Reference(String pointer, String written, String document) {}

  /** Adds a part of the schema that has an address of its own; the root has the empty one. */
  void addDocument(String address, Map<?, ?> schema) {
    documents.put(address, schema);
  }

  void add(String pointer, String written, String base) {
    references.add(
        new Reference(pointer, written, written.startsWith("#") ? base : resolve(base, written)));
  }

  /** The address without its fragment, as the validator resolves it. */
  static String resolve(String base, String reference) {
    int fragment = reference.indexOf('#');
    String document = fragment < 0 ? reference : reference.substring(0, fragment);
    return AbsoluteIri.resolve(base.isEmpty() ? null : base, document);
  }

  /**
   * Follows every reference.
   *
   * @throws SchemaException when one leaves the schema or leads nowhere
   */
  void follow() {
    references.forEach(this::follow);
  }

  private void follow(Reference reference) {
    Map<?, ?> document = documents.get(reference.document);
    if (document == null) {
      if (!Draft.isMetaSchema(reference.document)) {
        throw problem(
            reference,
            " leaves the schema, and no other document is ever loaded; put what it names under"
                + " $defs");
      }
      return;
    }
    int fragment = reference.written.indexOf("#/");
    if (fragment >= 0) {
      Object at = document;
      for (String name : reference.written.substring(fragment + 2).split("/", -1)) {
        at = child(at, name);
      }
      if (at == null) {
        throw problem(reference, " leads nowhere");
      }
    }
  }

  private static @Nullable Object child(@Nullable Object parent, String encoded) {
    String name;
    try {
      name = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
    name = name.replace("~1", "/").replace("~0", "~");
    if (parent instanceof List<?> list) {
      int index = name.matches("[0-9]{1,9}") ? Integer.parseInt(name) : list.size();
      return index < list.size() ? list.get(index) : null;
    }
    return parent instanceof Map<?, ?> map ? map.get(name) : null;
  }

  private static SchemaException problem(Reference reference, String what) {
    return new SchemaException(
        reference.pointer, "the reference " + Pointers.shown(reference.written) + what);
  }
}
