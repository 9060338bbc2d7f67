package org.agentgovernance.approval;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.json.Digest;

/** A store of which whatever goes wrong is {@code approval.unavailable}, so that calls say so. */
final class GuardedStore implements ApprovalStore {
  private final ApprovalStore store;

  GuardedStore(ApprovalStore store) {
    this.store = store;
  }

  private static <T> T guarded(Supplier<T> visit) {
    try {
      return Objects.requireNonNull(visit.get());
    } catch (GovernanceException e) {
      throw e;
    } catch (RuntimeException e) {
      throw ApprovalDesk.unavailable(
          "the store of the approvals failed with " + e.getClass().getSimpleName(), e);
    }
  }

  @Override
  public void add(ApprovalEntry entry) {
    boolean unused =
        guarded(
            () -> {
              store.add(entry);
              return true;
            });
  }

  @Override
  public boolean replace(ApprovalEntry next) {
    return guarded(() -> store.replace(next));
  }

  @Override
  public Optional<ApprovalEntry> find(String id) {
    return guarded(() -> store.find(id));
  }

  @Override
  public List<ApprovalEntry> open() {
    return guarded(store::open);
  }

  @Override
  public List<ApprovalEntry> open(Digest key) {
    return guarded(() -> store.open(key));
  }

  @Override
  public int forget(Instant before) {
    return guarded(() -> store.forget(before));
  }

  @Override
  public Watch watch(Watcher watcher) {
    return guarded(() -> store.watch(watcher));
  }
}
