package org.agentgovernance.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.agentgovernance.json.JsonLimits;
import org.jspecify.annotations.Nullable;

/**
 * A tool as it describes itself to a model, in the shape of MCP's {@code tools/list}: name,
 * description, input schema and whatever else it says. Immutable.
 *
 * <p>{@link #digest()} covers the whole object as received, unknown fields too, because a changed
 * description is how a tool attacks.
 */
public final class ToolDescriptor {
  private static final String DOMAIN = "agentgovernance/descriptor/v1";

  private final String name;
  private final Map<String, @Nullable Object> json;
  private final Digest digest;

  private ToolDescriptor(Map<String, @Nullable Object> json) {
    if (!(json.get("name") instanceof String text) || text.isEmpty()) {
      throw new GovernanceException(
          ReasonCode.MANIFEST_INVALID, "a tool descriptor needs a \"name\"");
    }
    this.name = text;
    this.json = json;
    this.digest = Digest.of(DOMAIN, Json.canonical(json));
  }

  /**
   * A descriptor of a tool written in Java.
   *
   * @param name the tool's name
   * @param description what it does, for the model
   * @param inputSchema JSON Schema of its arguments
   * @return the descriptor
   * @throws JsonException when the schema has no JSON form
   */
  public static ToolDescriptor of(
      String name, String description, Map<String, ? extends @Nullable Object> inputSchema) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("description", description);
    json.put("inputSchema", inputSchema);
    return new ToolDescriptor(Json.object(Json.copyOf(json)));
  }

  /** A descriptor in the model of {@link Json}. */
  static ToolDescriptor of(Map<String, @Nullable Object> json) {
    return new ToolDescriptor(json);
  }

  /**
   * Reads one descriptor.
   *
   * @param json an object with at least a name
   * @return the descriptor
   * @throws JsonException when the text is not a strict JSON object
   * @throws GovernanceException when it has no name
   */
  public static ToolDescriptor parse(String json) {
    return new ToolDescriptor(Json.parseObject(json));
  }

  /**
   * Reads the descriptors of several tools.
   *
   * @param json an array of descriptors, or an object with the array under {@code tools} as MCP's
   *     {@code tools/list} returns it
   * @return the descriptors, in order
   * @throws JsonException when the text is not strict JSON of that shape
   * @throws GovernanceException when a descriptor has no name
   */
  public static List<ToolDescriptor> parseAll(byte[] json) {
    Object value = Json.parse(json, JsonLimits.FILE);
    if (value instanceof Map<?, ?> map) {
      value = map.get("tools");
    }
    if (!(value instanceof List<?> list)) {
      throw new JsonException(
          "expected an array of tool descriptors, or an object with one under" + " \"tools\"",
          0,
          0);
    }
    return list.stream().map(item -> new ToolDescriptor(Json.object(item))).toList();
  }

  /**
   * The tool's name.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * What the tool says it does.
   *
   * @return the description, or an empty string
   */
  public String description() {
    return json.get("description") instanceof String text ? text : "";
  }

  /**
   * JSON Schema of the arguments.
   *
   * @return the schema in the model of {@link org.agentgovernance.json}, or null when there is none
   */
  public @Nullable Object inputSchema() {
    return json.get("inputSchema");
  }

  /**
   * JSON Schema of the output.
   *
   * @return the schema in the model of {@link org.agentgovernance.json}, or null when there is none
   */
  public @Nullable Object outputSchema() {
    return json.get("outputSchema");
  }

  /**
   * The whole object as received.
   *
   * @return a read-only map
   */
  public Map<String, @Nullable Object> asMap() {
    return json;
  }

  /**
   * The digest of the whole object.
   *
   * @return SHA-256 of its canonical form under the domain {@code agentgovernance/descriptor/v1}
   */
  public Digest digest() {
    return digest;
  }

  /**
   * What is different here from the descriptor that was reviewed: description, schema, annotations
   * and whatever else either of them says.
   *
   * @param reviewed the descriptor that was reviewed
   * @return the changes in the order of their pointers; empty when the digests are equal
   */
  public List<DescriptorChange> changesFrom(ToolDescriptor reviewed) {
    return DescriptorChanges.between(reviewed.json, json);
  }

  /** Whether the other is a descriptor of the same digest. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ToolDescriptor that && digest.equals(that.digest);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  /** Name and digest. */
  @Override
  public String toString() {
    return "ToolDescriptor[" + name + ", " + digest + "]";
  }
}
