package org.agentgovernance.interceptor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Explanation;
import org.agentgovernance.decision.Obligation;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.decision.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The controls of one tool in order, and how their answers combine: deny beats approve, approve
 * beats permit, and a control that throws or answers null denies. Immutable.
 */
public final class Chain {
  private static final String ID = "chain";
  private static final Deny EMPTY =
      new Deny(
          ReasonCode.CHAIN_EMPTY,
          ID,
          "no control was asked, so nothing permits the call",
          "This call is not allowed.");

  private static final Facts UNKNOWN = () -> Map.of("facts", "unavailable");

  private final Interceptor[] interceptors;
  private final String[] names;

  private Chain(List<Interceptor> interceptors) {
    this.interceptors = interceptors.toArray(new Interceptor[0]);
    this.names = interceptors.stream().map(Chain::nameOf).toArray(String[]::new);
  }

  /**
   * Makes a chain.
   *
   * @param interceptors the controls in the order in which they are asked
   * @return the chain; an empty one denies everything
   */
  public static Chain of(List<Interceptor> interceptors) {
    return new Chain(interceptors);
  }

  /**
   * The same chain with another control in the place of the one of the same id.
   *
   * @param other the other control
   * @return a chain of the same length and order
   */
  public Chain with(Interceptor other) {
    String name = nameOf(other);
    List<Interceptor> all = new ArrayList<>(List.of(interceptors));
    all.replaceAll(each -> nameOf(each).equals(name) ? other : each);
    return of(all);
  }

  /**
   * Asks the controls, up to the first denial, each for the session and for every session above it,
   * so that a delegated session never has a permission that one above it lacks. Changes nothing and
   * allocates nothing when all of them permit.
   *
   * @param call what the agent proposes
   * @param context whose session it is
   * @param granted what people have been asked about this very call, and have approved
   * @return what the chain says
   */
  public Decision check(ToolCall call, CallContext context, Collection<RequireApproval> granted) {
    return check(call, context, granted, null);
  }

  /**
   * The same, and notes what each control says.
   *
   * @param call what the agent proposes
   * @param context whose session it is
   * @param granted what people have been asked about this very call, and have approved
   * @param trace an unused one of {@link #trace}, or null
   * @return what the chain says
   */
  public Decision check(
      ToolCall call,
      CallContext context,
      Collection<RequireApproval> granted,
      @Nullable ControlTrace trace) {
    Permit permit = null;
    RequireApproval approval = null;
    for (int i = 0; i < interceptors.length; i++) {
      Interceptor interceptor = interceptors[i];
      CallContext at = context;
      Decision said = ask(interceptor, call, context);
      if (trace != null) {
        trace.said(i, said);
      }
      while (true) {
        if (said instanceof Deny) {
          return said;
        }
        if (said instanceof RequireApproval asks) {
          if (approval == null && !covered(granted, asks)) {
            approval = asks;
          }
        } else if (said instanceof Permit allows) {
          permit = permit == null ? allows : merge(permit, allows);
        }
        at = at.parent();
        if (at == null) {
          break;
        }
        // Whoever is bound by something binds those that it has delegated to.
        said = askAt(interceptor, call, context, at);
        if (trace != null && said instanceof Deny) {
          trace.said(i, said);
        }
      }
    }
    if (approval != null) {
      return approval;
    }
    if (permit != null) {
      return permit;
    }
    return interceptors.length == 0 ? EMPTY : Permit.by(ID);
  }

  /**
   * Something to note in what each control says of one call.
   *
   * @param timed whether to take the time of each control as well
   * @return a trace for one {@link #check}
   */
  public ControlTrace trace(boolean timed) {
    return new ControlTrace(names, timed);
  }

  /**
   * Adds what the controls that were asked know about a call that does not run now.
   *
   * @param call what the agent proposes
   * @param context whose session it is
   * @param trace what {@link #check} filled
   */
  public void addFacts(ToolCall call, CallContext context, ControlTrace trace) {
    for (int i = 0; i < interceptors.length; i++) {
      if (trace.reached(i)) {
        trace.knew(i, facts(interceptors[i], call, context));
      }
    }
  }

  /**
   * Notes that a control, named by the denial, has refused in the end what it had permitted.
   *
   * @param trace what {@link #check} filled, or null
   * @param denial what it says
   */
  public void refused(@Nullable ControlTrace trace, Deny denial) {
    for (int i = 0; trace != null && i < names.length; i++) {
      if (names[i].equals(denial.interceptor())) {
        trace.refused(i, denial);
      }
    }
  }

  private static Facts facts(Interceptor interceptor, ToolCall call, CallContext context) {
    try {
      Facts facts = interceptor.facts(call, context);
      return facts == null ? Facts.none() : facts;
    } catch (RuntimeException e) {
      return UNKNOWN;
    }
  }

  /** An approval answers the question that was asked, not the next one of the same policy. */
  private static boolean covered(Collection<RequireApproval> granted, RequireApproval asks) {
    for (RequireApproval known : granted) {
      if (known.approval().equals(asks.approval())
          && known.interceptor().equals(asks.interceptor())
          && known.code().equals(asks.code())
          && Objects.equals(known.rule(), asks.rule())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Everything that one approval policy is to decide about a call, so that the person is told all
   * of it. Changes nothing.
   *
   * @param call what the agent proposes
   * @param context whose session it is
   * @param approval the id of the approval policy
   * @return what the controls ask of it, in order
   */
  public List<RequireApproval> questions(ToolCall call, CallContext context, String approval) {
    List<RequireApproval> questions = new ArrayList<>();
    for (Interceptor interceptor : interceptors) {
      for (CallContext at = context; at != null; at = at.parent()) {
        if (ask(interceptor, call, at) instanceof RequireApproval asks
            && asks.approval().equals(approval)
            && !covered(questions, asks)) {
          questions.add(asks);
        }
      }
    }
    return questions;
  }

  /** What a control says for one session of those from the caller's own upwards. */
  private static Decision askAt(
      Interceptor interceptor, ToolCall call, CallContext own, CallContext at) {
    Decision said = ask(interceptor, call, at);
    return at != own && said instanceof Deny denial
        ? new Deny(
            denial.code(),
            denial.interceptor(),
            denial.rule(),
            "for session "
                + at.session()
                + ", which this one was delegated from: "
                + denial.message(),
            denial.modelMessage())
        : said;
  }

  private static Permit merge(Permit first, Permit next) {
    if (next.obligations().isEmpty()) {
      return first.rule() == null && (next.rule() != null || first.obligations().isEmpty())
          ? withObligations(next, first.obligations())
          : first;
    }
    List<Obligation> all = new ArrayList<>(first.obligations());
    next.obligations().stream().filter(o -> !all.contains(o)).forEach(all::add);
    Permit named = first.rule() == null ? next : first;
    return new Permit(named.interceptor(), named.rule(), all);
  }

  private static Permit withObligations(Permit permit, List<Obligation> obligations) {
    return obligations.isEmpty()
        ? permit
        : new Permit(permit.interceptor(), permit.rule(), obligations);
  }

  private static Decision ask(Interceptor interceptor, ToolCall call, CallContext context) {
    try {
      Decision said = interceptor.check(call, context);
      return said == null ? failed(interceptor, "gave no answer", null) : said;
    } catch (Throwable e) {
      return failed(interceptor, "failed in check with " + e.getClass().getSimpleName(), e);
    }
  }

  private static Deny failed(Interceptor interceptor, String how, @Nullable Throwable cause) {
    return failed(nameOf(interceptor), how, cause);
  }

  static Deny failed(String name, String how, @Nullable Throwable cause) {
    ChainLog.failed(name, how, cause);
    return new Deny(
        ReasonCode.CHAIN_FAILED,
        name,
        "control \"" + name + "\" " + how + "; the log has the details",
        "This call cannot be checked now and was not made.");
  }

  static String nameOf(Interceptor interceptor) {
    try {
      String id = interceptor.id();
      return id == null ? interceptor.getClass().getSimpleName() : id;
    } catch (RuntimeException e) {
      return interceptor.getClass().getSimpleName();
    }
  }

  /**
   * Asks every control, also those behind a denial, and lists what each says. Changes nothing.
   *
   * @param call what the agent proposes
   * @param context whose session it is
   * @return each verdict with its rule and counters
   */
  public Explanation explain(ToolCall call, CallContext context) {
    List<Explanation.Step> steps = new ArrayList<>();
    boolean reached = true;
    for (Interceptor interceptor : interceptors) {
      for (CallContext at = context; at != null; at = at.parent()) {
        Decision said = askAt(interceptor, call, context, at);
        steps.add(
            new Explanation.Step(
                nameOf(interceptor), said, reached, counters(interceptor, call, at)));
        reached = reached && said.verdict() != Verdict.DENY;
      }
    }
    return new Explanation(call.tool(), check(call, context, List.of()), steps);
  }

  private static Map<String, String> counters(
      Interceptor interceptor, ToolCall call, CallContext context) {
    try {
      Map<String, String> counters = interceptor.counters(call, context);
      return counters == null ? Map.of() : new LinkedHashMap<>(counters);
    } catch (RuntimeException e) {
      return Map.of("counters", "unavailable");
    }
  }

  /**
   * Everything that the controls count for a call.
   *
   * @param call what the agent proposes
   * @param context whose session it is
   * @return texts by name
   */
  public Map<String, String> counters(ToolCall call, CallContext context) {
    Map<String, String> all = new LinkedHashMap<>();
    for (Interceptor interceptor : interceptors) {
      all.putAll(counters(interceptor, call, context));
    }
    return all;
  }

  /**
   * Tells a control that its denial has decided a call that was made.
   *
   * @param call what the agent proposed
   * @param context whose session it is
   * @param denial what the chain said
   */
  public void denied(ToolCall call, CallContext context, Deny denial) {
    for (int i = 0; i < interceptors.length; i++) {
      if (names[i].equals(denial.interceptor())) {
        try {
          interceptors[i].denied(call, context, denial);
        } catch (Throwable e) {
          ChainLog.failed(names[i], "failed in denied", e);
        }
      }
    }
  }

  /**
   * Takes what each control takes, in order. When one refuses or throws, what the earlier ones took
   * is given back.
   *
   * @param call a call that {@link #check} permits
   * @param context whose session it is
   * @return what was taken; look at {@link Reservations#denial()} first
   */
  public Reservations reserve(ToolCall call, CallContext context) {
    return reserve(call, context, null);
  }

  /**
   * The same, and notes what each control has taken.
   *
   * @param call a call that {@link #check} permits
   * @param context whose session it is
   * @param trace what {@link #check} filled, or null
   * @return what was taken; look at {@link Reservations#denial()} first
   */
  public Reservations reserve(ToolCall call, CallContext context, @Nullable ControlTrace trace) {
    Reservations taken = new Reservations(names);
    for (int i = 0; i < interceptors.length; i++) {
      Interceptor interceptor = interceptors[i];
      Deny denial;
      try {
        Reservation reservation = interceptor.reserve(call, context);
        denial =
            reservation == null
                ? failed(interceptor, "gave no reservation", null)
                : reservation.denial();
        if (denial == null && reservation != null) {
          taken.add(i, reservation);
          if (trace != null) {
            trace.knew(i, reservation.facts());
          }
        }
      } catch (Throwable e) {
        denial = failed(interceptor, "failed in reserve with " + e.getClass().getSimpleName(), e);
      }
      if (denial != null) {
        if (trace != null) {
          trace.refused(i, denial);
        }
        return taken.refused(denial);
      }
    }
    return taken;
  }
}
