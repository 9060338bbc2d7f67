package org.agentgovernance.audit;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Turns records of calls into events of the class API Activity (6003) of the Open Cybersecurity
 * Schema Framework, version 1.3.0, with its profile security_control. What has no place there
 * stands unchanged under {@code unmapped}, so nothing is lost. docs/ocsf.md has the mapping.
 */
public final class OcsfApiActivity {
  /** The version of the framework that the events satisfy. */
  public static final String VERSION = "1.3.0";

  private static final long CATEGORY = 6;
  private static final long CLASS = 6003;
  private static final long OTHER = 99;
  private static final Set<String> KINDS = Set.of("decision", "intent", "outcome", "approval");
  private static final List<String> MAPPED =
      List.of(
          "v",
          "seq",
          "at",
          "kind",
          "call",
          "session",
          "agent",
          "instance",
          "tool",
          "version",
          "arguments",
          "verdict",
          "code",
          "rule",
          "message");

  private OcsfApiActivity() {}

  /**
   * Turns a record into an event.
   *
   * @param record a stored line or what a sink gets, parsed
   * @return the event as JSON, or null when the record is of no call
   * @throws IllegalArgumentException when it is no record
   */
  public static @Nullable Map<String, @Nullable Object> of(
      Map<String, ? extends @Nullable Object> record) {
    String kind = text(record, "kind");
    if (kind == null || !KINDS.contains(kind)) {
      return null;
    }
    Map<String, @Nullable Object> event = new LinkedHashMap<>();
    event.put("activity_id", OTHER);
    event.put("activity_name", kind);
    event.put("category_uid", CATEGORY);
    event.put("category_name", "Application Activity");
    event.put("class_uid", CLASS);
    event.put("class_name", "API Activity");
    event.put("type_uid", CLASS * 100 + OTHER);
    event.put("type_name", "API Activity: Other");
    event.put("time", millis(record));
    verdict(record, kind, event);
    put(event, "message", text(record, "message"));
    event.put("actor", actor(record));
    event.put("src_endpoint", endpoint(record));
    event.put("api", api(record));
    event.put("metadata", metadata(record));
    Map<String, @Nullable Object> rest = new LinkedHashMap<>(record);
    rest.keySet().removeAll(MAPPED);
    event.put("unmapped", rest);
    return event;
  }

  private static long millis(Map<String, ?> record) {
    try {
      return Instant.parse(String.valueOf(text(record, "at"))).toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException("a record says when it happened", e);
    }
  }

  private static void verdict(
      Map<String, ?> record, String kind, Map<String, @Nullable Object> event) {
    String verdict = text(record, "verdict");
    boolean denied = "deny".equals(verdict);
    event.put("severity_id", denied ? 3L : 1L);
    event.put("severity", denied ? "Medium" : "Informational");
    String ended = nested(record, "outcome", "kind");
    boolean succeeded = "succeeded".equals(ended);
    long status = kind.equals("outcome") ? (succeeded ? 1 : 2) : denied ? 2 : OTHER;
    event.put("status_id", status);
    put(event, "status", ended != null ? ended : verdict);
    String code = nested(record, "outcome", "code");
    put(event, "status_code", code != null ? code : text(record, "code"));
    if (verdict != null) {
      event.put("action_id", denied ? 2L : verdict.equals("permit") ? 1L : OTHER);
      event.put("action", denied ? "Denied" : verdict.equals("permit") ? "Allowed" : verdict);
    }
    String rule = text(record, "rule");
    if (rule != null) {
      event.put("policy", Map.of("uid", rule));
    }
  }

  private static Map<String, @Nullable Object> actor(Map<String, ?> record) {
    Map<String, @Nullable Object> actor = new LinkedHashMap<>();
    Map<String, @Nullable Object> user = new LinkedHashMap<>();
    put(user, "uid", nested(record, "user", "id"));
    put(user, "domain", nested(record, "user", "issuer"));
    if (!user.isEmpty()) {
      actor.put("user", user);
    }
    String session = text(record, "session");
    if (session != null) {
      actor.put("session", Map.of("uid", session));
    }
    actor.put("app_name", named(record, "agent"));
    return actor;
  }

  /** The agent is where the call comes from. */
  private static Map<String, @Nullable Object> endpoint(Map<String, ?> record) {
    Map<String, @Nullable Object> endpoint = new LinkedHashMap<>();
    endpoint.put("name", named(record, "agent"));
    put(endpoint, "instance_uid", text(record, "instance"));
    endpoint.put("type_id", OTHER);
    endpoint.put("type", "agent");
    return endpoint;
  }

  private static Map<String, @Nullable Object> api(Map<String, ?> record) {
    Map<String, @Nullable Object> api = new LinkedHashMap<>();
    api.put("operation", named(record, "tool"));
    put(api, "version", text(record, "version"));
    Map<String, @Nullable Object> request = new LinkedHashMap<>();
    request.put("uid", named(record, "call"));
    if (record.get("arguments") != null) {
      request.put("data", record.get("arguments"));
    }
    api.put("request", request);
    String code = nested(record, "outcome", "code");
    String error = nested(record, "outcome", "error");
    if (code != null || error != null) {
      Map<String, @Nullable Object> response = new LinkedHashMap<>();
      put(response, "message", code);
      put(response, "error", error);
      api.put("response", response);
    }
    return api;
  }

  private static Map<String, @Nullable Object> metadata(Map<String, ?> record) {
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    metadata.put("version", VERSION);
    metadata.put(
        "product", Map.of("name", "Agent Governance for Java", "vendor_name", "Agent Governance"));
    metadata.put("profiles", List.of("security_control"));
    put(metadata, "correlation_uid", text(record, "call"));
    put(metadata, "original_time", text(record, "at"));
    if (record.get("seq") instanceof Number seq) {
      metadata.put("sequence", seq.longValue());
    }
    return metadata;
  }

  private static String named(Map<String, ?> record, String key) {
    String value = text(record, key);
    return value == null || value.isEmpty() ? "unknown" : value;
  }

  private static @Nullable String text(Map<String, ?> record, String key) {
    return record.get(key) instanceof String value ? value : null;
  }

  private static @Nullable String nested(Map<String, ?> record, String section, String key) {
    return record.get(section) instanceof Map<?, ?>
        ? text(Json.object(record.get(section)), key)
        : null;
  }

  private static void put(Map<String, @Nullable Object> into, String key, @Nullable Object value) {
    if (value != null) {
      into.put(key, value);
    }
  }
}
