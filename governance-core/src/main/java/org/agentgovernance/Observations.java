package org.agentgovernance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.agentgovernance.audit.TraceSpan;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.interceptor.ControlTrace;
import org.agentgovernance.interceptor.Wrapper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the observers of one call; whatever they throw stays here. */
final class Observations {
  private static final Logger LOG = LoggerFactory.getLogger(Observations.class);
  private static final Observations NOBODY = new Observations(new CallObserver.Observation[0]);

  private final CallObserver.Observation[] watching;

  private Observations(CallObserver.Observation[] watching) {
    this.watching = watching;
  }

  static Observations start(List<CallObserver> observers, ToolCall call, CallContext context) {
    return watch(observers, i -> observers.get(i).started(call, context));
  }

  /** The same for a call that goes on after a question. */
  Observations resume(List<CallObserver> observers, ToolCall call, CallContext context) {
    return watch(observers, i -> observers.get(i).resumed(call, context, watching[i]));
  }

  /** The same for a further try of a call. */
  Observations again(List<CallObserver> observers, ToolCall call, CallContext context) {
    return watch(observers, i -> observers.get(i).retried(call, context, watching[i]));
  }

  private static Observations watch(
      List<CallObserver> observers, IntFunction<CallObserver.Observation> start) {
    if (observers.isEmpty()) {
      return NOBODY;
    }
    CallObserver.Observation[] watching = new CallObserver.Observation[observers.size()];
    for (int i = 0; i < watching.length; i++) {
      watching[i] = started(i, start);
    }
    return new Observations(watching);
  }

  private static CallObserver.Observation started(
      int index, IntFunction<CallObserver.Observation> start) {
    try {
      CallObserver.Observation watching = start.apply(index);
      if (watching != null) {
        return watching;
      }
      LOG.warn("an observer watches nothing; the call goes on without it");
    } catch (RuntimeException | Error e) {
      LOG.warn("an observer failed; the call goes on without it", e);
    }
    return result -> {};
  }

  /** What the first observer that knows it says of the span, or null. */
  @Nullable TraceSpan span() {
    for (CallObserver.Observation observation : watching) {
      try {
        TraceSpan span = observation.span();
        if (span != null) {
          return span;
        }
      } catch (RuntimeException | Error e) {
        LOG.warn("an observer failed; the record says no span of it", e);
      }
    }
    return null;
  }

  void decided(ControlTrace controls) {
    for (CallObserver.Observation observation : watching) {
      try {
        observation.decided(controls);
      } catch (RuntimeException | Error e) {
        LOG.warn("an observer failed; the call is not affected", e);
      }
    }
  }

  /** The observers as wrappers of the tool, the first one outermost. */
  List<Wrapper> wrappers(List<Wrapper> others) {
    if (watching.length == 0) {
      return others;
    }
    List<Wrapper> all = new ArrayList<>(watching.length + others.size());
    for (CallObserver.Observation observation : watching) {
      all.add((call, context, next) -> new WatchedRun(next).within(observation));
    }
    all.addAll(others);
    return all;
  }

  CallResult ended(CallResult result) {
    for (CallObserver.Observation observation : watching) {
      try {
        observation.ended(result);
      } catch (RuntimeException | Error e) {
        LOG.warn("an observer failed; the call is not affected", e);
      }
    }
    return result;
  }
}
