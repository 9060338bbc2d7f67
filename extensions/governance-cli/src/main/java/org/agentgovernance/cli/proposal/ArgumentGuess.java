package org.agentgovernance.cli.proposal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What the arguments of a tool are for, by their names and descriptions.
 *
 * @param targets those that decide who or what is hit
 * @param addresses those of the targets that lead out to the web
 * @param prose whether any is read by people
 * @param named whether a name said so; otherwise the targets are all that could be some
 */
record ArgumentGuess(List<String> targets, List<String> addresses, boolean prose, boolean named) {
  static ArgumentGuess of(ToolDescriptor tool) {
    List<String> about = NameWords.of(tool.name());
    List<String> targets = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    List<String> others = new ArrayList<>();
    boolean prose = false;
    for (Map.Entry<String, Map<String, @Nullable Object>> argument : arguments(tool).entrySet()) {
      Map<String, @Nullable Object> schema = argument.getValue();
      List<String> words = NameWords.of(argument.getKey());
      boolean isProse = Vocabulary.PROSE.contains(NameWords.last(words));
      prose |= isProse;
      if (types(schema).contains("boolean")) {
        continue;
      }
      if (isTarget(words, about, schema)) {
        targets.add(argument.getKey());
        if (isAddress(words, schema)) {
          addresses.add(argument.getKey());
        }
      } else if (!isProse && !Vocabulary.MANNER.contains(NameWords.last(words))) {
        others.add(argument.getKey());
      }
    }
    boolean named = !targets.isEmpty();
    return new ArgumentGuess(named ? targets : others, addresses, prose, named);
  }

  private static boolean isTarget(
      List<String> words, List<String> about, Map<String, @Nullable Object> schema) {
    String last = NameWords.last(words);
    if (Vocabulary.POINTERS.contains(last)
        || (words.size() == 1 && (last.equals("to") || Vocabulary.TARGETS.contains(last)))) {
      return true;
    }
    if (Vocabulary.PROSE.contains(last) || Vocabulary.MANNER.contains(last)) {
      return false;
    }
    return words.stream().anyMatch(Vocabulary.TARGETS::contains)
        || about.contains(last)
        || saysSo(schema);
  }

  private static boolean saysSo(Map<String, @Nullable Object> schema) {
    String format = String.valueOf(schema.get("format"));
    String says = String.valueOf(schema.get("description")).toLowerCase(Locale.ROOT);
    return format.matches("(idn-)?(email|hostname)|uri|iri|uuid|ipv[46]")
        || says.matches("(?s).*\\b(email address|e-mail address|iban|url|identifier|id of)\\b.*");
  }

  private static boolean isAddress(List<String> words, Map<String, @Nullable Object> schema) {
    return words.stream().anyMatch(List.of("url", "uri", "href", "link", "webhook")::contains)
        || String.valueOf(schema.get("format")).matches("uri|iri|hostname");
  }

  private static List<String> types(Map<String, @Nullable Object> schema) {
    Object type = schema.get("type");
    if (type instanceof List<?> list) {
      return list.stream().map(String::valueOf).toList();
    }
    return type == null ? List.of() : List.of(String.valueOf(type));
  }

  static Map<String, Map<String, @Nullable Object>> arguments(ToolDescriptor tool) {
    Map<String, Map<String, @Nullable Object>> arguments = new LinkedHashMap<>();
    if (tool.inputSchema() instanceof Map<?, ?> schema
        && schema.get("properties") instanceof Map<?, ?> properties) {
      Json.object(properties)
          .forEach(
              (name, value) ->
                  arguments.put(
                      name, value instanceof Map<?, ?> map ? Json.object(map) : Map.of()));
    }
    return arguments;
  }
}
