package org.agentgovernance.interceptor;

/**
 * Takes events. A host registers its own with the governor, which hands every event to each of them
 * on a thread of its own, one after the other: a listener that is slow or throws harms no call.
 * When listeners are so slow that too many events wait, further ones are dropped and the log says
 * how many.
 *
 * <p>Controls emit into the sink that they are given, which never blocks and never throws.
 */
@FunctionalInterface
public interface EventSink {
  /**
   * Takes an event.
   *
   * @param event what happened
   */
  void emit(GovernanceEvent event);

  /**
   * A sink that forgets everything.
   *
   * @return always the same object
   */
  static EventSink none() {
    return NoEvents.INSTANCE;
  }
}
