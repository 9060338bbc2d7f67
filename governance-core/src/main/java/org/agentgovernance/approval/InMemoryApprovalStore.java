package org.agentgovernance.approval;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.agentgovernance.json.Digest;

/** Requests in memory. A change is told on the thread that makes it. */
final class InMemoryApprovalStore implements ApprovalStore {
  private final OpenEntries entries = new OpenEntries();

  @Override
  public void add(ApprovalEntry entry) {
    if (entry.version() != 1 || !entries.add(entry)) {
      throw new IllegalArgumentException("a new request has version 1 and an id of its own");
    }
  }

  @Override
  public boolean replace(ApprovalEntry next) {
    boolean replaced = entries.replace(next);
    if (replaced) {
      entries.tell(next);
    }
    return replaced;
  }

  @Override
  public Optional<ApprovalEntry> find(String id) {
    return Optional.ofNullable(entries.get(id));
  }

  @Override
  public List<ApprovalEntry> open() {
    return entries.all();
  }

  @Override
  public List<ApprovalEntry> open(Digest key) {
    return entries.of(key);
  }

  @Override
  public int forget(Instant before) {
    int forgotten = 0;
    for (ApprovalEntry entry : entries.all()) {
      if (entry.ends().isBefore(before)) {
        entries.remove(entry.id());
        forgotten++;
      }
    }
    return forgotten;
  }

  @Override
  public Watch watch(Watcher watcher) {
    return entries.watch(watcher);
  }
}
