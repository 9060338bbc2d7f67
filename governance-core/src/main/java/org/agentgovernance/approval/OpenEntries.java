package org.agentgovernance.approval;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.agentgovernance.json.Digest;
import org.jspecify.annotations.Nullable;

/** The open entries of a store that holds them in memory, and who watches them. */
final class OpenEntries {
  private final Map<String, ApprovalEntry> byId = new ConcurrentHashMap<>();
  private final List<ApprovalStore.Watcher> watchers = new CopyOnWriteArrayList<>();

  @Nullable ApprovalEntry get(String id) {
    return byId.get(id);
  }

  /** False when there is one of the id. */
  boolean add(ApprovalEntry entry) {
    return byId.putIfAbsent(entry.id(), entry) == null;
  }

  /** Puts an entry in the place of its predecessor; false when that is not there any more. */
  boolean replace(ApprovalEntry next) {
    ApprovalEntry now = byId.get(next.id());
    if (now == null || now.version() + 1 != next.version()) {
      return false;
    }
    return next.state().open() ? byId.replace(next.id(), now, next) : byId.remove(next.id(), now);
  }

  void remove(String id) {
    byId.remove(id);
  }

  List<ApprovalEntry> all() {
    return byId.values().stream().sorted(ApprovalStore.OLDEST_FIRST).toList();
  }

  List<ApprovalEntry> of(Digest key) {
    return byId.values().stream()
        .filter(entry -> entry.sealed().key().equals(key))
        .sorted(ApprovalStore.OLDEST_FIRST)
        .toList();
  }

  /** Called without any lock, since what waits for the change may do anything. */
  void tell(ApprovalEntry entry) {
    watchers.forEach(watcher -> watcher.changed(entry));
  }

  ApprovalStore.Watch watch(ApprovalStore.Watcher watcher) {
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }
}
