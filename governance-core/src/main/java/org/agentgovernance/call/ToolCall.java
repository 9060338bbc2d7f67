package org.agentgovernance.call;

import java.util.List;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * One call as the agent proposes it, with the facts that the host adds about what it would hit.
 * Immutable, so what was checked is what runs.
 *
 * <p>Arguments that are not strict JSON do not throw here: the call is made and {@link
 * #malformed()} says why, so that the attempt is refused and recorded like any other.
 */
public final class ToolCall {
  private final String tool;
  private final Arguments arguments;
  private final @Nullable String malformed;
  private final @Nullable String id;
  private final @Nullable String version;
  private final @Nullable Double confidence;
  private final @Nullable String rationale;
  private final List<String> alternatives;
  private final List<Document> documents;
  private final Map<String, @Nullable Object> resource;
  private final @Nullable CallLink link;

  private ToolCall(Builder builder) {
    this.tool = builder.tool;
    this.arguments = builder.arguments;
    this.malformed = builder.malformed;
    this.id = builder.id;
    this.version = builder.version;
    this.confidence = builder.confidence;
    this.rationale = builder.rationale;
    this.alternatives = builder.alternatives;
    this.documents = builder.documents;
    this.resource = builder.resource;
    this.link = builder.link;
  }

  private ToolCall(ToolCall other, Arguments arguments, @Nullable CallLink link) {
    this.tool = other.tool;
    this.arguments = arguments;
    this.malformed = other.malformed;
    this.id = other.id;
    this.version = other.version;
    this.confidence = other.confidence;
    this.rationale = other.rationale;
    this.alternatives = other.alternatives;
    this.documents = other.documents;
    this.resource = other.resource;
    this.link = link;
  }

  /**
   * A call with nothing but arguments.
   *
   * @param tool the tool's name as the agent wrote it, possibly empty or unknown
   * @param arguments its arguments
   * @return the call
   */
  public static ToolCall of(String tool, Arguments arguments) {
    return builder(tool).arguments(arguments).build();
  }

  /**
   * Starts a call.
   *
   * @param tool the tool's name as the agent wrote it, possibly empty or unknown; null counts as
   *     empty
   * @return a builder
   */
  public static Builder builder(@Nullable String tool) {
    return new Builder(tool == null ? "" : tool);
  }

  /**
   * The tool's name as the agent wrote it.
   *
   * @return the name
   */
  public String tool() {
    return tool;
  }

  /**
   * The arguments.
   *
   * @return the arguments; empty when the call is malformed
   */
  public Arguments arguments() {
    return arguments;
  }

  /**
   * Why the arguments could not be read.
   *
   * @return the reason, without any content, or null when they were read
   */
  public @Nullable String malformed() {
    return malformed;
  }

  /**
   * The call's id as the model or framework gave it.
   *
   * @return the id, or null when there was none
   */
  public @Nullable String id() {
    return id;
  }

  /**
   * The version of the tool that the caller believes it calls.
   *
   * @return the version, or null when none was given
   */
  public @Nullable String version() {
    return version;
  }

  /**
   * How sure the agent says it is.
   *
   * @return a number from 0 to 1, or null when none was given
   */
  public @Nullable Double confidence() {
    return confidence;
  }

  /**
   * Why the agent says it makes the call. Recorded, never trusted.
   *
   * @return the agent's words, or null when none were given
   */
  public @Nullable String rationale() {
    return rationale;
  }

  /**
   * What else the agent says it thought of. Recorded, never trusted.
   *
   * @return the agent's words, one text for each alternative; empty when none were given
   */
  public List<String> alternatives() {
    return alternatives;
  }

  /**
   * What the agent had before it when it proposed the call, as the host knows it.
   *
   * @return the documents with their versions; empty when none were given
   */
  public List<Document> documents() {
    return documents;
  }

  /**
   * Facts about what the call would hit, supplied by the host.
   *
   * @return a read-only map in the model of {@link org.agentgovernance.json}
   */
  public Map<String, @Nullable Object> resource() {
    return resource;
  }

  /**
   * The same call with other arguments; all else that is known about it stays.
   *
   * @param value the arguments
   * @return the call
   */
  public ToolCall withArguments(Arguments value) {
    return new ToolCall(this, value, link);
  }

  /**
   * The call that this one was made because of.
   *
   * @return the link, or null for a call that an agent proposes
   */
  public @Nullable CallLink link() {
    return link;
  }

  /**
   * The call as an agent proposes it, without a link.
   *
   * @return this call when it has none
   */
  public ToolCall proposed() {
    return link == null ? this : new ToolCall(this, arguments, null);
  }

  /**
   * A call that the enforcement point makes because of this one. It keeps the id that the model
   * gave, the confidence and the facts about what would be hit, and none of the agent's words.
   *
   * @param why what it is to this one
   * @param name the tool that it calls
   * @param values its arguments
   * @return the other call
   */
  public ToolCall followedBy(CallLink why, String name, Arguments values) {
    Builder other = new Builder(name).arguments(values).id(id).confidence(confidence);
    other.resource = resource;
    other.link = why;
    return other.build();
  }

  /** The tool's name; never its arguments. */
  @Override
  public String toString() {
    return "ToolCall[" + tool + "]";
  }

  /** Collects what belongs to one call. Not safe for use by many threads. */
  public static final class Builder {
    private final String tool;
    private Arguments arguments = Arguments.empty();
    private @Nullable String malformed;
    private @Nullable String id;
    private @Nullable String version;
    private @Nullable Double confidence;
    private @Nullable String rationale;
    private List<String> alternatives = List.of();
    private List<Document> documents = List.of();
    private Map<String, @Nullable Object> resource = Map.of();
    private @Nullable CallLink link;

    private Builder(String tool) {
      this.tool = tool;
    }

    /**
     * Sets the arguments.
     *
     * @param value the arguments
     * @return this builder
     */
    public Builder arguments(Arguments value) {
      this.arguments = value;
      this.malformed = null;
      return this;
    }

    /**
     * Sets the arguments from a map. A value without JSON form makes the call malformed.
     *
     * @param values the arguments
     * @return this builder
     */
    public Builder arguments(Map<String, ? extends @Nullable Object> values) {
      try {
        return arguments(Arguments.of(values));
      } catch (JsonException e) {
        return malformed(e);
      }
    }

    /**
     * Sets the arguments from JSON text. Text that is not a strict JSON object makes the call
     * malformed.
     *
     * @param json JSON text; null and blank text count as no arguments, as frameworks hand them
     *     over
     * @return this builder
     */
    public Builder argumentsJson(@Nullable String json) {
      try {
        return arguments(
            json == null || json.isBlank() ? Arguments.empty() : Arguments.ofJson(json));
      } catch (JsonException e) {
        return malformed(e);
      }
    }

    /**
     * Sets the arguments from JSON bytes. Bytes that are not a strict JSON object make the call
     * malformed.
     *
     * @param utf8 JSON as UTF-8; no bytes count as no arguments, as with text
     * @return this builder
     */
    public Builder argumentsJson(byte[] utf8) {
      try {
        return arguments(utf8.length == 0 ? Arguments.empty() : Arguments.ofJson(utf8));
      } catch (JsonException e) {
        return malformed(e);
      }
    }

    private Builder malformed(JsonException e) {
      this.arguments = Arguments.empty();
      this.malformed = e.getMessage();
      return this;
    }

    /**
     * Sets the id that the model or framework gave the call.
     *
     * @param value the id, or null
     * @return this builder
     */
    public Builder id(@Nullable String value) {
      this.id = value;
      return this;
    }

    /**
     * Sets the version that the caller believes it calls.
     *
     * @param value the version, or null
     * @return this builder
     */
    public Builder version(@Nullable String value) {
      this.version = value;
      return this;
    }

    /**
     * Sets how sure the agent says it is.
     *
     * @param value a number from 0 to 1, or null
     * @return this builder
     * @throws IllegalArgumentException when the number is outside 0 to 1
     */
    public Builder confidence(@Nullable Double value) {
      if (value != null && !(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("a confidence is a number from 0 to 1");
      }
      this.confidence = value;
      return this;
    }

    /**
     * Sets why the agent says it makes the call.
     *
     * @param value the agent's words, or null
     * @return this builder
     */
    public Builder rationale(@Nullable String value) {
      this.rationale = value;
      return this;
    }

    /**
     * Sets what else the agent says it thought of.
     *
     * @param texts the agent's words, one text for each alternative
     * @return this builder
     */
    public Builder alternatives(List<String> texts) {
      this.alternatives = List.copyOf(texts);
      return this;
    }

    /**
     * Sets what the agent had before it, such as retrieved documents. The host says so, never the
     * agent.
     *
     * @param list the documents with their versions
     * @return this builder
     */
    public Builder documents(List<Document> list) {
      this.documents = List.copyOf(list);
      return this;
    }

    /**
     * Sets the facts that the host knows about what the call would hit. Never pass on what the
     * agent says here.
     *
     * @param facts the facts
     * @return this builder
     * @throws JsonException when a value has no JSON form
     */
    public Builder resource(Map<String, ? extends @Nullable Object> facts) {
      this.resource = Json.object(Json.copyOf(facts));
      return this;
    }

    /**
     * Makes the call.
     *
     * @return the call
     */
    public ToolCall build() {
      return new ToolCall(this);
    }
  }
}
