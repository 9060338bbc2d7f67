package org.agentgovernance.rollout;

import org.agentgovernance.call.Subject;

/**
 * How people stop agents: the orders of one governor, obtained from {@code Governor.control()}.
 * Hand it to the page or service that operators use, never to a tool or an agent; nothing that a
 * tool, session or interceptor is given leads here.
 *
 * <p>An order is in force when the method returns: no call that it concerns starts its tool after
 * that. It takes effect first, then it is recorded and stored, so that a full disk or a lost
 * database cannot keep anybody from stopping an agent; what went wrong stands in {@link
 * Stopping#problems()}. A lifting is the other way round: unless it is recorded and stored, the
 * order stands. Safe for use by many threads; methods may block for the store, not for tools.
 */
public interface Control {
  /**
   * Stops calls: none starts, those that run are cancelled, those that wait for a person are denied
   * when they go on.
   *
   * @param target whom or what
   * @param reason why, not blank, at most 2,000 characters; operators and the record see it, the
   *     model does not
   * @param by who orders it, as the host has authenticated them
   * @return the order and how the stop goes on
   * @throws IllegalArgumentException when there is no reason
   */
  Stopping halt(Target target, String reason, Subject by);

  /**
   * Takes trust away: like a halt, under a code of its own and meant to stay.
   *
   * @param target an agent, instance, user, key, grant or tool
   * @param reason as in {@link #halt}
   * @param by as in {@link #halt}
   * @return the order and how the stop goes on
   * @throws IllegalArgumentException when there is no reason, or for a target that was never given
   *     trust: everything, or a session
   */
  Stopping revoke(Target target, String reason, Subject by);

  /**
   * Lets only tools that read start. What runs already runs to its end.
   *
   * @param target whom or what
   * @param reason as in {@link #halt}
   * @param by as in {@link #halt}
   * @return the order; none of the calls that run is cancelled
   * @throws IllegalArgumentException when there is no reason
   */
  Stopping reduce(Target target, String reason, Subject by);

  /**
   * Lets every call wait for a person, who decides by the tool's approval policy. What runs already
   * runs to its end.
   *
   * @param target whom or what
   * @param reason as in {@link #halt}; whoever is asked reads it
   * @param by as in {@link #halt}
   * @return the order; none of the calls that run is cancelled
   * @throws IllegalArgumentException when there is no reason
   */
  Stopping investigate(Target target, String reason, Subject by);

  /**
   * Lifts an order. Others about the same target stand until they are lifted too.
   *
   * @param order the order's id
   * @param reason why it is no longer needed; as in {@link #halt}
   * @param by who lifts it, as the host has authenticated them
   * @return the order that stood
   * @throws IllegalArgumentException when there is no reason; nothing is lifted
   * @throws org.agentgovernance.decision.GovernanceException with {@code control.unavailable} when
   *     no such order stands or the store does not answer, and {@code audit.unavailable} when the
   *     lifting cannot be recorded; nothing is lifted
   */
  Order lift(String order, String reason, Subject by);

  /**
   * What stands now.
   *
   * @return a snapshot
   */
  ControlStatus status();
}
