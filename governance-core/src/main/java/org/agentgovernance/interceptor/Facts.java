package org.agentgovernance.interceptor;

import java.util.Map;

/**
 * What a control knows about one call that belongs in its record, such as what a budget had left
 * before and after. Immutable: the record's writer asks for the texts later, on a thread of its
 * own, so that the call does not pay for them.
 */
@FunctionalInterface
public interface Facts {
  /**
   * The facts as texts. Never arguments, outputs or secrets.
   *
   * @return texts by name, the same at each time
   */
  Map<String, String> texts();

  /**
   * Nothing worth recording.
   *
   * @return always the same object
   */
  static Facts none() {
    return NoFacts.INSTANCE;
  }
}
