package org.agentgovernance.schema;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a tool's answer before anybody reads it: secrets are taken out by declared
 * patterns, then its size and its shape are checked. Immutable; safe for use by many threads.
 *
 * <p>An answer that is refused is withheld from the model, from flow labels and from the record's
 * digest alike. That the tool ran, and what it used, stays.
 */
public final class OutputCheck {
  /** What stands in place of what was taken out. */
  public static final String REDACTED = "[redacted]";

  private static final int SHOWN = 3;

  /**
   * What the check came to.
   *
   * @param outcome the outcome to go on with; without an output when it was refused
   * @param problem why the output was refused, without any of its values, or null
   */
  public record Checked(Outcome outcome, @Nullable String problem) {}

  private final @Nullable CompiledSchema schema;
  private final int maxBytes;
  private final List<Pattern> secrets;

  private OutputCheck(@Nullable CompiledSchema schema, int maxBytes, List<Pattern> secrets) {
    this.schema = schema;
    this.maxBytes = maxBytes;
    this.secrets = secrets;
  }

  /**
   * Makes the check of one tool's answers.
   *
   * @param schema the output schema, or null when none is known
   * @param maxBytes the most that an answer may have as UTF-8, or 0 for no limit
   * @param redact patterns of secrets, each of ECMA-262 within what runs in linear time
   * @return the check, or null when there is nothing to check
   * @throws SchemaException when a pattern cannot run in linear time
   */
  public static @Nullable OutputCheck of(
      @Nullable CompiledSchema schema, int maxBytes, List<String> redact) {
    if (schema == null && maxBytes == 0 && redact.isEmpty()) {
      return null;
    }
    List<Pattern> secrets = new ArrayList<>();
    for (String regex : redact) {
      try {
        Pattern pattern = LinearPatterns.compile(regex);
        if (pattern.matches("")) {
          throw new SchemaException("", "a pattern matches everywhere; make it match a secret");
        }
        secrets.add(pattern);
      } catch (LinearPatterns.Refused e) {
        throw new SchemaException("", "a pattern " + e.getMessage());
      }
    }
    return new OutputCheck(schema, maxBytes, List.copyOf(secrets));
  }

  /**
   * Checks an outcome.
   *
   * @param outcome how the tool ended
   * @return the outcome to go on with
   */
  public Checked apply(Outcome outcome) {
    Object output = outcome.output();
    if (output == null) {
      return new Checked(outcome, null);
    }
    try {
      return checked(outcome, model(output));
    } catch (RuntimeException | StackOverflowError e) {
      // The object is the tool's own; whatever it throws, the answer was not checked.
      return refused(outcome, "the output has no JSON form and cannot be checked");
    }
  }

  private Checked checked(Outcome outcome, Object value) {
    Object clean = secrets.isEmpty() ? value : redacted(value);
    String problem = tooLarge(clean);
    if (problem == null && schema != null) {
      problem = misshapen(schema, clean);
    }
    if (problem != null) {
      return refused(outcome, problem);
    }
    return clean == value
        ? new Checked(outcome, null)
        : new Checked(Outcome.succeeded(clean, outcome.usage(), outcome.nanos()), null);
  }

  private static Object model(Object output) {
    if (output instanceof String) {
      return output;
    }
    Object copy = Json.copyOf(output);
    return copy == null ? "" : copy;
  }

  private static Checked refused(Outcome outcome, String problem) {
    return new Checked(
        new Outcome(Outcome.Kind.FAILED, null, null, outcome.usage(), outcome.nanos()), problem);
  }

  private @Nullable String tooLarge(Object value) {
    if (maxBytes == 0 || (value instanceof String text && text.length() <= maxBytes / 3)) {
      return null;
    }
    int bytes =
        value instanceof String text
            ? text.getBytes(StandardCharsets.UTF_8).length
            : Json.canonical(value).length;
    return bytes <= maxBytes
        ? null
        : "the output has " + bytes + " bytes, more than the " + maxBytes + " that are allowed";
  }

  /** Text is taken for the JSON that it holds, as tools that answer in text write it. */
  private static @Nullable String misshapen(CompiledSchema schema, Object value) {
    List<Problem> problems = schema.validateOutput(value);
    if (!problems.isEmpty() && value instanceof String text) {
      try {
        problems = schema.validateOutput(Json.parse(text));
      } catch (JsonException e) {
        // The text is no JSON; what was wrong with it as text stands.
      }
    }
    return problems.isEmpty()
        ? null
        : "the output does not satisfy its schema: "
            + problems.stream()
                .limit(SHOWN)
                .map(OutputCheck::words)
                .collect(Collectors.joining("; "));
  }

  private static String words(Problem problem) {
    return (problem.pointer().isEmpty() ? "output" : problem.pointer()) + ": " + problem.expected();
  }

  private Object redacted(Object value) {
    if (value instanceof String text) {
      return clean(text);
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> result = new LinkedHashMap<>();
      boolean changed = false;
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        Object before = entry.getValue();
        Object after = before == null ? null : redacted(before);
        changed |= after != before;
        result.put((String) entry.getKey(), after);
      }
      return changed ? result : map;
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> result = new ArrayList<>(list.size());
      boolean changed = false;
      for (Object before : list) {
        Object after = before == null ? null : redacted(before);
        changed |= after != before;
        result.add(after);
      }
      return changed ? result : list;
    }
    if (value instanceof Number) {
      String text = Json.text(value);
      return clean(text).equals(text) ? value : REDACTED;
    }
    return value;
  }

  private String clean(String text) {
    String result = text;
    for (Pattern secret : secrets) {
      if (secret.matcher(result).find()) {
        result = secret.matcher(result).replaceAll(REDACTED);
      }
    }
    return result;
  }
}
