package org.agentgovernance.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.approval.ApprovalEntry;
import org.agentgovernance.approval.ApprovalStore;
import org.agentgovernance.decision.GovernanceException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells one governor of changes to the requests that its calls wait for. */
final class ApprovalsWatch extends Lookout implements ApprovalStore.Watch {
  private static final Logger LOG = LoggerFactory.getLogger(ApprovalsWatch.class);

  private final JdbcApprovalStore store;
  private final ApprovalStore.Watcher watcher;

  // Of the lookout's thread alone
  private final Set<String> unreadable = new HashSet<>();
  private boolean lost;

  ApprovalsWatch(
      Connections connections,
      JdbcApprovalStore store,
      ApprovalStore.Watcher watcher,
      Set<Lookout> open) {
    super(connections, JdbcApprovalStore.CHANNEL, open);
    this.store = store;
    this.watcher = watcher;
  }

  @Override
  void look(Connection connection) throws SQLException {
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
      if (entry != null && !closed()) {
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
  void failed(Exception problem) {
    if (!lost && !closed()) {
      lost = true;
      LOG.warn("the database of the approvals fails, so calls that wait go on waiting", problem);
    }
  }
}
