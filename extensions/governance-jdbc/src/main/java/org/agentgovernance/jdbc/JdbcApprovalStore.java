package org.agentgovernance.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.agentgovernance.approval.ApprovalEntry;
import org.agentgovernance.approval.ApprovalStore;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Digest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests to people, one row each, replaced as a whole by whoever names its version. */
final class JdbcApprovalStore implements ApprovalStore, AutoCloseable {
  /** Where PostgreSQL tells of changes; the scope is the text that goes with it. */
  static final String CHANNEL = "agentgov_approval";

  private static final Logger LOG = LoggerFactory.getLogger(JdbcApprovalStore.class);
  private static final ReasonCode CODE = ReasonCode.APPROVAL_UNAVAILABLE;

  /** More than governors can hold open; what is beyond it is decided later. */
  private static final int MOST_LISTED = 20_000;

  private static final String ADD =
      "insert into agentgov_approval (version, state, ends_at, entry, scope, id, call_key)"
          + " values (?, ?, ?, ?, ?, ?, ?)";
  private static final String REPLACE =
      "update agentgov_approval set version = ?, state = ?, ends_at = ?, entry = ?"
          + " where scope = ? and id = ? and version = ?";
  private static final String READ =
      "select id, version, state, entry from agentgov_approval where scope = ?";
  private static final String OPEN = READ + " and state in ('pending', 'approved')";
  private static final String FORGET =
      "delete from agentgov_approval where scope = ? and ends_at < ?";
  private static final String VERSIONS =
      "select id, version from agentgov_approval where scope = ? and id = any(?)";
  private static final String TELL = "select pg_notify('" + CHANNEL + "', ?)";

  private final Connections connections;
  private final String scope;
  private final Set<Lookout> watches = ConcurrentHashMap.newKeySet();

  JdbcApprovalStore(Connections connections, String scope) {
    this.connections = connections;
    this.scope = scope;
  }

  @Override
  public void add(ApprovalEntry entry) {
    if (entry.version() != 1) {
      throw new IllegalArgumentException("a new request has version 1");
    }
    try {
      Object unused =
          connections.each(
              CODE,
              (connection, dialect) -> {
                try (PreparedStatement insert = connection.prepareStatement(ADD)) {
                  fill(insert, entry);
                  insert.setString(7, entry.sealed().key().toString());
                  return insert.executeUpdate();
                }
              });
    } catch (GovernanceException e) {
      if (e.getCause() instanceof SQLException cause && "23505".equals(cause.getSQLState())) {
        // Without the database's own words, which may quote the row.
        throw new IllegalArgumentException("a new request has an id of its own");
      }
      throw e;
    }
  }

  @Override
  public boolean replace(ApprovalEntry next) {
    return connections.together(
        CODE,
        (connection, dialect) -> {
          boolean replaced;
          try (PreparedStatement update = connection.prepareStatement(REPLACE)) {
            fill(update, next);
            update.setLong(7, next.version() - 1);
            replaced = update.executeUpdate() == 1;
          }
          if (replaced && dialect == Dialect.POSTGRESQL) {
            tell(connection);
          }
          return replaced;
        });
  }

  private void fill(PreparedStatement statement, ApprovalEntry entry) throws SQLException {
    statement.setLong(1, entry.version());
    statement.setString(2, word(entry));
    statement.setLong(3, entry.ends().toEpochMilli());
    statement.setString(4, entry.toJson());
    statement.setString(5, scope);
    statement.setString(6, entry.id());
  }

  private static String word(ApprovalEntry entry) {
    return entry.state().name().toLowerCase(Locale.ROOT);
  }

  /** Told to others when the change is committed. */
  private void tell(Connection connection) throws SQLException {
    try (PreparedStatement notify = connection.prepareStatement(TELL)) {
      notify.setString(1, scope);
      notify.execute();
    }
  }

  @Override
  public Optional<ApprovalEntry> find(String id) {
    return connections.each(
        CODE, (connection, unused) -> Optional.ofNullable(find(connection, id)));
  }

  @Nullable ApprovalEntry find(Connection connection, String id) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(READ + " and id = ?")) {
      select.setString(1, scope);
      select.setString(2, id);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? entry(rows) : null;
      }
    }
  }

  /** The columns are for finding it; what counts is the entry, and they must agree. */
  private static ApprovalEntry entry(ResultSet row) throws SQLException {
    ApprovalEntry entry = ApprovalEntry.parse(row.getString(4));
    if (!entry.id().equals(row.getString(1))
        || entry.version() != row.getLong(2)
        || !word(entry).equals(row.getString(3))) {
      throw new GovernanceException(
          CODE, "a row of agentgov_approval says another thing than its entry; nothing runs by it");
    }
    return entry;
  }

  @Override
  public List<ApprovalEntry> open() {
    return open(OPEN, null);
  }

  @Override
  public List<ApprovalEntry> open(Digest key) {
    return open(OPEN + " and call_key = ?", key);
  }

  private List<ApprovalEntry> open(String sql, @Nullable Digest key) {
    List<ApprovalEntry> found =
        connections.each(
            CODE,
            (connection, unused) -> {
              try (PreparedStatement select = connection.prepareStatement(sql)) {
                select.setMaxRows(MOST_LISTED);
                select.setString(1, scope);
                if (key != null) {
                  select.setString(2, key.toString());
                }
                return readable(select);
              }
            });
    found.sort(ApprovalStore.OLDEST_FIRST);
    return List.copyOf(found);
  }

  private static List<ApprovalEntry> readable(PreparedStatement select) throws SQLException {
    List<ApprovalEntry> found = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        try {
          found.add(entry(rows));
        } catch (GovernanceException e) {
          LOG.error("approval {} cannot be shown to anyone", rows.getString(1), e);
        }
      }
    }
    return found;
  }

  @Override
  public int forget(Instant before) {
    return connections.each(
        CODE,
        (connection, unused) -> {
          try (PreparedStatement delete = connection.prepareStatement(FORGET)) {
            delete.setString(1, scope);
            delete.setLong(2, before.toEpochMilli());
            return delete.executeUpdate();
          }
        });
  }

  /** The versions of some requests; one that is gone is left out. */
  Map<String, Long> versions(Connection connection, Set<String> ids) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(VERSIONS)) {
      select.setString(1, scope);
      select.setArray(2, connection.createArrayOf("varchar", ids.toArray()));
      Map<String, Long> versions = new HashMap<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          versions.put(rows.getString(1), rows.getLong(2));
        }
      }
      return versions;
    }
  }

  @Override
  public Watch watch(Watcher watcher) {
    ApprovalsWatch watch = new ApprovalsWatch(connections, this, watcher, watches);
    watch.begin();
    return watch;
  }

  @Override
  public void close() {
    watches.forEach(Lookout::close);
  }
}
