package org.agentgovernance;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.CallLink;
import org.agentgovernance.call.Document;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Explanation;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.manifest.ToolPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one agent on behalf of one user within one task. What controls remember of a session
 * (its budget, what it has read, its steps) lives as long as this object. Safe for use by many
 * threads.
 *
 * <p>No method throws because a call is refused; the result says so.
 */
public final class Session implements AutoCloseable {
  private final Enforcement enforcement;
  private final CallContext context;
  private final @Nullable Session parent;
  private final Effects effects;
  private volatile boolean closed;

  Session(Enforcement enforcement, CallContext context, @Nullable Session parent) {
    this.enforcement = enforcement;
    this.context = context;
    this.parent = parent;
    this.effects = parent == null ? new Effects() : parent.effects;
  }

  /**
   * The session's id.
   *
   * @return the id
   */
  public String id() {
    return context.session();
  }

  /**
   * Starts a session for a sub-agent, which does part of this session's work for the same user. It
   * can never do what this session could not: each of its calls is checked for it and for every
   * session above it. See {@code agent.delegates} of the manifest.
   *
   * @param agent the sub-agent's id
   * @return a builder
   */
  public DelegationBuilder delegate(String agent) {
    return new DelegationBuilder(enforcement, this, agent);
  }

  /**
   * Calls a registered tool. Blocks while the tool runs, never while a person thinks: a call that
   * needs one comes back at once with {@link CallResult#pending()}.
   *
   * @param tool the tool's name as the agent wrote it
   * @param arguments the arguments
   * @return what came of it
   */
  public CallResult call(String tool, Map<String, ? extends @Nullable Object> arguments) {
    return call(ToolCall.builder(tool).arguments(arguments).build());
  }

  /**
   * Calls a registered tool with JSON arguments, as a model writes them. Text that is not a strict
   * JSON object is refused and recorded like any other call.
   *
   * @param tool the tool's name as the agent wrote it
   * @param json the arguments as JSON text
   * @return what came of it
   */
  public CallResult call(String tool, String json) {
    return call(ToolCall.builder(tool).argumentsJson(json).build());
  }

  /**
   * Calls a registered tool with JSON arguments as UTF-8.
   *
   * @param tool the tool's name as the agent wrote it
   * @param utf8 the arguments as JSON bytes
   * @return what came of it
   */
  public CallResult call(String tool, byte[] utf8) {
    return call(ToolCall.builder(tool).argumentsJson(utf8).build());
  }

  /**
   * Calls a registered tool.
   *
   * @param call the call with everything that is known about it
   * @return what came of it
   */
  public CallResult call(ToolCall call) {
    return new GovernedCall(enforcement, this, call.proposed(), null).run();
  }

  /**
   * Calls a tool that an adapter holds, in place of a registered one.
   *
   * @param call the call with everything that is known about it
   * @param tool what does the work if the call is permitted
   * @return what came of it
   */
  public CallResult call(ToolCall call, Tool tool) {
    return new GovernedCall(enforcement, this, call.proposed(), tool).run();
  }

  /**
   * Calls a registered tool without blocking this thread, unless a store of budgets does that was
   * given to the governor. When a person is needed, the stage completes after they have decided and
   * the tool has run.
   *
   * <p>Who wants the answer no longer cancels the stage's future, or lets it time out: {@code
   * callAsync(call).toCompletableFuture().orTimeout(5, SECONDS)}. A call that waits, for its turn,
   * a further try or a person, is then taken back ({@code call.withdrawn}); a tool that runs is
   * interrupted ({@code tool.cancelled}), and whether it took effect is not known. Either is on
   * record. Stages that depend on this one do not reach it: cancel this one.
   *
   * @param call the call
   * @return a stage with the final result; it never completes exceptionally by itself
   */
  public CompletionStage<CallResult> callAsync(ToolCall call) {
    return async(call, null);
  }

  /**
   * Calls a tool that an adapter holds without ever blocking this thread.
   *
   * @param call the call
   * @param tool what does the work if the call is permitted
   * @return a stage with the final result; it never completes exceptionally
   */
  public CompletionStage<CallResult> callAsync(ToolCall call, Tool tool) {
    return async(call, tool);
  }

  /**
   * Calls a registered tool without ever blocking this thread.
   *
   * @param tool the tool's name as the agent wrote it
   * @param arguments the arguments
   * @return a stage with the final result; it never completes exceptionally
   */
  public CompletionStage<CallResult> callAsync(
      String tool, Map<String, ? extends @Nullable Object> arguments) {
    return async(ToolCall.builder(tool).arguments(arguments).build(), null);
  }

  /**
   * Announces a call of the model behind the agent, so that it is held within the budgets and
   * recorded like the calls of tools. The host calls the model itself.
   *
   * @param model the model's name, as budgets match it
   * @return a builder; nothing is reserved before {@link ModelCallBuilder#begin}
   */
  public ModelCallBuilder modelCall(String model) {
    return new ModelCallBuilder(this, enforcement, model);
  }

  private CompletionStage<CallResult> async(ToolCall call, @Nullable Tool tool) {
    return new GovernedCall(enforcement, this, call.proposed(), tool).runAsync();
  }

  /**
   * Says what would be decided. Changes nothing: nothing is reserved, run, recorded or asked.
   *
   * @param call the call
   * @return the decision
   */
  public Decision decide(ToolCall call) {
    ToolPolicy policy = enforcement.policy.tool(call.tool());
    return policy.chain().check(policy.prepared(call.proposed()), context, List.of());
  }

  /**
   * Says what would be decided. Changes nothing.
   *
   * @param tool the tool's name as the agent wrote it
   * @param arguments the arguments
   * @return the decision
   */
  public Decision decide(String tool, Map<String, ? extends @Nullable Object> arguments) {
    return decide(ToolCall.builder(tool).arguments(arguments).build());
  }

  /**
   * Says what each control would say, with its rule, its place in the manifest and what it counts,
   * also behind a denial. Changes nothing.
   *
   * @param call the call
   * @return one step for each control
   */
  public Explanation explain(ToolCall call) {
    ToolPolicy policy = enforcement.policy.tool(call.tool());
    return policy.chain().explain(policy.prepared(call.proposed()), context);
  }

  /**
   * Says what each control would say. Changes nothing.
   *
   * @param tool the tool's name as the agent wrote it
   * @param arguments the arguments
   * @return one step for each control
   */
  public Explanation explain(String tool, Map<String, ? extends @Nullable Object> arguments) {
    return explain(ToolCall.builder(tool).arguments(arguments).build());
  }

  /**
   * Undoes what this session and those that it delegated to have done: for each effect, the latest
   * first, the call that the manifest declares under {@code undo} is made in this session. It
   * passes every control like any other call, and is recorded with a link to the call that it
   * undoes. What cannot be undone is passed over and reported. Each effect is undone at most once,
   * however often and by however many threads this is asked. Works on a closed session too, not
   * under a halt and not once the governor is closed.
   *
   * <p>Blocks while the undoing tools run, never while a person thinks. For the host and for
   * people, never for tools or the agent. Close the session first, so that the agent does nothing
   * meanwhile. A call that still runs cannot be undone yet: {@link UndoReport#running} counts it.
   * When the thread is interrupted, the call that undoes is cancelled and no further one is made.
   *
   * @param since effects of calls that ended before are left as they are
   * @return what was undone, what waits for a person, and what could not be undone and why
   */
  public UndoReport undo(Instant since) {
    return undo(this, since);
  }

  /**
   * Undoes what another session of the same governor and those below it have done, with the rights
   * of this session: for a session whose user may not make the calls any more, because the
   * credential has expired for instance.
   *
   * @param of the other session
   * @param since effects of calls that ended before are left as they are
   * @return what was undone, what waits for a person, and what could not be undone and why
   * @throws IllegalArgumentException when the session is of another governor
   */
  public UndoReport undo(Session of, Instant since) {
    return undoing(of).run(since);
  }

  /**
   * The same without ever blocking this thread. When the stage's future is cancelled, the call that
   * undoes something at that moment goes on to its end, and no further one is made.
   *
   * @param since effects of calls that ended before are left as they are
   * @return a stage with the report, which does not wait for people; it never completes
   *     exceptionally
   */
  public CompletionStage<UndoReport> undoAsync(Instant since) {
    return undoAsync(this, since);
  }

  /**
   * Undoes what another session has done without ever blocking this thread.
   *
   * @param of the other session
   * @param since effects of calls that ended before are left as they are
   * @return a stage with the report, which does not wait for people; it never completes
   *     exceptionally
   * @throws IllegalArgumentException when the session is of another governor
   */
  public CompletionStage<UndoReport> undoAsync(Session of, Instant since) {
    return undoing(of).runAsync(since);
  }

  private Undoing undoing(Session of) {
    if (of.enforcement != enforcement) {
      throw new IllegalArgumentException("the session is of another governor");
    }
    return new Undoing(enforcement, this, of);
  }

  /**
   * Takes what this session has read so far for better than it was labelled, as an endorsement of
   * the manifest allows: the only way to make a session's label better. It is recorded before it
   * takes effect. What the session reads later labels it again, so do not call this while a call
   * runs whose output nobody has looked at. A session that this one was delegated from keeps its
   * label. Does not block.
   *
   * @param endorsement the endorsement's id in the manifest
   * @param by who has looked at what was read; needs one of the endorsement's roles and is never
   *     the agent
   * @param reason why, in that person's words; goes into the record
   * @throws GovernanceException with code {@code flow.not_endorsed} when there is no such
   *     endorsement or the person may not make it, with code {@code audit.unavailable} when it
   *     could not be recorded; nothing has changed then
   */
  public void endorse(String endorsement, Subject by, String reason) {
    Endorsements.apply(enforcement, context, endorsement, by, reason);
  }

  /**
   * Notes in the record what the session's agent was given to read, so that its later calls can be
   * judged by what it knew. What one single call was based on belongs to {@link
   * ToolCall.Builder#documents}. Never blocks; nothing is labelled by it.
   *
   * @param documents each by name and version; an empty list does nothing
   * @throws GovernanceException with code {@code audit.unavailable} when it cannot be recorded
   */
  public void retrieved(List<Document> documents) {
    if (documents.isEmpty()) {
      return;
    }
    AuditRecord record =
        AuditRecord.builder(AuditKind.CONTEXT, context.nowMillis())
            .session(context)
            .manifest(enforcement.policy.digest(), enforcement.redaction)
            .documents(documents)
            .build();
    enforcement.recorder.mustTake(record);
  }

  CallContext context() {
    return context;
  }

  /** What the session, those above it and those below it have done so far. */
  Effects effects() {
    return effects;
  }

  /** Whether this is the other session, or below it. */
  boolean within(Session other) {
    return this == other || (parent != null && parent.within(other));
  }

  /** A closed session makes no call of the agent's; what it has done can still be undone. */
  boolean refuses(ToolCall call) {
    CallLink link = call.link();
    return closed() && (link == null || link.as() != CallLink.As.UNDO);
  }

  boolean closed() {
    return closed || (parent != null && parent.closed());
  }

  /**
   * Denies every further call of this session and of those it delegated to, and those that wait for
   * a person when they are decided. Calls that run now run to their end.
   */
  @Override
  public void close() {
    closed = true;
    enforcement.waiting.look();
  }
}
