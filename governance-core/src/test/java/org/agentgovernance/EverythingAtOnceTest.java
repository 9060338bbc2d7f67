package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agentgovernance.approval.ApprovalRequest;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.rollout.Order;
import org.agentgovernance.rollout.Target;
import org.agentgovernance.testing.Race;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tools that fail, hang and ignore interrupts, behind every limit at once, while callers cancel and
 * are interrupted, people decide, operators halt, sessions end and effects are undone. At the end
 * nothing is left over: each intent has one outcome, the budget has booked exactly what ran, no
 * slot is taken, nothing was undone twice.
 */
@Timeout(180)
class EverythingAtOnceTest {
  private static final String MANIFEST =
      Desk.HEAD
          + """
          "tools": [
            {"name": "find", "version": "1", "effect": "read", "inputSchema": true,
             "timeout": "PT0.01S", "idempotent": true,
             "retry": {"attempts": 3, "backoff": "PT0.003S"},
             "breaker": {"window": 10, "failureRate": 0.7, "open": "PT0.02S"},
             "concurrency": {"permits": 3, "queue": "PT0.05S", "maxWaiting": 4},
             "fallback": {"tool": "mirror", "lastGood": {"maxAge": "PT1M"}, "value": 0}},
            {"name": "mirror", "version": "1", "effect": "read", "inputSchema": true,
             "timeout": "PT0.01S"},
            {"name": "make", "version": "1", "effect": "write", "inputSchema": true,
             "timeout": "PT0.01S", "concurrency": {"permits": 2, "queue": "PT0.1S"},
             "undo": {"tool": "unmake", "arguments": {"id": "/output/id"}}},
            {"name": "unmake", "version": "1", "effect": "write", "inputSchema": true},
            {"name": "wipe", "version": "1", "effect": "irreversible", "inputSchema": true,
             "timeout": "PT0.01S"}],
          "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}],
          "approvals": [{"id": "default", "approveWithin": "PT0.2S", "executeWithin": "PT0.2S"}],
          "rates": [{"id": "all", "tools": ["find", "mirror", "wipe"], "permits": 300,
            "per": "PT1S"}],
          "budgets": [{"id": "b", "per": ["user"], "unit": "calls", "limit": "1000000"}],
          "loops": {"maxSteps": 60, "identicalCalls": 30}}
          """;
  private static final List<String> TOOLS = List.of("find", "find", "make", "make", "wipe");
  private static final Subject BOSS = Subject.of("boss");

  private final AtomicLong made = new AtomicLong();
  private final Set<String> unmade = ConcurrentHashMap.newKeySet();
  private final AtomicInteger twice = new AtomicInteger();
  private final Queue<CompletableFuture<CallResult>> kept = new ConcurrentLinkedQueue<>();
  private final Queue<Session> sessions = new ConcurrentLinkedQueue<>();

  private static void fare() throws InterruptedException {
    switch (ThreadLocalRandom.current().nextInt(8)) {
      case 0 -> throw new IllegalStateException("down");
      case 1 -> TimeUnit.MILLISECONDS.sleep(30);
      case 2 -> {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
        while (System.nanoTime() < end) {
          Thread.onSpinWait(); // and hears no interrupt
        }
      }
      default -> {} // well
    }
  }

  private Object make() throws InterruptedException {
    fare();
    return Map.of("id", "m" + made.incrementAndGet());
  }

  private Object unmake(String id) throws InterruptedException {
    TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextInt(2_000));
    if (!unmade.add(id)) {
      twice.incrementAndGet();
    }
    return "unmade";
  }

  private static Tool answering(Object answer) {
    return args -> {
      fare();
      return answer;
    };
  }

  @Test
  void nothingIsLeftOver() throws Exception {
    InMemoryAuditTrail trail = AuditLog.inMemory();
    try (Governor governor =
        Governor.of(Manifest.parse(MANIFEST, "all.json"))
            .audit(trail)
            .tool("find", answering("found"))
            .tool("mirror", answering("mirrored"))
            .tool("wipe", answering("wiped"))
            .tool("make", args -> make())
            .tool("unmake", args -> unmake(args.string("id")))
            .open()) {
      List<Boolean> done = Race.run(6, () -> agent(governor));
      assertThat(done).hasSize(6);
      for (CompletableFuture<CallResult> call : kept) {
        assertThat(call.get(30, TimeUnit.SECONDS)).as("every call ends").isNotNull();
      }
      Session last = governor.session(Users.of("ann")).open();
      while (!idle(last, "find", "0 of 3 running, 0 waiting")
          || !idle(last, "make", "0 of 2 running, 0 waiting")) {
        Thread.onSpinWait();
      }
      for (Session session : sessions) {
        session.close();
        undoAll(session);
      }
      assertThat(twice).as("undone twice").hasValue(0);
      for (int i = 0; i < 500 && left(last) != 1_000_000 - started(trail); i++) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertThat(left(last)).as("booked is what ran").isEqualTo(1_000_000 - started(trail));
    }
    assertThat(trail.verify().ok()).as(trail.verify().toString()).isTrue();
    Map<Object, Integer> open = new ConcurrentHashMap<>();
    for (Map<String, Object> record : records(trail)) {
      if ("intent".equals(record.get("kind"))) {
        open.merge(record.get("call"), 1, Integer::sum);
      } else if ("outcome".equals(record.get("kind"))) {
        open.merge(record.get("call"), -1, Integer::sum);
      }
    }
    assertThat(open).hasSizeGreaterThan(100);
    assertThat(open.values()).as("each intent has one outcome").allMatch(n -> n == 0);
  }

  /** A call that nobody waited for may end a moment later. */
  private static void undoAll(Session session) throws InterruptedException {
    UndoReport report = session.undo(Instant.EPOCH);
    for (int i = 0; i < 500 && !nothingLeft(report); i++) {
      TimeUnit.MILLISECONDS.sleep(10);
      report = session.undo(Instant.EPOCH);
    }
    assertThat(nothingLeft(report)).as("left: " + report.entries()).isTrue();
  }

  private static boolean nothingLeft(UndoReport report) {
    return report.running() == 0
        && report.entries().stream().allMatch(entry -> entry.code().value().startsWith("undo."));
  }

  private static boolean idle(Session session, String tool, String counter) {
    return session.explain(tool, Map.of()).toString().contains(counter);
  }

  private static long left(Session session) {
    String text =
        session.explain("find", Map.of()).steps().stream()
            .filter(step -> step.interceptor().equals("budget"))
            .map(step -> step.counters().get("b"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(text.substring(0, text.indexOf(' ')));
  }

  private static List<Map<String, Object>> records(InMemoryAuditTrail trail) {
    return trail.lines().stream().map(Json::parseObject).toList();
  }

  /** How many tools were started, as the log has it. */
  private static long started(InMemoryAuditTrail trail) {
    return records(trail).stream()
        .filter(
            record ->
                record.get("outcome") instanceof Map<?, ?> how
                    && !"not_run".equals(how.get("kind")))
        .count();
  }

  private boolean agent(Governor governor) throws Exception {
    Random random = new Random(ThreadLocalRandom.current().nextLong());
    Session session = governor.session(Users.of("ann")).open();
    for (int i = 0; i < 150; i++) {
      if (i % 50 == 0) {
        session.close();
        session = governor.session(Users.of("ann")).open();
        sessions.add(session);
      }
      step(governor, session, random);
    }
    return true;
  }

  private void step(Governor governor, Session session, Random random) throws Exception {
    String tool = TOOLS.get(random.nextInt(TOOLS.size()));
    Map<String, Object> args = Map.of("n", random.nextInt(20));
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> session.call(tool, args);
      case 3, 4, 5 -> {
        CompletableFuture<CallResult> call = session.callAsync(tool, args).toCompletableFuture();
        if (random.nextInt(3) > 0) {
          kept.add(call);
        } else {
          TimeUnit.MILLISECONDS.sleep(random.nextInt(8));
          boolean unused = call.cancel(true);
        }
      }
      case 6 -> {
        DelegationResult<CallResult> below =
            session.delegate("helper").run(child -> child.call("make", args));
        assertThat(below.succeeded()).isTrue();
      }
      case 7 -> decide(governor, random);
      case 8 -> {
        List<Session> all = List.copyOf(sessions);
        Session any = all.get(random.nextInt(all.size()));
        interrupted(() -> any.undo(Instant.EPOCH), random);
      }
      default -> halted(governor, session, tool, random);
    }
  }

  private static void decide(Governor governor, Random random) {
    for (ApprovalRequest request : governor.approvals().pending()) {
      try {
        if (random.nextBoolean()) {
          governor.approvals().approve(request.id(), BOSS, "yes");
        } else {
          governor.approvals().reject(request.id(), BOSS, "no");
        }
      } catch (GovernanceException e) {
        assertThat(e.code()).isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE);
      }
    }
  }

  private static void interrupted(Runnable work, Random random) throws InterruptedException {
    Thread caller = Thread.currentThread();
    Thread other =
        new Thread(
            () -> {
              try {
                TimeUnit.MILLISECONDS.sleep(2);
                caller.interrupt();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    boolean interrupts = random.nextBoolean();
    if (interrupts) {
      other.start();
    }
    work.run();
    while (interrupts && other.isAlive()) {
      Thread.onSpinWait();
    }
    boolean unused = Thread.interrupted();
  }

  private static void halted(Governor governor, Session session, String tool, Random random)
      throws InterruptedException {
    if (random.nextInt(8) > 0) {
      return;
    }
    Target target = random.nextBoolean() ? Target.tool(tool) : Target.session(session.id());
    Order order = governor.control().halt(target, "drill", BOSS).order();
    TimeUnit.MILLISECONDS.sleep(3);
    governor.control().lift(order.id(), "over", BOSS);
  }
}
