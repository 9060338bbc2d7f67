package org.agentgovernance.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.audit.Acceptance;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditReport;
import org.agentgovernance.audit.AuditVerifier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Verifying a whole log; its setup writes one of so many records, and reads it once so that the
 * figure is the verifier's and not the disk's. Ten million records take 10 GB on the disk.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@Fork(1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class AuditVerifyBenchmark {
  @Param("1000000")
  private int records;

  private Path place;
  private Path directory;

  @Setup
  public void write() throws IOException {
    place = BenchmarkFiles.make();
    directory = place.resolve("log");
    try (AuditLog log = AuditLog.open(directory)) {
      for (int i = 0; i < records; i++) {
        var record = AuditSamples.record("call-" + i);
        while (log.append(record) != Acceptance.ACCEPTED) {
          Thread.onSpinWait();
        }
      }
    }
  }

  @TearDown
  public void remove() throws IOException {
    BenchmarkFiles.remove(place);
  }

  @Benchmark
  public AuditReport verify() {
    AuditReport report = AuditVerifier.verify(directory);
    if (!report.ok()) {
      throw new IllegalStateException(report.toString());
    }
    return report;
  }
}
