package org.agentgovernance.recovery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * The call that undoes what a tool has done, as the manifest declares it. Its arguments are those
 * of the call that is undone, or parts of that call and its output, named by JSON Pointer (RFC
 * 6901) into {@code {"args": ..., "output": ...}}. Immutable.
 */
public final class Compensation {
  /** How long a call can be undone when the manifest does not say. */
  public static final Duration USUAL_WITHIN = Duration.ofHours(24);

  private final String tool;
  private final @Nullable Map<String, Source> sources;
  private final Duration within;

  /**
   * Where an argument comes from.
   *
   * @param pointer as in the manifest
   * @param output whether it is a part of the output, not of the arguments
   * @param path the names below {@code args} or {@code output}, unescaped; empty for all of it
   */
  public record Source(String pointer, boolean output, List<String> path) {
    /** Copies the path. */
    public Source {
      path = List.copyOf(path);
    }

    /**
     * Reads a pointer.
     *
     * @param pointer such as {@code /output/id}
     * @return the source
     * @throws IllegalArgumentException when it is no pointer into {@code args} or {@code output}
     */
    public static Source parse(String pointer) {
      String[] parts = pointer.split("/", -1);
      boolean output = parts.length > 1 && parts[1].equals("output");
      if (parts.length < 2 || !parts[0].isEmpty() || !(output || parts[1].equals("args"))) {
        throw new IllegalArgumentException("must begin with /args or /output, such as /output/id");
      }
      List<String> path = new ArrayList<>();
      for (String part : List.of(parts).subList(2, parts.length)) {
        if (part.matches(".*~([^01].*|)")) {
          throw new IllegalArgumentException("in a JSON Pointer ~ is written ~0 and / is ~1");
        }
        path.add(part.replace("~1", "/").replace("~0", "~"));
      }
      return new Source(pointer, output, path);
    }
  }

  /**
   * The arguments of the undoing call.
   *
   * @param arguments the arguments, or null when they cannot be made
   * @param missing the pointer that leads nowhere, or null when there is none
   */
  public record Made(@Nullable Arguments arguments, @Nullable String missing) {}

  private Compensation(String tool, @Nullable Map<String, Source> sources, Duration within) {
    this.tool = tool;
    this.sources = sources;
    this.within = within;
  }

  /**
   * A tool that is called with the same arguments.
   *
   * @param tool the tool that undoes
   * @param within how long after the call
   * @return the compensation
   */
  public static Compensation sameArguments(String tool, Duration within) {
    return new Compensation(tool, null, within);
  }

  /**
   * A tool that is called with arguments of its own.
   *
   * @param tool the tool that undoes
   * @param sources where each argument comes from
   * @param within how long after the call
   * @return the compensation
   */
  public static Compensation of(String tool, Map<String, Source> sources, Duration within) {
    return new Compensation(tool, new LinkedHashMap<>(sources), within);
  }

  /**
   * The tool that undoes.
   *
   * @return its name in the manifest
   */
  public String tool() {
    return tool;
  }

  /**
   * How long after the call it may be undone.
   *
   * @return the time
   */
  public Duration within() {
    return within;
  }

  /**
   * Where each argument comes from.
   *
   * @return a copy, or null when the arguments are those of the call that is undone
   */
  public @Nullable Map<String, Source> sources() {
    return sources == null ? null : new LinkedHashMap<>(sources);
  }

  /**
   * Makes the arguments of the undoing call.
   *
   * @param arguments the arguments of the call that is undone
   * @param output what it returned; text that holds JSON counts as that JSON
   * @return the arguments, or what is missing; a part that is null is missing
   */
  public Made arguments(Arguments arguments, Object output) {
    Map<String, Source> wanted = sources;
    if (wanted == null) {
      return new Made(arguments, null);
    }
    Object answer = null;
    boolean read = false;
    Map<String, Object> made = new LinkedHashMap<>();
    for (Map.Entry<String, Source> entry : wanted.entrySet()) {
      Source source = entry.getValue();
      if (source.output() && !read) {
        answer = json(output);
        read = true;
      }
      Object part = part(source.output() ? answer : arguments.asMap(), source.path());
      if (part == null) {
        return new Made(null, source.pointer());
      }
      made.put(entry.getKey(), part);
    }
    try {
      return new Made(Arguments.of(made), null);
    } catch (JsonException e) {
      return new Made(null, "arguments over the limits");
    }
  }

  private static @Nullable Object json(Object output) {
    try {
      if (output instanceof Arguments object) {
        return object.asMap();
      }
      if (output instanceof String text) {
        String body = text.strip();
        return body.startsWith("{") || body.startsWith("[") ? Json.parse(body) : text;
      }
      return Json.copyOf(output);
    } catch (JsonException e) {
      return output instanceof String ? output : null;
    }
  }

  private static @Nullable Object part(@Nullable Object whole, List<String> path) {
    Object at = whole;
    for (String name : path) {
      if (at instanceof Map<?, ?> map) {
        at = map.get(name);
      } else if (at instanceof List<?> list && name.matches("0|[1-9][0-9]{0,8}")) {
        int index = Integer.parseInt(name);
        at = index < list.size() ? list.get(index) : null;
      } else {
        return null;
      }
    }
    return at;
  }

  /** The tool; never arguments. */
  @Override
  public String toString() {
    return "Compensation[" + tool + "]";
  }
}
