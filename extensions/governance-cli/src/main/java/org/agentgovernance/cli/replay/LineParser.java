package org.agentgovernance.cli.replay;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.agentgovernance.json.JsonLimits;
import org.jspecify.annotations.Nullable;

/** Reads lines of the contract. */
final class LineParser {
  private static final JsonLimits LIMITS =
      new JsonLimits(Lines.MAX_BYTES, 64, Lines.MAX_BYTES, 500_000);
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private static final List<String> SESSION_KEYS =
      List.of("type", "session", "agent", "task", "prompt", "user", "at");
  private static final List<String> CALL_KEYS =
      List.of(
          "type",
          "session",
          "callId",
          "tool",
          "version",
          "args",
          "resource",
          "confidence",
          "rationale",
          "at",
          "result",
          "approval");
  private static final List<String> RESULT_KEYS = List.of("output", "error", "durationMs", "usage");

  private final UnknownKeys unknown;
  private @Nullable String refused;

  LineParser(UnknownKeys unknown) {
    this.unknown = unknown;
  }

  /** The session that the last line would have declared, had it been well-formed; else null. */
  @Nullable String refused() {
    return refused;
  }

  Line parse(String text, long number) throws LineException {
    refused = null;
    ArgumentsSpan span = ArgumentsSpan.find(text);
    Fields fields = fields(span == null ? text : span.without(text));
    String type = fields.required("type");
    switch (type) {
      case "session":
        refused = fields.get("session") instanceof String id && !id.isEmpty() ? id : null;
        Line session = session(fields);
        refused = null;
        unknown.check(number, "a session", fields.map().keySet(), SESSION_KEYS);
        return session;
      case "call":
        Line call = call(fields, span == null ? null : span.of(text));
        unknown.check(number, "a call", fields.map().keySet(), CALL_KEYS);
        if (fields.get("result") instanceof Map<?, ?> result) {
          unknown.check(number, "a result", Json.object(result).keySet(), RESULT_KEYS);
        }
        return call;
      default:
        throw new LineException("\"type\" must be \"session\" or \"call\"");
    }
  }

  private static Fields fields(String text) throws LineException {
    try {
      if (Json.parse(text, LIMITS) instanceof Map<?, ?> map) {
        return new Fields(Json.object(map), "");
      }
      throw new LineException("the line must be a JSON object");
    } catch (JsonException e) {
      String why = String.valueOf(e.getMessage());
      throw new LineException(why.replace(" at line 1, column ", " at column "));
    }
  }

  private static Line session(Fields fields) throws LineException {
    return new Line.SessionLine(
        fields.name("session"),
        agent(fields),
        fields.text("task"),
        fields.text("prompt"),
        user(fields),
        at(fields));
  }

  private static @Nullable String agent(Fields fields) throws LineException {
    String agent = fields.text("agent");
    if (agent != null && agent.isEmpty()) {
      throw fields.wrong("agent", "a string that is not empty");
    }
    return agent;
  }

  private static Subject user(Fields fields) throws LineException {
    Map<String, @Nullable Object> given = fields.object("user");
    if (given == null) {
      return Subject.anonymous();
    }
    Fields user = new Fields(given, "user.");
    String id = user.name("id");
    String issuer = user.text("issuer");
    Set<String> roles = new LinkedHashSet<>();
    List<?> list = user.list("roles");
    if (list != null) {
      for (Object role : list) {
        if (!(role instanceof String name)) {
          throw user.wrong("roles", "an array of strings");
        }
        roles.add(name);
      }
    }
    Map<String, @Nullable Object> attributes = new LinkedHashMap<>(given);
    attributes.keySet().removeAll(List.of("id", "issuer", "roles"));
    return new Subject(id, issuer == null ? "" : issuer, roles, attributes);
  }

  private static Line call(Fields fields, @Nullable String arguments) throws LineException {
    if (arguments == null) {
      throw new LineException("\"args\" is missing");
    }
    String session = fields.name("session");
    ToolCall.Builder call =
        ToolCall.builder(fields.required("tool"))
            .argumentsJson(arguments)
            .id(fields.text("callId"))
            .version(fields.text("version"))
            .confidence(confidence(fields))
            .rationale(fields.text("rationale"));
    Map<String, @Nullable Object> resource = fields.object("resource");
    if (resource != null) {
      call.resource(resource);
    }
    Map<String, @Nullable Object> result = fields.object("result");
    return new Line.CallLine(
        session,
        call.build(),
        result == null ? RecordedResult.EMPTY : RecordedResult.of(new Fields(result, "result.")),
        approval(fields),
        at(fields));
  }

  private static @Nullable Double confidence(Fields fields) throws LineException {
    Double value = fields.number("confidence");
    if (value != null && !(value >= 0 && value <= 1)) {
      throw fields.wrong("confidence", "a number from 0 to 1");
    }
    return value;
  }

  private static Line.@Nullable Answer approval(Fields fields) throws LineException {
    String answer = fields.text("approval");
    if (answer == null) {
      return null;
    }
    return switch (answer) {
      case "approve" -> Line.Answer.APPROVE;
      case "reject" -> Line.Answer.REJECT;
      default -> throw fields.wrong("approval", "\"approve\" or \"reject\"");
    };
  }

  private static @Nullable Instant at(Fields fields) throws LineException {
    String text = fields.text("at");
    if (text == null) {
      return null;
    }
    try {
      Instant at = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
      if (!at.isBefore(EARLIEST) && !at.isAfter(LATEST)) {
        return at;
      }
    } catch (DateTimeException e) {
      // said below
    }
    throw fields.wrong("at", "a time of ISO 8601 with its offset, such as 2026-11-20T10:00:00Z");
  }
}
