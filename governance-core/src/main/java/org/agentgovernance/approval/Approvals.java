package org.agentgovernance.approval;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Digest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The requests of one governor that wait for people, and the place where people decide. Hand it to
 * the page or service that reviewers use, never to a tool or an agent.
 *
 * <p>A request is bound to one call by a digest over its canonical arguments, tool, version,
 * principal, session, task and manifest, and over what the person reads. An approval runs that call
 * once, within its time. Neither the agent nor the user on whose behalf it acts ever counts as an
 * approver; where an issuer is missing, an equal id counts as the same person. Requests are kept in
 * memory. Safe for use by many threads; nothing here blocks.
 */
public final class Approvals {
  private static final int MOST_OPEN = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(Approvals.class);

  private final Clock clock;
  private final List<ApprovalChannel> channels;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, ApprovalTicket> open = new ConcurrentHashMap<>();
  private final AtomicLong nextExpiry = new AtomicLong(Long.MAX_VALUE);
  private volatile boolean closed;

  /**
   * Makes the registry of one governor.
   *
   * @param clock what tells the time
   * @param channels who is told of a request
   */
  public Approvals(Clock clock, List<ApprovalChannel> channels) {
    this.clock = clock;
    this.channels = List.copyOf(channels);
  }

  /**
   * Opens a request. For the enforcement point.
   *
   * @param policy who may decide
   * @param call the exact call
   * @param context whose session it is
   * @param version the tool's version in the manifest
   * @param reason why a person is asked
   * @param manifest digest of the manifest in force
   * @param events who is told of every change before it takes effect, for the record; when it
   *     throws, the change does not happen
   * @return the request
   * @throws GovernanceException {@code approval.unavailable} when too many are open or a channel
   *     failed
   */
  public ApprovalRequest request(
      ApprovalPolicy policy,
      ToolCall call,
      CallContext context,
      String version,
      String reason,
      Digest manifest,
      Consumer<ApprovalEvent> events) {
    expireLate();
    if (open.size() >= MOST_OPEN) {
      throw new GovernanceException(
          ReasonCode.APPROVAL_UNAVAILABLE,
          MOST_OPEN + " approvals are open, the most there can be; decide some of them");
    }
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    String id = "apr-" + HexFormat.of().formatHex(nonce);
    Instant now = clock.instant();
    Instant approveBefore = now.plus(policy.approveWithin());
    ApprovalRequest request =
        new ApprovalRequest(
            id,
            policy,
            context.principal(),
            context.session(),
            context.task(),
            call.tool(),
            version,
            call.arguments().json(),
            call.rationale(),
            reason,
            CallSeal.of(id, policy, call, context, version, reason, manifest, approveBefore),
            now,
            approveBefore);
    ApprovalTicket ticket = new ApprovalTicket(request, events);
    ticket.tell(ApprovalState.PENDING, null, null);
    open.put(id, ticket);
    nextExpiry.accumulateAndGet(approveBefore.toEpochMilli(), Math::min);
    if (closed) {
      withdraw(id);
      throw new GovernanceException(
          ReasonCode.APPROVAL_UNAVAILABLE, "the governor is closed; nobody is asked any more");
    }
    for (ApprovalChannel channel : channels) {
      tell(channel, request);
    }
    return request;
  }

  private void tell(ApprovalChannel channel, ApprovalRequest request) {
    try {
      channel.requested(request);
    } catch (RuntimeException | Error e) {
      withdraw(request.id());
      throw new GovernanceException(
          ReasonCode.APPROVAL_UNAVAILABLE,
          "an approval channel failed with " + e.getClass().getSimpleName() + "; see its own log",
          e);
    }
  }

  /**
   * The requests that wait for a decision.
   *
   * @return a copy, oldest first
   */
  public List<ApprovalRequest> pending() {
    expireLate();
    long now = clock.millis();
    return open.values().stream()
        .filter(ticket -> ticket.state(now) == ApprovalState.PENDING)
        .map(ApprovalTicket::request)
        .sorted(Comparator.comparing(ApprovalRequest::created).thenComparing(ApprovalRequest::id))
        .toList();
  }

  /**
   * Says yes. When enough people have, the call is checked again and runs.
   *
   * @param id the request's id
   * @param approver who says it, as the host has authenticated them
   * @param reason why, for the record
   * @return where the request stands now
   * @throws GovernanceException when there is no such open request or this person may not decide
   */
  public ApprovalState approve(String id, Subject approver, String reason) {
    ApprovalTicket ticket = admitted(id, approver);
    ApprovalState now = ticket.approve(approver, reason, clock.millis());
    nextExpiry.accumulateAndGet(ticket.expires(), Math::min);
    return now;
  }

  /**
   * Says no. One no is enough.
   *
   * @param id the request's id
   * @param approver who says it, as the host has authenticated them
   * @param reason why, for the record
   * @return where the request stands now
   * @throws GovernanceException when there is no such open request or this person may not decide
   */
  public ApprovalState reject(String id, Subject approver, String reason) {
    return admitted(id, approver).reject(approver, reason, clock.millis());
  }

  private ApprovalTicket admitted(String id, Subject approver) {
    ApprovalTicket ticket = open.get(id);
    if (ticket == null) {
      throw new GovernanceException(
          ReasonCode.APPROVAL_UNAVAILABLE, "no such approval is open; it may have expired");
    }
    Principal requester = ticket.request().principal();
    boolean same =
        ApprovalPolicy.couldBe(requester.subject(), approver)
            || approver.id().equals(requester.agent())
            || approver.id().equals(requester.instance());
    ApprovalPolicy policy = ticket.request().policy();
    if (same || !policy.admits(approver)) {
      throw new GovernanceException(
          ReasonCode.APPROVAL_UNAVAILABLE,
          same
              ? "neither the agent nor the user on whose behalf it acts can approve its call"
              : "this person may not decide about \""
                  + policy.id()
                  + "\"; needed: "
                  + (policy.roles().isEmpty()
                      ? "an identified person"
                      : "one of the roles " + String.join(", ", policy.roles())));
    }
    return ticket;
  }

  /**
   * What is called when a request has been decided or has run out. For the enforcement point.
   *
   * @param id the request's id
   * @return a stage that completes with the new state, at once when the request is not open
   */
  public CompletionStage<ApprovalState> decided(String id) {
    ApprovalTicket ticket = open.get(id);
    return ticket == null
        ? CompletableFuture.completedStage(ApprovalState.EXPIRED)
        : ticket.decided();
  }

  /**
   * Uses an approval for its one run. For the enforcement point.
   *
   * @param id the request's id
   * @param call the call that is about to run
   * @param context whose session it is
   * @param version the tool's version in the manifest
   * @param manifest digest of the manifest in force
   * @return true for exactly one caller, and only for the very call that was approved
   */
  public boolean consume(
      String id, ToolCall call, CallContext context, String version, Digest manifest) {
    ApprovalTicket ticket = open.get(id);
    if (ticket == null || !CallSeal.fits(ticket.request(), call, context, version, manifest)) {
      return false;
    }
    boolean consumed = ticket.consume(clock.millis());
    open.remove(id);
    return consumed;
  }

  /**
   * Who approved a request.
   *
   * @param id the request's id
   * @return the approvers so far, or none when the request is not open
   */
  public List<Subject> approvers(String id) {
    ApprovalTicket ticket = open.get(id);
    return ticket == null ? List.of() : ticket.approvers();
  }

  /**
   * Drops a request that is over. For the enforcement point.
   *
   * @param id the request's id
   */
  public void forget(String id) {
    open.remove(id);
  }

  /**
   * Lets requests run out whose time is over, and tells what waits for them. Called by itself
   * whenever a request is made or looked at.
   */
  public void expireLate() {
    long now = clock.millis();
    if (now <= nextExpiry.get()) {
      return;
    }
    long next = Long.MAX_VALUE;
    nextExpiry.set(next);
    for (ApprovalTicket ticket : open.values()) {
      if (ticket.state(now) == ApprovalState.EXPIRED) {
        end(ticket);
      } else {
        next = Math.min(next, ticket.expires());
      }
    }
    nextExpiry.accumulateAndGet(next, Math::min);
  }

  /**
   * Takes a request back before anyone decided, as if its time were over.
   *
   * @param id the request's id
   */
  public void withdraw(String id) {
    ApprovalTicket ticket = open.get(id);
    if (ticket != null && ticket.expireNow()) {
      end(ticket);
    }
  }

  /** Takes every open request back, and each further one at once. For the enforcement point. */
  public void close() {
    closed = true;
    open.keySet().forEach(this::withdraw);
  }

  /** A request that ran out is over, also when that cannot be recorded: nothing runs by it. */
  private void end(ApprovalTicket ticket) {
    if (open.remove(ticket.request().id(), ticket)) {
      try {
        ticket.tell(ApprovalState.EXPIRED, null, null);
      } catch (RuntimeException e) {
        LOG.error("the end of approval {} could not be recorded", ticket.request().id(), e);
      }
      ticket.tick(clock.millis());
    }
  }
}
