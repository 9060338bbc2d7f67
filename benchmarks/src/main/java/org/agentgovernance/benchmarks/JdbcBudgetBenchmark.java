package org.agentgovernance.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agentgovernance.budget.AccountKey;
import org.agentgovernance.budget.BudgetAccount;
import org.agentgovernance.budget.BudgetGrant;
import org.agentgovernance.budget.Scope;
import org.agentgovernance.budget.Window;
import org.agentgovernance.jdbc.GovernanceDatabase;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One budget in a PostgreSQL over loopback, beside Bucket4j's bucket in the same server through a
 * pool of the same settings; commits are synchronous. One by one, {@code reserve} is what a bucket
 * does, and {@code call} what a call costs that may crash anywhere: reserve, start, settle. In
 * slices of 100 both hand out in memory what they took at once; ours is settled too.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Threads(2)
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class JdbcBudgetBenchmark {
  private static final long ONE = 1_000_000;
  private static final long PLENTY = 9_000_000_000_000_000L;
  private static final int SLICE = 100;

  private EmbeddedPostgres postgres;
  private HikariDataSource pool;
  private GovernanceDatabase exactly;
  private GovernanceDatabase inSlices;
  private BudgetAccount exact;
  private BudgetAccount sliced;
  private Bucket bucket;
  private final AtomicLong local = new AtomicLong();

  /** Starts the server and makes both counters. */
  @Setup
  public void start() throws IOException, SQLException {
    postgres = EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start();
    pool = new HikariDataSource();
    pool.setJdbcUrl(postgres.getJdbcUrl("postgres", "postgres"));
    pool.setMaximumPoolSize(8);
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table bucket (id bigint primary key, state bytea, expires_at bigint)");
    }
    exactly = GovernanceDatabase.on(pool).lease(Duration.ofHours(1)).open();
    exactly.migrate();
    exact = account(exactly, "exact");
    inSlices = GovernanceDatabase.on(pool).slice(SLICE).open();
    sliced = account(inSlices, "slices");
    bucket =
        Bucket4jPostgreSQL.selectForUpdateBasedBuilder(pool)
            .build()
            .getProxy(
                1L,
                () ->
                    BucketConfiguration.builder()
                        .addLimit(
                            Bandwidth.builder()
                                .capacity(PLENTY)
                                .refillIntervally(PLENTY, Duration.ofDays(365))
                                .build())
                        .build());
  }

  /** Ends the server. */
  @TearDown
  public void stop() throws IOException {
    inSlices.close();
    exactly.close();
    pool.close();
    postgres.close();
  }

  private static BudgetAccount account(GovernanceDatabase database, String id) {
    AccountKey key =
        new AccountKey(id, "calls", Window.every(Duration.ofDays(1)), Map.of(Scope.AGENT, "a"));
    return database.budgets().account(key);
  }

  /** A reservation by itself. */
  @Benchmark
  public BudgetGrant reserve() {
    return Objects.requireNonNull(exact.tryReserve(ONE, PLENTY, System.currentTimeMillis()));
  }

  /** A whole call: reserved, started, settled. */
  @Benchmark
  public BudgetGrant call() {
    BudgetGrant grant = reserve();
    grant.start();
    grant.settle(ONE);
    return grant;
  }

  /** A whole call out of a slice. */
  @Benchmark
  public BudgetGrant callInSlices() {
    BudgetGrant grant =
        Objects.requireNonNull(sliced.tryReserve(ONE, PLENTY, System.currentTimeMillis()));
    grant.start();
    grant.settle(ONE);
    return grant;
  }

  /** Bucket4j, one by one. */
  @Benchmark
  public boolean bucket4j() {
    return bucket.tryConsume(1);
  }

  /** Bucket4j, a hundred at once and handed out in memory. */
  @Benchmark
  public boolean bucket4jInSlices() {
    while (true) {
      long left = local.get();
      if (left > 0) {
        if (local.compareAndSet(left, left - 1)) {
          return true;
        }
      } else {
        take();
      }
    }
  }

  private synchronized void take() {
    if (local.get() <= 0 && bucket.tryConsume(SLICE)) {
      long unused = local.addAndGet(SLICE);
    }
  }
}
