package org.agentgovernance.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.agentgovernance.approval.ApprovalStore;
import org.agentgovernance.audit.AuditSink;
import org.agentgovernance.budget.BudgetStore;
import org.agentgovernance.catalog.HighWaterStore;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.rollout.ControlStore;
import org.jspecify.annotations.Nullable;

/**
 * A database that several processes share, so that what they govern holds for all of them together.
 *
 * <pre>{@code
 * try (GovernanceDatabase database = GovernanceDatabase.on(dataSource).open()) {
 *   database.migrate(); // or run the module's SQL yourself
 *   Governor governor = Governor.of(manifest).budgets(database.budgets()).open();
 * }
 * }</pre>
 *
 * <p>PostgreSQL 12 and newer, and H2 for trying it out. Opening does not connect: a database that
 * is away when the process starts is found when it is back. Nothing has to be restarted after an
 * outage.
 *
 * <p>Connections are borrowed from the data source for one visit each, so it should be a pool; how
 * long it may wait for a free connection is the pool's own setting. They must not take part in a
 * transaction of the caller's: what is booked has to stay booked when the caller rolls back.
 *
 * <p>All methods block while they visit the database, each for at most the time limit. Safe for use
 * by many threads. Close it after the governors that use it.
 */
public final class GovernanceDatabase implements AutoCloseable {
  private final Connections connections;
  private final BudgetRows rows;
  private final int slice;
  private final Map<String, JdbcControlStore> orders = new HashMap<>();
  private final Map<String, JdbcApprovalStore> approvals = new HashMap<>();
  private @Nullable JdbcBudgetStore budgets;

  private GovernanceDatabase(Builder builder) {
    this.connections = new Connections(builder.source, builder.timeout);
    this.rows = new BudgetRows(connections, builder.lease.toMillis());
    this.slice = builder.slice;
  }

  /**
   * Begins with a data source.
   *
   * @param source where connections come from
   * @return a builder
   */
  public static Builder on(DataSource source) {
    return new Builder(source);
  }

  /**
   * Makes the tables, or brings them to the version that this module needs. Of several processes
   * that do it at the same time, one does the work; on H2 only one process may. Needs the right to
   * create tables, which the application itself does not: the same SQL lies in the jar, in {@code
   * org/agentgovernance/jdbc/postgresql} and {@code h2}, one file to a version, for another tool.
   *
   * @return the version that the tables have now
   * @throws org.agentgovernance.decision.GovernanceException with {@code budget.unavailable} when
   *     the database does not do it; nothing is changed then
   */
  public int migrate() {
    return connections.together(ReasonCode.BUDGET_UNAVAILABLE, Migrations::migrate);
  }

  /**
   * Budgets that all processes count together. One store serves any number of governors. It throws
   * when the database does not answer, which denies the call with {@code budget.unavailable}.
   *
   * <p>A reservation is one statement. It lapses with its lease unless the call has started by
   * then; a call that has started counts with its estimate until it is settled, also when its
   * process dies.
   *
   * @return always the same store
   */
  public synchronized BudgetStore budgets() {
    JdbcBudgetStore store = budgets;
    if (store == null) {
      store = new JdbcBudgetStore(rows, slice);
      budgets = store;
    }
    return store;
  }

  /**
   * Copies of audit records in the table {@code agentgov_record}, a batch in a transaction. What
   * they prove rests on the log; after a failure a record may stand twice.
   *
   * @return a sink for {@link org.agentgovernance.GovernorBuilder#auditSink}
   */
  public AuditSink records() {
    return new RecordRows(connections);
  }

  /**
   * Deletes what is used of windows that are over, and calls in them that started and never ended.
   * Nothing does so by itself: it is the ledger that reports can be compared with.
   *
   * @param before windows that ceased to count before this time; longer ago than any call takes
   * @return how many rows of accounts are gone
   * @throws org.agentgovernance.decision.GovernanceException with {@code budget.unavailable} when
   *     the database does not do it
   */
  public int purgeBudgets(Instant before) {
    return rows.purge(before.toEpochMilli());
  }

  /**
   * Orders that stand for all processes that name the same scope: halts, modes and revocations. On
   * PostgreSQL a change reaches every governor at once by {@code LISTEN} and {@code NOTIFY}; each
   * looks twice a second besides, which is how it is on H2. A governor that has not reached the
   * database for five seconds denies with {@code control.unavailable} until it is back.
   *
   * <p>Every governor that watches keeps one connection and one thread.
   *
   * @param scope for whom the orders are, at most 200 characters: an environment, a tenant
   * @return always the same store for the same scope
   * @throws IllegalArgumentException when the scope is empty or too long
   */
  public synchronized ControlStore orders(String scope) {
    return orders.computeIfAbsent(
        checkedScope(scope), checked -> new JdbcControlStore(connections, checked));
  }

  /**
   * Requests to people that all processes which name the same scope share: each sees those of all,
   * and a decision that is made at one reaches the one that holds the call, on PostgreSQL at once
   * by {@code LISTEN} and {@code NOTIFY}, on H2 within half a second. A request outlives the
   * process that made it. The table {@code agentgov_approval} holds the arguments of calls as
   * reviewers read them; whoever can write to it can approve, unless the store is {@code signed}.
   *
   * <p>A governor keeps one connection and one thread from its first request on.
   *
   * @param scope whose requests they are, at most 200 characters: an environment, a tenant
   * @return always the same store for the same scope; it throws with {@code approval.unavailable}
   *     when the database does not answer
   * @throws IllegalArgumentException when the scope is empty or too long
   */
  public synchronized ApprovalStore approvals(String scope) {
    return approvals.computeIfAbsent(
        checkedScope(scope), checked -> new JdbcApprovalStore(connections, checked));
  }

  /**
   * The highest versions of a catalogue and its trust root that any process has seen.
   *
   * @param scope which trust root they belong to, at most 200 characters
   * @return a store for the scope; it throws with {@code catalog.unavailable} when the database
   *     does not answer
   * @throws IllegalArgumentException when the scope is empty or too long
   */
  public HighWaterStore highWater(String scope) {
    return new JdbcHighWaterStore(connections, checkedScope(scope));
  }

  private static String checkedScope(String scope) {
    if (scope.isEmpty() || scope.length() > 200) {
      throw new IllegalArgumentException("a scope has 1 to 200 characters");
    }
    return scope;
  }

  /** Returns what this process holds of budgets and has not used, and ends its threads. */
  @Override
  public synchronized void close() {
    orders.values().forEach(JdbcControlStore::close);
    approvals.values().forEach(JdbcApprovalStore::close);
    if (budgets != null) {
      budgets.close();
    }
  }

  /** Settings. Not for use by several threads. */
  public static final class Builder {
    private final DataSource source;
    private Duration timeout = Duration.ofSeconds(2);
    private Duration lease = Duration.ofSeconds(30);
    private int slice = 1;

    private Builder(DataSource source) {
      this.source = source;
    }

    /**
     * How long one visit may wait for the database, once it has a connection.
     *
     * @param most at least a millisecond and less than a day; 2 seconds without this
     * @return this
     * @throws IllegalArgumentException when it is outside that
     */
    public Builder timeout(Duration most) {
      this.timeout = checked(most, "a time limit");
      return this;
    }

    /**
     * For how long a reservation is kept for a call that has not started. A process that dies
     * withholds what it had reserved for so long; a call that waits longer for its start is denied.
     *
     * @param length at least a millisecond and less than a day; 30 seconds without this
     * @return this
     * @throws IllegalArgumentException when it is outside that
     */
    public Builder lease(Duration length) {
      this.lease = checked(length, "a lease");
      return this;
    }

    /**
     * Lets this process take up to so many times the amount of a call at once when calls of one
     * account come fast, and hand it out in memory. Nothing is overspent by it. What is not used is
     * returned after a second, and when this is closed; but a process that dies keeps its open
     * slice, about as much as it used in the last tenth of a second, booked until the window ends.
     * Budgets that never start anew are therefore always reserved call by call.
     *
     * @param most how many calls a slice may serve, 1 to 10,000; 1 without this, each call by
     *     itself
     * @return this
     * @throws IllegalArgumentException when it is outside that
     */
    public Builder slice(int most) {
      if (most < 1 || most > 10_000) {
        throw new IllegalArgumentException("a slice serves 1 to 10000 calls, not " + most);
      }
      this.slice = most;
      return this;
    }

    /**
     * Ends the settings. Does not connect.
     *
     * @return the database
     */
    public GovernanceDatabase open() {
      return new GovernanceDatabase(this);
    }

    private static Duration checked(Duration duration, String what) {
      if (duration.toMillis() < 1 || duration.compareTo(Duration.ofDays(1)) >= 0) {
        throw new IllegalArgumentException(
            what + " is at least PT0.001S and less than P1D, not " + duration);
      }
      return duration;
    }
  }
}
