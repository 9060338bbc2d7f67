package org.agentgovernance;

import org.jspecify.annotations.Nullable;

/**
 * What a sub-agent does with its session.
 *
 * @param <T> what it returns
 */
@FunctionalInterface
public interface DelegatedWork<T> {
  /**
   * Does the work.
   *
   * @param session the sub-agent's session; it is closed afterwards
   * @return what the parent gets; null counts as a failure
   * @throws Exception when it fails; the parent gets it as a value
   */
  @Nullable T run(Session session) throws Exception;
}
