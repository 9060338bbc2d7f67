package org.agentgovernance.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.agentgovernance.approval.ApprovalEntry;
import org.agentgovernance.approval.ApprovalStore;
import org.agentgovernance.decision.GovernanceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells one governor of changes to the requests that its calls wait for. */
final class ApprovalsWatch implements ApprovalStore.Watch, Lookout.Duty {
  private static final Logger LOG = LoggerFactory.getLogger(ApprovalsWatch.class);

  private final JdbcApprovalStore store;
  private final ApprovalStore.Watcher watcher;
  private final Consumer<ApprovalsWatch> ended;
  private final Lookout lookout;

  // Of the lookout's thread alone
  private final Set<String> unreadable = new HashSet<>();
  private boolean lost;

  ApprovalsWatch(
      Connections connections,
      JdbcApprovalStore store,
      ApprovalStore.Watcher watcher,
      Consumer<ApprovalsWatch> ended) {
    this.store = store;
    this.watcher = watcher;
    this.ended = ended;
    this.lookout = new Lookout(connections, JdbcApprovalStore.CHANNEL, this);
  }

  void begin() {
    lookout.begin();
  }

  @Override
  public void close() {
    lookout.close();
    ended.accept(this);
  }

  @Override
  public void look(Connection connection) throws SQLException {
    Map<String, Long> awaited = watcher.awaited();
    if (awaited.isEmpty()) {
      return;
    }
    Map<String, Long> versions = store.versions(connection, awaited.keySet());
    if (lost) {
      lost = false;
      LOG.info("the database of the approvals answers again");
    }
    for (Map.Entry<String, Long> now : versions.entrySet()) {
      Long known = awaited.get(now.getKey());
      if (known != null && now.getValue() > known) {
        tell(connection, now.getKey());
      }
    }
  }

  /** One that cannot be read keeps its own call waiting, and no other. */
  private void tell(Connection connection, String id) throws SQLException {
    try {
      ApprovalEntry entry = store.find(connection, id);
      if (entry != null && !lookout.closed()) {
        watcher.changed(entry);
      }
    } catch (GovernanceException e) {
      if (unreadable.add(id)) {
        LOG.error("approval {} cannot be read, so its call waits until its time is over", id, e);
      }
    }
  }

  /** Calls go on waiting; their own time limit ends that. */
  @Override
  public void failed(Exception problem) {
    if (!lost && !lookout.closed()) {
      lost = true;
      LOG.warn("the database of the approvals fails, so calls that wait go on waiting", problem);
    }
  }
}
