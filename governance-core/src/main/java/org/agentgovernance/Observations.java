package org.agentgovernance;

import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.interceptor.Wrapper;
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
    if (observers.isEmpty()) {
      return NOBODY;
    }
    CallObserver.Observation[] watching = new CallObserver.Observation[observers.size()];
    for (int i = 0; i < watching.length; i++) {
      watching[i] = started(observers.get(i), call, context);
    }
    return new Observations(watching);
  }

  private static CallObserver.Observation started(
      CallObserver observer, ToolCall call, CallContext context) {
    try {
      CallObserver.Observation watching = observer.started(call, context);
      if (watching != null) {
        return watching;
      }
      LOG.warn("an observer watches nothing; the call goes on without it");
    } catch (RuntimeException | Error e) {
      LOG.warn("an observer failed; the call goes on without it", e);
    }
    return result -> {};
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
