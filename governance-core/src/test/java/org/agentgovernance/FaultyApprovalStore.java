package org.agentgovernance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.agentgovernance.approval.ApprovalEntry;
import org.agentgovernance.approval.ApprovalState;
import org.agentgovernance.approval.ApprovalStore;
import org.agentgovernance.json.Digest;

/** A store in memory that fails when told to, before or after it has done what it was asked. */
final class FaultyApprovalStore implements ApprovalStore {
  private final ApprovalStore sound = ApprovalStore.inMemory();
  volatile boolean away;
  volatile boolean losesTheAnswerToAUse;
  volatile boolean tellsNothing;

  volatile CountDownLatch answersAfter = new CountDownLatch(0);

  private ApprovalStore reached() {
    try {
      answersAfter.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
    if (away) {
      throw new IllegalStateException("host secret is away");
    }
    return sound;
  }

  @Override
  public void add(ApprovalEntry entry) {
    reached().add(entry);
  }

  @Override
  public boolean replace(ApprovalEntry next) {
    boolean replaced = reached().replace(next);
    if (losesTheAnswerToAUse && next.state() == ApprovalState.CONSUMED) {
      throw new IllegalStateException("the answer was lost");
    }
    return replaced;
  }

  @Override
  public Optional<ApprovalEntry> find(String id) {
    return reached().find(id);
  }

  @Override
  public List<ApprovalEntry> open() {
    return reached().open();
  }

  @Override
  public List<ApprovalEntry> open(Digest key) {
    return reached().open(key);
  }

  @Override
  public int forget(Instant before) {
    return reached().forget(before);
  }

  @Override
  public Watch watch(Watcher watcher) {
    return tellsNothing ? () -> {} : sound.watch(watcher);
  }
}
