package org.agentgovernance;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agentgovernance.approval.ApprovalEntry;
import org.agentgovernance.approval.ApprovalState;
import org.agentgovernance.approval.ApprovalStore;
import org.agentgovernance.approval.FileApprovalStore;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditTrail;
import org.agentgovernance.call.Subject;
import org.agentgovernance.json.Digest;
import org.agentgovernance.testing.Users;

/** A process of {@link ApprovalKillTest}: one approved call, during which it dies. */
final class KilledApproval {
  static final Map<String, Object> CALL = Map.of("account", "A-1", "amount", 10);
  static final Subject BOSS = Subject.of("boss").withRoles(List.of("supervisor"));
  static final int DIED = 42;

  private KilledApproval() {}

  /** Where the process dies. */
  enum Point {
    BEFORE_THE_VOTE,
    AFTER_THE_VOTE,
    AFTER_THE_USE,
    IN_THE_TOOL
  }

  static Governor governor(ApprovalStore store, AuditTrail trail, Tool tool) {
    return Governor.of(Manifests.bank()).audit(trail).approvals(store).tool("refund", tool).open();
  }

  static CallResult refund(Governor governor) {
    return governor.session(Users.of("u1")).task("support").id("s-1").open().call("refund", CALL);
  }

  private static void die() {
    Runtime.getRuntime().halt(DIED);
  }

  /** Directory and point. */
  public static void main(String[] args) {
    Path directory = Path.of(args[0]);
    Point point = Point.valueOf(args[1]);
    ApprovalStore store =
        new DyingStore(FileApprovalStore.open(directory.resolve("approvals")), point);
    Governor governor =
        governor(
            store,
            AuditLog.open(directory.resolve("audit")),
            arguments -> {
              die();
              return "never";
            });
    PendingCall pending = refund(governor).pending().orElseThrow();
    System.out.println(pending.request().id());
    System.out.flush();
    governor.approvals().approve(pending.request().id(), BOSS, "ok");
    pending.completion().toCompletableFuture().join();
  }

  /** Dies directly before or after a change is stored. */
  private record DyingStore(ApprovalStore sound, Point point) implements ApprovalStore {
    @Override
    public void add(ApprovalEntry entry) {
      sound.add(entry);
    }

    @Override
    public boolean replace(ApprovalEntry next) {
      boolean vote = next.state() == ApprovalState.APPROVED;
      if (vote && point == Point.BEFORE_THE_VOTE) {
        die();
      }
      boolean replaced = sound.replace(next);
      if ((vote && point == Point.AFTER_THE_VOTE)
          || (next.state() == ApprovalState.CONSUMED && point == Point.AFTER_THE_USE)) {
        die();
      }
      return replaced;
    }

    @Override
    public Optional<ApprovalEntry> find(String id) {
      return sound.find(id);
    }

    @Override
    public List<ApprovalEntry> open() {
      return sound.open();
    }

    @Override
    public List<ApprovalEntry> open(Digest key) {
      return sound.open(key);
    }

    @Override
    public int forget(Instant before) {
      return sound.forget(before);
    }

    @Override
    public Watch watch(Watcher watcher) {
      return sound.watch(watcher);
    }
  }
}
