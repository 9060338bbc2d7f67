package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditSink;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.audit.SinkPolicy;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.testing.RecordSchema;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Copies of records in other places, each with a say in what happens when it does not take one. */
@Timeout(60)
class AuditSinkTest {
  private static final SinkPolicy REQUIRED =
      SinkPolicy.mustTake()
          .withMaxWait(Duration.ofMillis(300))
          .withRetryEvery(Duration.ofMillis(20));
  private static final SinkPolicy OPTIONAL =
      SinkPolicy.bestEffort().withRetryEvery(Duration.ofMillis(20));

  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "m", "version": "1"}, "agent": {"id": "a"}, "catalog": {"unsigned": true},
       "tools": [
         {"name": "read", "version": "1", "effect": "read", "timeout": "none", "inputSchema": true},
         {"name": "write", "version": "1", "effect": "write", "timeout": "none", "inputSchema": true}],
       "tasks": [{"id": "support", "tools": ["*"]}],
       "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}]}
      """;

  private final InMemoryAuditTrail trail = AuditLog.inMemory();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
  private final List<AutoCloseable> open = new ArrayList<>();
  @TempDir Path directory;

  /** Appends to a file that it opens anew each time, so that it fails while there is none. */
  private record FileSink(Path file, boolean make) implements AuditSink {
    @Override
    public void write(List<AuditRecord> batch) throws IOException {
      StringBuilder lines = new StringBuilder();
      batch.forEach(record -> lines.append(record.toJson()).append('\n'));
      Files.writeString(
          file,
          lines,
          StandardOpenOption.APPEND,
          make ? StandardOpenOption.CREATE : StandardOpenOption.WRITE);
    }
  }

  /** Sends each batch to a server on this machine and waits for its answer. */
  private static final class SocketSink implements AuditSink {
    private final Socket socket;

    SocketSink(int port) throws IOException {
      this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void write(List<AuditRecord> batch) throws IOException {
      OutputStream out = socket.getOutputStream();
      for (AuditRecord record : batch) {
        out.write((record.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
        if (socket.getInputStream().read() < 0) {
          throw new IOException("the server has gone");
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** Answers nobody until it is told to. */
  private final class SlowServer {
    final CountDownLatch answer = new CountDownLatch(1);
    final List<String> got = Collections.synchronizedList(new ArrayList<>());
    final ServerSocket server;

    SlowServer() throws IOException {
      server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      open.add(server);
      Thread thread = new Thread(this::serve, "slow-server");
      thread.setDaemon(true);
      thread.start();
    }

    private void serve() {
      try (Socket socket = server.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          answer.await();
          got.add(line);
          socket.getOutputStream().write(1);
        }
      } catch (IOException | InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Governor governor(AuditSink sink, SinkPolicy policy) {
    Governor governor =
        Governor.of(Manifest.parse(MANIFEST, "m.json"))
            .audit(trail)
            .auditSink("copy", sink, policy)
            .events(event -> events.add(event.kind()))
            .tool("read", args -> ran.add("read") ? "ok" : "")
            .tool("write", args -> ran.add("write") ? "done" : "")
            .open();
    open.add(governor);
    return governor;
  }

  @AfterEach
  void close() throws Exception {
    Collections.reverse(open);
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private static Session session(Governor governor) {
    return governor.session(Users.of("u1")).task("support").open();
  }

  private static CallResult write(Session session, int amount) {
    return session.call("write", Map.of("account", "A", "amount", amount));
  }

  private static CallResult read(Session session, String account) {
    return session.call("read", Map.of("account", account));
  }

  private List<String> kinds() {
    return trail.lines().stream()
        .map(line -> String.valueOf(Json.parseObject(line).get("kind")))
        .filter(kind -> !kind.startsWith("log."))
        .toList();
  }

  @Test
  void everySinkGetsEveryRecordInOrder() throws Exception {
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    Governor governor =
        Governor.of(Manifest.parse(MANIFEST, "m.json"))
            .audit(trail)
            .auditSink("first", new FileSink(first, true), REQUIRED)
            .auditSink("second", new FileSink(second, true), OPTIONAL)
            .tool("read", args -> "ok")
            .tool("write", args -> "done")
            .open();
    Session session = session(governor);
    read(session, "A-1");
    write(session, 5);
    session.call("nonsense", "{");
    governor.close();
    List<String> kept = new ArrayList<>();
    for (String line : trail.lines()) {
      if (!line.contains("\"kind\":\"log.")) {
        kept.add(line.replaceAll("\"(seq|prev)\":[^,]*,|,\"crc\":\"[0-9a-f]{8}\"", ""));
      }
    }
    assertThat(kept).hasSize(5);
    assertThat(Files.readAllLines(first)).isEqualTo(kept);
    assertThat(Files.readAllLines(second)).isEqualTo(kept);
    kept.forEach(json -> assertThat(RecordSchema.errorsOfCopy(json)).isEmpty());
  }

  @Test
  void aRequiredSinkThatFailsDeniesUntilItRecovers() throws Exception {
    Path file = directory.resolve("missing");
    Governor governor = governor(new FileSink(file, false), REQUIRED);
    Session session = session(governor);
    CallResult denied = write(session, 1);
    assertThat(denied.code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
    assertThat(denied.executed()).isFalse();
    assertThat(read(session, "A-1").code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
    assertThat(ran).isEmpty();
    assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("audit.sink_failed");
    assertThat(governor.sinks().get(0).failure()).contains("NoSuchFileException");
    Files.createFile(file);
    assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("audit.sink_recovered");
    assertThat(write(session, 2).succeeded()).isTrue();
    governor.close();
    assertThat(Files.readAllLines(file))
        .as("what was accepted while it failed is written later, and that nothing came of it")
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).contains("\"intent\""))
        .anySatisfy(line -> assertThat(line).contains("\"outcome\""));
  }

  @Test
  void anIntentThatOnlyTheLogTookIsTakenBackThere() {
    Session session = session(governor(new FileSink(directory.resolve("no"), false), REQUIRED));
    write(session, 1);
    assertThat(kinds()).containsExactly("intent", "outcome");
    assertThat(trail.lines().get(2))
        .contains("\"kind\":\"not_run\",\"code\":\"audit.unavailable\"");
    assertThat(trail.verify().ok()).isTrue();
  }

  @Test
  void aFullDiskUnderARequiredSinkDenies() {
    Path full = Path.of("/dev/full");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(full));
    Session session = session(governor(new FileSink(full, false), REQUIRED));
    assertThat(write(session, 1).code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
    assertThat(ran).isEmpty();
  }

  @Test
  void aRequiredSinkThatIsSlowDeniesOnceTheCallHasWaitedItsTime() throws Exception {
    SlowServer server = new SlowServer();
    Session session = session(governor(new SocketSink(server.server.getLocalPort()), REQUIRED));
    CallResult late = write(session, 1);
    assertThat(late.code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
    CallResult async =
        session
            .callAsync("write", Map.of("account", "A", "amount", 2))
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS);
    assertThat(async.code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
    assertThat(ran).isEmpty();
    server.answer.countDown();
    assertThat(write(session, 3).succeeded()).isTrue();
  }

  @Test
  void callsThatNeedNotWaitDoNotUntilTheQueueIsFull() throws Exception {
    SlowServer server = new SlowServer();
    SinkPolicy small = REQUIRED.withQueueCapacity(4).withMaxWait(Duration.ofHours(1));
    Governor governor = governor(new SocketSink(server.server.getLocalPort()), small);
    Session session = session(governor);
    List<ReasonCode> codes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      codes.add(read(session, "A-" + i).code());
    }
    assertThat(codes).contains(ReasonCode.PERMITTED);
    assertThat(codes.get(19)).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
    server.answer.countDown();
  }

  @Test
  void aSlowSinkAtBestEffortHoldsNobodyUpAndCountsWhatItMissed() throws Exception {
    SlowServer server = new SlowServer();
    Governor governor =
        governor(
            new SocketSink(server.server.getLocalPort()),
            OPTIONAL.withQueueCapacity(10).withMaxWait(Duration.ofHours(1)));
    try (Session session = session(governor)) {
      for (int i = 0; i < 40; i++) {
        assertThat(read(session, "A-" + i).succeeded()).isTrue();
      }
    }
    assertThat(write(session(governor), 1).succeeded()).isTrue();
    assertThat(kinds()).as("the log has them all").hasSize(82);
    assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("audit.sink_dropped");
    long dropped = governor.sinks().get(0).dropped();
    assertThat(dropped).isPositive();
    server.answer.countDown();
    assertThat(events.poll(20, TimeUnit.SECONDS)).isEqualTo("audit.sink_recovered");
    governor.close();
    assertThat(governor.sinks().get(0).queued()).isZero();
    assertThat(server.got).hasSize((int) (82 - dropped));
  }

  @Test
  void aFailingSinkAtBestEffortHoldsNobodyUp() {
    Governor governor = governor(new FileSink(directory.resolve("no"), false), OPTIONAL);
    assertThat(write(session(governor), 1).succeeded()).isTrue();
    governor.close();
    assertThat(governor.sinks().get(0).dropped()).isEqualTo(2);
    assertThat(governor.sinks().get(0).written()).isZero();
  }
}
