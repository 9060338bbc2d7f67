package org.agentgovernance.benchmarks;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.audit.Acceptance;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditOptions;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.async.AsyncLoggerContext;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a record that nobody waits for costs the calling thread, beside Log4j 2 with asynchronous
 * loggers and Logback with its asynchronous appender, both writing JSON to a file. Between two
 * records stands some work, so that no queue is full: a full queue measures the disk. What the
 * calling thread allocates is printed at the end; {@code -prof gc} counts the writers' threads too.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 5)
@Fork(2)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up first
public class AuditAsyncBenchmark {
  private static final int WORK = 20_000;
  private static final int RECORDS = 8_000;

  private Path directory;
  private AuditLog log;
  private AsyncLoggerContext log4j;
  private org.apache.logging.log4j.Logger log4jLogger;
  private LoggerContext logback;
  private org.slf4j.Logger logbackLogger;

  @Setup
  public void open() throws IOException {
    directory = BenchmarkFiles.make();
    log = AuditLog.open(directory.resolve("log"), AuditOptions.defaults());
    openLog4j(directory.resolve("log4j.json"));
    openLogback(directory.resolve("logback.json"));
  }

  private void openLog4j(Path file) {
    ConfigurationBuilder<BuiltConfiguration> builder =
        ConfigurationBuilderFactory.newConfigurationBuilder();
    builder.add(
        builder
            .newAppender("file", "File")
            .addAttribute("fileName", file.toString())
            .addAttribute("immediateFlush", false)
            .add(builder.newLayout("JsonTemplateLayout")));
    builder.add(builder.newRootLogger(Level.INFO).add(builder.newAppenderRef("file")));
    log4j = new AsyncLoggerContext("bench");
    log4j.start(builder.build());
    log4jLogger = log4j.getLogger("audit");
  }

  private void openLogback(Path file) {
    logback = new LoggerContext();
    JsonEncoder encoder = new JsonEncoder();
    encoder.setContext(logback);
    encoder.start();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setContext(logback);
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    appender.setImmediateFlush(false);
    appender.start();
    AsyncAppender async = new AsyncAppender();
    async.setContext(logback);
    async.setQueueSize(16_384);
    async.setDiscardingThreshold(0);
    async.addAppender(appender);
    async.start();
    ch.qos.logback.classic.Logger root = logback.getLogger("ROOT");
    root.addAppender(async);
    logbackLogger = logback.getLogger("audit");
  }

  @Setup(org.openjdk.jmh.annotations.Level.Invocation)
  public void work() {
    Blackhole.consumeCPU(WORK);
  }

  @TearDown
  public void close() throws IOException {
    log.flush();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < RECORDS; i++) {
      Acceptance unused = governance();
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    System.out.printf("the calling thread allocates %d B a record%n", bytes / RECORDS);
    log.close();
    log4j.stop();
    logback.stop();
    BenchmarkFiles.remove(directory);
  }

  @Benchmark
  public Acceptance governance() {
    Acceptance acceptance = log.append(AuditSamples.record("call-0"));
    if (acceptance != Acceptance.ACCEPTED) {
      throw new IllegalStateException("the record was refused, so this measures nothing");
    }
    return acceptance;
  }

  @Benchmark
  public void log4j() {
    log4jLogger.info("{} {}", "call-0", AuditSamples.LINE);
  }

  @Benchmark
  public void logback() {
    logbackLogger.info("{} {}", "call-0", AuditSamples.LINE);
  }
}
