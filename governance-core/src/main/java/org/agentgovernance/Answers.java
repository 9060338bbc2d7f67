package org.agentgovernance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.agentgovernance.approval.ApprovalPolicy;
import org.agentgovernance.approval.ApprovalState;
import org.agentgovernance.approval.HeldRequest;
import org.agentgovernance.approval.ProposedCall;
import org.agentgovernance.audit.ApprovalEvent;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.interceptor.ControlTrace;
import org.agentgovernance.manifest.ToolPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one call asks, and what people, or those who signed a standing grant, have answered. Used by
 * one thread at a time, as the journey of the call is.
 */
final class Answers {
  /**
   * What the chain says once a standing grant has answered.
   *
   * @param decision the permit
   * @param controls what each control said
   */
  record InAdvance(Decision decision, ControlTrace controls) {}

  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

  private final Enforcement shared;
  private final ToolCall call;
  private final CallContext context;
  private final ToolPolicy policy;
  private final List<RequireApproval> granted = new ArrayList<>(0);
  private final List<HeldRequest> requests = new ArrayList<>(0);
  private @Nullable RequireApproval asked;
  private List<RequireApproval> questions = List.of();
  private @Nullable StandingUse standing;

  Answers(Enforcement shared, ToolCall call, CallContext context, ToolPolicy policy) {
    this.shared = shared;
    this.call = call;
    this.context = context;
    this.policy = policy;
  }

  /** The questions that are answered with yes. */
  List<RequireApproval> granted() {
    return granted;
  }

  /** The question that stood last, answered or not; null when nothing was asked. */
  @Nullable RequireApproval asked() {
    return asked;
  }

  /**
   * Takes a use of a standing grant that covers the call, or returns null: ask people. A call that
   * a second policy is to decide, or that people were asked about, is for people altogether.
   */
  @Nullable InAdvance inAdvance(RequireApproval approval) {
    ApprovalPolicy decides = policy.approvalPolicy(approval.approval());
    if (shared.standing.none() || !requests.isEmpty() || decides == null || !decides.standing()) {
      return null;
    }
    List<RequireApproval> all = policy.live().questions(call, context, approval.approval());
    ControlTrace trace = policy.live().trace(shared.timesControls);
    Decision said = policy.live().check(call, context, all, trace);
    StandingUse use =
        said instanceof Permit ? shared.standing.take(decides, call, context, all) : null;
    if (use == null) {
      return null;
    }
    standing = use;
    asked = approval;
    granted.addAll(all);
    return new InAdvance(said, trace);
  }

  /** Who decides about the question, or null when the manifest does not declare them. */
  @Nullable ApprovalPolicy ask(RequireApproval approval) {
    asked = approval;
    return policy.approvalPolicy(approval.approval());
  }

  /**
   * Brings the question before people.
   *
   * @throws org.agentgovernance.decision.GovernanceException when it cannot be brought before them
   */
  HeldRequest request(RequireApproval approval, ApprovalPolicy decides, CallRecords records) {
    List<RequireApproval> asks = policy.live().questions(call, context, approval.approval());
    HeldRequest made =
        shared.approvals.request(
            decides, proposed(records.callId()), asks, reason(approval, asks), records::approval);
    questions = made.questions();
    requests.add(made);
    return made;
  }

  private ProposedCall proposed(String id) {
    return new ProposedCall(id, call, context, policy.version(), shared.policy.digest());
  }

  /** Everything that the approval will answer, so that nobody approves more than they read. */
  private static String reason(RequireApproval first, List<RequireApproval> questions) {
    return questions.isEmpty()
        ? first.message()
        : questions.stream()
            .map(RequireApproval::message)
            .distinct()
            .collect(Collectors.joining("; "));
  }

  void approved() {
    granted.addAll(questions);
  }

  /** Uses the approvals up, or says why one of them cannot be used. */
  @Nullable Deny consume(String callId) {
    if (requests.isEmpty()) {
      return null;
    }
    ProposedCall proposed = proposed(callId);
    for (HeldRequest request : requests) {
      try {
        if (!request.consume(proposed)) {
          return unusable(request);
        }
      } catch (GovernanceException e) {
        LOG.warn("approval {} could not be used", request.request().id(), e);
        return denial(e.code(), String.valueOf(e.getMessage()));
      }
    }
    return null;
  }

  private Deny unusable(HeldRequest request) {
    return request.ranOut()
        ? denial(
            ReasonCode.APPROVAL_EXPIRED,
            "people approved, but the call could not begin within "
                + request.request().policy().executeWithin()
                + "; ask again, or raise executeWithin of \""
                + request.request().policy().id()
                + "\"")
        : denial(ReasonCode.APPROVAL_CONSUMED, "the approval was used before");
  }

  /** Why a call does not go on although its request is no longer waited for. */
  Deny refusal(ApprovalState state) {
    return switch (state) {
      case REJECTED -> denial(ReasonCode.APPROVAL_REJECTED, "a person rejected the call");
      case CONSUMED ->
          denial(
              ReasonCode.APPROVAL_CONSUMED,
              "the same call has used the approval in another process");
      case PENDING ->
          denial(
              ReasonCode.APPROVAL_UNAVAILABLE,
              "the governor was closed before anyone had decided; the request stays open, and the"
                  + " same call in the same session takes it up again");
      default -> denial(ReasonCode.APPROVAL_EXPIRED, "nobody decided in time, or it was withdrawn");
    };
  }

  /** From now on the use of a standing grant may have had its effect. */
  @Nullable Deny start() {
    return standing == null ? null : standing.start();
  }

  /** Why an answer no longer counts, or null. */
  @Nullable Deny withdrawn() {
    return standing == null ? null : standing.refusal();
  }

  void settle(boolean ran) {
    if (standing != null) {
      standing.settle(ran);
    }
  }

  void forget() {
    requests.forEach(HeldRequest::forget);
  }

  /** What answered the question of a call that is about to run, for its record. */
  @Nullable ApprovalEvent recorded() {
    return standing == null ? ApprovalRecords.used(requests) : standing.recorded();
  }

  Deny denial(ReasonCode code, String message) {
    return Refusals.approval(code, asked == null ? null : asked.rule(), message);
  }
}
