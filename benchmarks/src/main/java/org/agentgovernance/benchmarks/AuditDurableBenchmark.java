package org.agentgovernance.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.audit.AuditLog;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A record that is on the device before the call goes on, beside a plain group commit of the same
 * bytes to the same disk, and a committed insert into H2, forced or not. Run with {@code -t 1},
 * {@code -t 16} and {@code -t 64}.
 */
@BenchmarkMode({Mode.SampleTime, Mode.Throughput})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 5)
@Fork(2)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class AuditDurableBenchmark {
  private Path directory;
  private AuditLog log;
  private GroupCommit floor;
  private byte[] bytes;
  private String database;

  /** A connection for each thread, as a pool would give it. */
  @State(Scope.Thread)
  public static class Insert {
    private Connection connection;
    private PreparedStatement statement;
    private PreparedStatement force;

    @Setup
    public void open(AuditDurableBenchmark shared) throws SQLException {
      connection = DriverManager.getConnection(shared.database);
      statement = connection.prepareStatement("insert into audit(line) values (?)");
      force = connection.prepareStatement("checkpoint sync");
    }

    @TearDown
    public void close() throws SQLException {
      connection.close();
    }
  }

  @Setup
  public void open() throws IOException, SQLException {
    directory = BenchmarkFiles.make();
    log = AuditLog.open(directory.resolve("log"));
    bytes = AuditSamples.stored();
    floor = new GroupCommit(directory.resolve("floor"));
    database = "jdbc:h2:file:" + directory.toAbsolutePath().resolve("h2") + ";WRITE_DELAY=0";
    try (Connection connection = DriverManager.getConnection(database + ";DB_CLOSE_DELAY=-1")) {
      connection.createStatement().execute("create table audit(id identity, line varchar)");
    }
  }

  @TearDown
  public void close() throws IOException, SQLException {
    try (Connection connection = DriverManager.getConnection(database)) {
      connection.createStatement().execute("shutdown");
    }
    log.close();
    floor.close();
    BenchmarkFiles.remove(directory);
  }

  @Benchmark
  public void governance() {
    log.appendAndWait(AuditSamples.record("call-0"));
  }

  @Benchmark
  public void groupCommit() {
    floor.append(bytes);
  }

  @Benchmark
  public int h2(Insert insert) throws SQLException {
    insert.statement.setString(1, AuditSamples.LINE);
    return insert.statement.executeUpdate();
  }

  /** H2 writes at a commit and leaves forcing to a later moment; here it forces at once. */
  @Benchmark
  public boolean h2Forced(Insert insert) throws SQLException {
    insert.statement.setString(1, AuditSamples.LINE);
    insert.statement.executeUpdate();
    return insert.force.execute();
  }
}
