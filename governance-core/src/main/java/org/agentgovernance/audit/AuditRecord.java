package org.agentgovernance.audit;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Document;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.interceptor.BookedFacts;
import org.agentgovernance.interceptor.ControlTrace;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened, made by the enforcement point on the calling thread. It only refers to
 * immutable values; the trail's writer serialises it later. Immutable.
 *
 * <p>What a record tells of is its {@link #kind()}; everything else is optional and has a name. The
 * fields are described by the JSON Schema {@code org/agentgovernance/schema/v1/audit-record.json}.
 *
 * <p>Whatever it gives away has been redacted, {@link #toJson()} as well as the single texts, so
 * that a sink cannot reach what must not be kept.
 *
 * <p>An outcome's output is hashed by the writer when it is a string, a boolean, a boxed number or
 * {@link org.agentgovernance.call.Arguments}. Any other output might change after the host got it
 * back and is hashed when the record is made. Exceptions leave nothing but their class.
 */
public final class AuditRecord {
  private final AuditKind kind;
  private final long at;
  private final @Nullable CallContext context;
  private final @Nullable String callId;
  private final @Nullable ToolCall call;
  private final @Nullable AuditedTool tool;
  private final @Nullable Digest manifest;
  private final Redaction redaction;
  private final @Nullable Decision decision;
  private final @Nullable ControlTrace controls;
  private final BookedFacts settled;
  private final @Nullable ApprovalEvent approval;
  private final @Nullable OutcomeEvidence outcome;
  private final List<Document> documents;
  private final @Nullable UndoFields undo;
  private final @Nullable TraceSpan span;
  private final Map<AuditSection, Object> sections;

  private AuditRecord(Builder builder) {
    this.kind = builder.kind;
    this.at = builder.at;
    this.context = builder.context;
    this.callId = builder.callId;
    this.call = builder.call;
    this.tool = builder.tool;
    this.manifest = builder.manifest;
    this.redaction = builder.redaction;
    this.decision = builder.decision;
    this.controls = builder.controls;
    this.settled = builder.settled;
    this.approval = builder.approval;
    this.outcome = builder.outcome;
    this.documents = builder.documents;
    this.undo = builder.undo;
    this.span = builder.span;
    this.sections =
        builder.sections.isEmpty()
            ? Map.of()
            : Collections.unmodifiableMap(new EnumMap<>(builder.sections));
  }

  /**
   * Starts a record.
   *
   * @param kind what it tells of
   * @param at when, in milliseconds since 1970-01-01T00:00Z
   * @return a builder
   */
  public static Builder builder(AuditKind kind, long at) {
    return new Builder(kind, at);
  }

  /**
   * What the record tells of.
   *
   * @return the kind
   */
  public AuditKind kind() {
    return kind;
  }

  /**
   * When it happened.
   *
   * @return milliseconds since 1970-01-01T00:00Z, by the clock of the session
   */
  public long at() {
    return at;
  }

  /**
   * The governor's own id of the call.
   *
   * @return the id, the same in all records of one call, or null when the record is of no call
   */
  public @Nullable String callId() {
    return callId;
  }

  /**
   * The id of the session that it happened in.
   *
   * @return the id, redacted, or null when it is of no session
   */
  public @Nullable String session() {
    return context == null ? null : redacted(context.session());
  }

  /**
   * The agent whose session it is.
   *
   * @return the agent's id in the manifest, redacted, or null when it is of no session
   */
  public @Nullable String agent() {
    return context == null ? null : redacted(context.principal().agent());
  }

  /**
   * The user on whose behalf it happened.
   *
   * @return the user's id, redacted, or null when it is of no session
   */
  public @Nullable String user() {
    return context == null ? null : redacted(context.principal().subject().id());
  }

  /**
   * The tool as the agent proposed it; a model may have made the name up.
   *
   * @return the name, redacted, or null when the record is of no call
   */
  public @Nullable String toolName() {
    return call == null ? null : redacted(call.tool());
  }

  /**
   * What was decided.
   *
   * @return the verdict, or null when the record tells of no decision
   */
  public @Nullable Verdict verdict() {
    return decision == null ? null : decision.verdict();
  }

  /**
   * Why it was decided so.
   *
   * @return the reason code, redacted, or null when the record tells of no decision
   */
  public @Nullable String code() {
    return decision == null ? null : redacted(decision.code().value());
  }

  /**
   * Which control decided.
   *
   * @return the control's id, redacted, or null when the record tells of no decision
   */
  public @Nullable String interceptor() {
    return decision == null ? null : redacted(decision.interceptor());
  }

  /**
   * By which rule it was decided.
   *
   * @return the rule's id, redacted, or null when no rule decided
   */
  public @Nullable String rule() {
    RuleRef rule = decision == null ? null : decision.rule();
    return rule == null ? null : redacted(rule.id());
  }

  private String redacted(String text) {
    return redaction().text(text);
  }

  /**
   * Where the record stands in a distributed trace.
   *
   * @return the span, or null when no observer has said so
   */
  public @Nullable TraceSpan span() {
    return span;
  }

  /**
   * All that may be kept of the record, as the log keeps it but without number, hash and checksum.
   * Serialises anew each time; made for the thread of a sink, not for that of a call.
   *
   * @return one line of JSON that satisfies the schema of records save for {@code seq}, {@code
   *     prev} and {@code crc}
   */
  public String toJson() {
    return "{\"v\":" + Chain.VERSION + RecordBody.of(this) + "}";
  }

  /** The outcome of the call that this is the intent of. */
  AuditRecord outcome(Outcome value, ReasonCode code) {
    Builder builder = new Builder(AuditKind.OUTCOME, at);
    builder.context = context;
    builder.callId = callId;
    builder.call = call;
    builder.tool = tool;
    builder.span = span;
    return builder.outcome(value, code).build();
  }

  @Nullable Decision decision() {
    return decision;
  }

  @Nullable ToolCall call() {
    return call;
  }

  @Nullable CallContext context() {
    return context;
  }

  @Nullable AuditedTool tool() {
    return tool;
  }

  /** What is taken out of everything that the record says. */
  Redaction redaction() {
    AuditedTool audited = tool;
    return audited == null ? redaction : audited.redaction();
  }

  @Nullable Digest manifest() {
    return manifest;
  }

  @Nullable ControlTrace controls() {
    return controls;
  }

  BookedFacts settled() {
    return settled;
  }

  @Nullable ApprovalEvent approval() {
    return approval;
  }

  @Nullable OutcomeEvidence outcome() {
    return outcome;
  }

  @Nullable UndoFields undo() {
    return undo;
  }

  List<Document> documents() {
    return documents;
  }

  Map<AuditSection, Object> sections() {
    return sections;
  }

  /** Kind and call id; never the arguments. */
  @Override
  public String toString() {
    return "AuditRecord[" + kind.word() + (callId == null ? "" : " " + callId) + "]";
  }

  /** Collects the parts of one record. Not safe for use by many threads. */
  public static final class Builder {
    private final AuditKind kind;
    private final long at;
    private @Nullable CallContext context;
    private @Nullable String callId;
    private @Nullable ToolCall call;
    private @Nullable AuditedTool tool;
    private @Nullable Digest manifest;
    private Redaction redaction = Redaction.none();
    private @Nullable Decision decision;
    private @Nullable ControlTrace controls;
    private BookedFacts settled = BookedFacts.none();
    private @Nullable ApprovalEvent approval;
    private @Nullable OutcomeEvidence outcome;
    private List<Document> documents = List.of();
    private @Nullable UndoFields undo;
    private @Nullable TraceSpan span;
    private Map<AuditSection, Object> sections = Map.of();

    private Builder(AuditKind kind, long at) {
      this.kind = kind;
      this.at = at;
    }

    /**
     * Says whose session it happened in.
     *
     * @param value the session
     * @return this builder
     */
    public Builder session(CallContext value) {
      this.context = value;
      return this;
    }

    /**
     * Says which call it happened to.
     *
     * @param id the governor's own id of the call, the same in all its records
     * @param value the call as proposed, malformed or not
     * @param known what the manifest says of the tool
     * @return this builder
     */
    public Builder call(String id, ToolCall value, AuditedTool known) {
      this.callId = id;
      this.call = value;
      this.tool = known;
      return this;
    }

    /**
     * Gives what is no tool call an id of its own, for a model call for instance.
     *
     * @param id the governor's own id, the same in all records of it
     * @return this builder
     */
    public Builder id(String id) {
      this.callId = id;
      return this;
    }

    /**
     * Says which manifest was in force, and what it takes out of records; a call brings both with
     * its tool.
     *
     * @param digest the manifest's digest
     * @param redactions what is taken out of everything that the record says
     * @return this builder
     */
    public Builder manifest(Digest digest, Redaction redactions) {
      this.manifest = digest;
      this.redaction = redactions;
      return this;
    }

    /**
     * Says what was decided.
     *
     * @param value the decision
     * @return this builder
     */
    public Builder decision(Decision value) {
      this.decision = value;
      return this;
    }

    /**
     * Says what each control said.
     *
     * @param value what the chain noted, or null; it does not change any more
     * @return this builder
     */
    public Builder controls(@Nullable ControlTrace value) {
      this.controls = value;
      return this;
    }

    /**
     * Says what controls booked once the call had ended.
     *
     * @param value facts by the control's id
     * @return this builder
     */
    public Builder settled(BookedFacts value) {
      this.settled = value;
      return this;
    }

    /**
     * Says what happened to an approval.
     *
     * @param value the event, or null when there was none
     * @return this builder
     */
    public Builder approval(@Nullable ApprovalEvent value) {
      this.approval = value;
      return this;
    }

    /**
     * Says what came of it.
     *
     * @param value how it ended
     * @param code why it did not succeed, or null
     * @return this builder
     */
    public Builder outcome(Outcome value, @Nullable ReasonCode code) {
      this.outcome = OutcomeEvidence.of(value, code);
      return this;
    }

    /**
     * Says which call undoes what was done.
     *
     * @param by the tool that undoes
     * @param arguments what it would be called with, or null when that cannot be made
     * @param mode how much of them is recorded
     * @param until when it can be undone no longer, in milliseconds since 1970-01-01T00:00Z
     * @return this builder
     */
    public Builder undo(String by, @Nullable Arguments arguments, ArgumentsMode mode, long until) {
      this.undo = new UndoFields(by, arguments, mode, until);
      return this;
    }

    /**
     * Says what the agent was given to read; a call brings its own documents.
     *
     * @param list the documents with their versions
     * @return this builder
     */
    public Builder documents(List<Document> list) {
      this.documents = List.copyOf(list);
      return this;
    }

    /**
     * Says where the record stands in a distributed trace.
     *
     * @param value the span, or null when there is none
     * @return this builder
     */
    public Builder span(@Nullable TraceSpan value) {
      this.span = value;
      return this;
    }

    /**
     * Adds an optional part.
     *
     * @param section which
     * @param values its fields as JSON values; copied. Never secrets
     * @return this builder
     * @throws org.agentgovernance.json.JsonException when a value has no JSON form
     */
    public Builder section(AuditSection section, Map<String, ? extends @Nullable Object> values) {
      Object copy = Json.object(Json.copyOf(values));
      if (sections.isEmpty()) {
        sections = new EnumMap<>(AuditSection.class);
      }
      sections.put(section, copy);
      return this;
    }

    /**
     * Makes the record. The builder must not be used again.
     *
     * @return the record
     * @throws IllegalStateException when the kind tells of a call and no call or session is named
     */
    public AuditRecord build() {
      if (kind.ofCall() && (call == null || context == null)) {
        throw new IllegalStateException(
            "a record of kind " + kind.word() + " names a call and a session");
      }
      return new AuditRecord(this);
    }
  }
}
