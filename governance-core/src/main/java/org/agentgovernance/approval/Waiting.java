package org.agentgovernance.approval;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the calls of one governor wait for, and when the next of them runs out. */
final class Waiting implements ApprovalStore.Watcher {
  private final Map<String, HeldRequest> byId = new ConcurrentHashMap<>();
  private final AtomicLong nextExpiry = new AtomicLong(Long.MAX_VALUE);

  /** False when a call here waits for the request already. */
  boolean add(HeldRequest request) {
    boolean added = byId.putIfAbsent(request.request().id(), request) == null;
    if (added) {
      endsAt(request.known());
    }
    return added;
  }

  @Nullable HeldRequest get(String id) {
    return byId.get(id);
  }

  void remove(HeldRequest request) {
    byId.remove(request.request().id(), request);
  }

  int size() {
    return byId.size();
  }

  Collection<HeldRequest> all() {
    return List.copyOf(byId.values());
  }

  @Override
  public Map<String, Long> awaited() {
    Map<String, Long> versions = new HashMap<>();
    byId.forEach((id, request) -> versions.put(id, request.known().version()));
    return versions;
  }

  @Override
  public void changed(ApprovalEntry entry) {
    HeldRequest waiting = byId.get(entry.id());
    if (waiting != null) {
      endsAt(entry);
      waiting.see(entry);
    }
  }

  private void endsAt(ApprovalEntry entry) {
    if (entry.state().open()) {
      nextExpiry.accumulateAndGet(entry.ends().toEpochMilli(), Math::min);
    }
  }

  /** Looks at all of them only when the time of one is over. */
  void expireLate(Instant now) {
    if (now.toEpochMilli() <= nextExpiry.get()) {
      return;
    }
    nextExpiry.set(Long.MAX_VALUE);
    for (HeldRequest request : byId.values()) {
      if (request.known().stateAt(now) == ApprovalState.EXPIRED) {
        request.runOut(now);
      } else {
        endsAt(request.known());
      }
    }
  }
}
