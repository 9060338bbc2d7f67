package org.agentgovernance.flow;

import java.util.LinkedHashMap;
import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.Facts;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Reservation;
import org.jspecify.annotations.Nullable;

/**
 * The flow rule of one tool: what its output does to the session, and which sessions may call it.
 * Immutable; what a session has read is kept in its {@link CallContext}, so calls of one session
 * may run in parallel.
 *
 * <p>A call that runs labels the session, also when it fails or times out, since the error text
 * reaches the model too. A call that never ran labels nothing. A session's label only gets worse.
 *
 * <p>A call that was proposed before another call's output came back cannot have been steered by
 * it, so {@link #reserve} lets a call run that would meanwhile ask a person; it refuses one that
 * would meanwhile be denied.
 */
public final class FlowControl implements Interceptor {
  private static final String ID = "flow";
  private static final Permit PERMIT = Permit.by(ID);

  private final String tool;
  private final Integrity integrity;
  private final Confidentiality confidentiality;
  private final @Nullable TrustedParts trusted;
  private final @Nullable Acceptance accepts;
  private final @Nullable UserWish wish;
  private final String approval;
  private final RuleRef ref;

  private FlowControl(
      String tool, OutputLabel label, @Nullable Acceptance accepts, String approval, RuleRef ref) {
    this.tool = tool;
    // One untrusted field is enough to carry instructions.
    this.integrity =
        label.fields().containsValue(Integrity.UNTRUSTED) ? Integrity.UNTRUSTED : label.integrity();
    this.confidentiality = label.confidentiality();
    this.trusted = TrustedParts.of(label);
    this.accepts = accepts;
    this.wish = accepts == null ? null : new UserWish(accepts);
    this.approval = approval;
    this.ref = ref;
  }

  /**
   * The control of one tool.
   *
   * @param tool the tool's name
   * @param label what its output is, or null for {@link OutputLabel#UNLABELLED}
   * @param accepts which sessions may call it, or null for all
   * @param approval the id of the approval policy that is asked
   * @param ref where the tool's flow rule stands in the manifest
   * @return the control
   * @throws IllegalArgumentException when a field of the label is not a JSON Pointer
   */
  public static FlowControl forTool(
      String tool,
      @Nullable OutputLabel label,
      @Nullable Acceptance accepts,
      String approval,
      RuleRef ref) {
    return new FlowControl(
        tool, label == null ? OutputLabel.UNLABELLED : label, accepts, approval, ref);
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public Decision check(ToolCall call, CallContext context) {
    Acceptance accepted = accepts;
    UserWish wanted = wish;
    if (accepted == null || wanted == null) {
      return PERMIT;
    }
    SessionFlow session = SessionFlow.of(context);
    SessionLabel label = session.label();
    if (label.confidentiality().compareTo(accepted.maxConfidentiality()) > 0) {
      return confidential(label, accepted);
    }
    if (!label.untrusted() || accepted.untrusted()) {
      return PERMIT;
    }
    String doubt = wanted.doubt(call, label, session.provenance());
    return doubt == null ? PERMIT : untrusted(label, accepted, doubt);
  }

  @Override
  public Reservation reserve(ToolCall call, CallContext context) {
    if (check(call, context) instanceof Deny denial) {
      return Reservation.denied(denial);
    }
    return new Read(this, SessionFlow.of(context));
  }

  /** The label before the call, and once it is settled the one after. */
  private record Read(FlowControl control, SessionFlow session) implements Reservation {
    @Override
    public Facts facts() {
      return known(session);
    }

    @Override
    public void settle(Outcome outcome) {
      control.settle(session, outcome);
    }
  }

  @Override
  public Facts facts(ToolCall call, CallContext context) {
    return known(SessionFlow.of(context));
  }

  private static Facts known(SessionFlow session) {
    SessionLabel label = session.label();
    return () -> Map.of("session", label.words());
  }

  @Override
  public Map<String, String> counters(ToolCall call, CallContext context) {
    SessionFlow session = SessionFlow.of(context);
    Map<String, String> counters = new LinkedHashMap<>();
    counters.put("session", session.label().words());
    int leftOut = session.provenance().leftOut();
    if (leftOut > 0) {
      counters.put("provenance", leftOut + " outputs over the limit are not searched");
    }
    return counters;
  }

  private void settle(SessionFlow session, Outcome outcome) {
    if (outcome.ran()) {
      read(session, outcome.output());
    }
  }

  /**
   * Labels a session that gets an output of the tool without a call that ran, such as an earlier
   * one.
   *
   * @param context whose session it is
   * @param output the output
   */
  public void read(CallContext context, Object output) {
    read(SessionFlow.of(context), output);
  }

  private void read(SessionFlow session, @Nullable Object output) {
    session.read(tool, integrity, confidentiality);
    if (trusted != null && output != null) {
      TrustedParts.Found found = trusted.in(output);
      if (found != null) {
        session.provenance().add(found);
      }
    }
  }

  private Decision untrusted(SessionLabel label, Acceptance accepted, String doubt) {
    String message =
        "session is untrusted since the output of "
            + String.join(", ", label.tainting())
            + ", tool \""
            + tool
            + "\" accepts only trusted sessions, and "
            + doubt
            + "; ";
    if (accepted.otherwise() == Acceptance.Otherwise.FORBID) {
      return new Deny(
          ReasonCode.FLOW_UNTRUSTED,
          ID,
          ref,
          message + "call it in a session of its own; see " + ref,
          "This call is not allowed at this point of the session. Continue without it.");
    }
    return new RequireApproval(
        ReasonCode.FLOW_UNTRUSTED,
        ID,
        ref,
        approval,
        message + "\"" + approval + "\" decides; see " + ref,
        "This call waits for a person's approval. Do not repeat it; say that it is waiting.");
  }

  private Deny confidential(SessionLabel label, Acceptance accepted) {
    return new Deny(
        ReasonCode.FLOW_CONFIDENTIAL,
        ID,
        ref,
        "session is "
            + SessionLabel.words(label.confidentiality())
            + " since the output of "
            + String.join(", ", label.confiding())
            + ", tool \""
            + tool
            + "\" accepts at most "
            + SessionLabel.words(accepted.maxConfidentiality())
            + "; call it in a session that has not read that; see "
            + ref,
        "This call is not allowed at this point of the session. Continue without it.");
  }
}
