package org.agentgovernance;

import java.util.Map;

/**
 * What a further try of a call knows of those before it.
 *
 * @param first the id of the first try, by which records find each other
 * @param number which try this one is, at least 2
 * @param observed who watched the try before
 */
record EarlierTry(String first, int number, Observations observed) {
  /** As it stands in records. */
  Map<String, Object> recorded() {
    return Map.of("attempt", (long) number, "of", first);
  }
}
