package org.agentgovernance.catalog;

import java.util.concurrent.ConcurrentHashMap;

/** Versions in a map. */
final class InMemoryHighWaterStore implements HighWaterStore {
  private final ConcurrentHashMap<String, Long> versions = new ConcurrentHashMap<>();

  @Override
  public long raise(String name, long version) {
    return versions.merge(name, version, Math::max);
  }
}
