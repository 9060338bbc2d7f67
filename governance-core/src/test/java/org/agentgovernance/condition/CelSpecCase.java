package org.agentgovernance.condition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One case of the cel-spec simple tests: how to set it up here, and what it should give. */
final class CelSpecCase {
  /** Thrown when a case needs something that this environment does not have, such as messages. */
  static final class NotExpressible extends Exception {
    private static final long serialVersionUID = 1L;

    NotExpressible(String reason) {
      super(reason);
    }
  }

  private final JsonNode json;

  private CelSpecCase(JsonNode json) {
    this.json = json;
  }

  static List<CelSpecCase> all(Path corpus) throws IOException {
    Path file = corpus.resolve("json").resolve("cel-simple-tests.json");
    List<CelSpecCase> cases = new ArrayList<>();
    for (JsonNode json : new ObjectMapper().readTree(Files.readString(file))) {
      cases.add(new CelSpecCase(json));
    }
    return cases;
  }

  String expression() {
    return json.get("expr").asText();
  }

  String file() {
    return json.get("file").asText();
  }

  boolean expectsError() {
    return json.has("eval_error");
  }

  boolean onlyChecks() {
    return json.path("check_only").asBoolean();
  }

  /** The expected value; true if the case names none. */
  Object expected() throws NotExpressible {
    JsonNode value = json.get("value");
    if (value == null) {
      value = json.path("typed_result").get("result");
    }
    return value == null ? Boolean.TRUE : value(value);
  }

  /** The type that the reference deduces, or null if the case names none. */
  ConditionType deducedType() throws NotExpressible {
    JsonNode type = json.path("typed_result").get("deduced_type");
    return type == null ? null : type(type);
  }

  private Map<String, Object> bindings() throws NotExpressible {
    Map<String, Object> bindings = new LinkedHashMap<>();
    for (JsonNode binding : json.path("bindings")) {
      bindings.put(binding.get("key").asText(), value(binding.get("value").get("value")));
    }
    return bindings;
  }

  ConditionEnvironment environment() throws NotExpressible {
    ConditionEnvironment.Builder builder = ConditionEnvironment.builder();
    Map<String, ConditionType> types = new LinkedHashMap<>();
    for (String name : bindings().keySet()) {
      types.put(name, ConditionType.DYN);
    }
    for (JsonNode declared : json.path("type_env")) {
      if (!declared.has("ident")) {
        throw new NotExpressible("declares a function");
      }
      types.put(declared.get("name").asText(), type(declared.get("ident").get("type")));
    }
    String container = json.path("container").asText();
    for (Map.Entry<String, ConditionType> variable : types.entrySet()) {
      if (!container.isEmpty()
          && variable.getKey().startsWith(container.split("\\.", -1)[0] + ".")) {
        throw new NotExpressible("needs a container");
      }
      if (!Names.isReserved(variable.getKey())) {
        builder.variable(variable.getKey(), variable.getValue());
      }
    }
    return builder.build();
  }

  Variables variables(ConditionEnvironment environment) throws NotExpressible {
    Map<String, Object> bindings = bindings();
    return index -> bindings.get(environment.names().get(index));
  }

  static Object value(JsonNode value) throws NotExpressible {
    Map.Entry<String, JsonNode> entry = value.properties().iterator().next();
    JsonNode content = entry.getValue();
    switch (entry.getKey()) {
      case "null_value":
        return Null.VALUE;
      case "bool_value":
        return content.asBoolean();
      case "int64_value":
        return content.asLong();
      case "uint64_value":
        return new Unsigned(new BigInteger(content.asText()).longValue());
      case "double_value":
      case "number_value":
        return real(content);
      case "string_value":
        return content.asText();
      case "bytes_value":
        return content.isTextual()
            ? content.asText().getBytes(StandardCharsets.UTF_8)
            : HexFormat.of().parseHex(content.get("$bytes").asText());
      case "type_value":
        return new TypeValue(content.asText());
      case "list_value":
        return list(content);
      case "map_value":
        return map(content);
      case "object_value":
        return message(content);
      default:
        throw new NotExpressible("a value of kind " + entry.getKey());
    }
  }

  private static Double real(JsonNode content) {
    if (content.isObject()) {
      return switch (content.get("$num").asText()) {
        case "inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.NaN;
      };
    }
    return content.isTextual() ? Double.valueOf(content.asText()) : (Double) content.asDouble();
  }

  private static List<Object> list(JsonNode content) throws NotExpressible {
    List<Object> list = new ArrayList<>();
    for (JsonNode element : content.path("values")) {
      list.add(value(element));
    }
    return list;
  }

  private static Map<Object, Object> map(JsonNode content) throws NotExpressible {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (JsonNode each : content.path("entries")) {
      map.put(value(each.get("key")), value(each.get("value")));
    }
    return map;
  }

  /** The well-known messages that have a counterpart without protocol buffers. */
  private static Object message(JsonNode content) throws NotExpressible {
    Map.Entry<String, JsonNode> entry = content.properties().iterator().next();
    JsonNode body = entry.getValue();
    switch (entry.getKey()) {
      case "[type.googleapis.com/google.protobuf.Duration]":
        return Duration.ofSeconds(body.path("seconds").asLong(), body.path("nanos").asLong());
      case "[type.googleapis.com/google.protobuf.Timestamp]":
        return Instant.ofEpochSecond(body.path("seconds").asLong(), body.path("nanos").asLong());
      case "[type.googleapis.com/google.protobuf.Value]":
        return value(body);
      case "[type.googleapis.com/google.protobuf.ListValue]":
        return list(body);
      case "[type.googleapis.com/google.protobuf.BoolValue]":
        return body.path("value").asBoolean();
      case "[type.googleapis.com/google.protobuf.Int32Value]":
      case "[type.googleapis.com/google.protobuf.Int64Value]":
        return body.path("value").asLong();
      case "[type.googleapis.com/google.protobuf.DoubleValue]":
        return body.path("value").asDouble();
      case "[type.googleapis.com/google.protobuf.StringValue]":
        return body.path("value").asText();
      default:
        throw new NotExpressible("a message");
    }
  }

  static ConditionType type(JsonNode type) throws NotExpressible {
    if (type.has("primitive")) {
      return switch (type.get("primitive").asText()) {
        case "BOOL" -> ConditionType.BOOL;
        case "INT64" -> ConditionType.INT;
        case "UINT64" -> ConditionType.UINT;
        case "DOUBLE" -> ConditionType.DOUBLE;
        case "STRING" -> ConditionType.STRING;
        default -> ConditionType.BYTES;
      };
    }
    if (type.has("null")) {
      return ConditionType.NULL;
    }
    if (type.has("dyn")) {
      return ConditionType.DYN;
    }
    if (type.has("list_type")) {
      return ConditionType.list(type(type.get("list_type").get("elem_type")));
    }
    if (type.has("map_type")) {
      JsonNode map = type.get("map_type");
      return ConditionType.map(type(map.get("key_type")), type(map.get("value_type")));
    }
    return switch (type.path("message_type").asText()) {
      case "google.protobuf.Duration" -> ConditionType.DURATION;
      case "google.protobuf.Timestamp" -> ConditionType.TIMESTAMP;
      case "google.protobuf.Value" -> ConditionType.DYN;
      case "google.protobuf.ListValue" -> ConditionType.list(ConditionType.DYN);
      case "google.protobuf.BoolValue" -> ConditionType.BOOL.nullable();
      case "google.protobuf.Int32Value", "google.protobuf.Int64Value" ->
          ConditionType.INT.nullable();
      case "google.protobuf.DoubleValue" -> ConditionType.DOUBLE.nullable();
      case "google.protobuf.StringValue" -> ConditionType.STRING.nullable();
      default -> throw new NotExpressible("the type " + type);
    };
  }

  @Override
  public String toString() {
    return file()
        + "/"
        + json.get("section").asText()
        + "/"
        + json.get("name").asText()
        + ": "
        + expression();
  }
}
