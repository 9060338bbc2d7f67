package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.testing.LoggedRecords;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Users;

/**
 * A bank with its tools, a governor in front of it, and after each scene the invariants: the log is
 * intact, every intent has its outcome, and what ran is what the log says ran.
 */
final class Scene implements AutoCloseable {
  /** Whether calls are made with {@code call} or {@code callAsync}. */
  enum Mode {
    SYNC,
    ASYNC;

    /** Sync returns a pending call as it is; async is asked for its stage only when it is done. */
    CallResult call(Session session, ToolCall call) {
      if (this == SYNC) {
        return session.call(call);
      }
      try {
        return session.callAsync(call).toCompletableFuture().get(20, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new AssertionError("the stage did not complete normally", e);
      }
    }
  }

  final Mode mode;
  final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
  final InMemoryAuditTrail trail = AuditLog.inMemory();
  final List<String> ran = Collections.synchronizedList(new ArrayList<>());
  final Governor governor;

  Scene(Mode mode) {
    this(mode, Manifests.bank(), builder -> builder);
  }

  Scene(Mode mode, Manifest manifest, UnaryOperator<GovernorBuilder> more) {
    this.mode = mode;
    GovernorBuilder builder =
        Governor.of(manifest)
            .clock(clock)
            .audit(trail)
            .tool("account.read", args -> ran("account.read", "balance of " + args.get("account")))
            .tool("note.add", args -> ran("note.add", "noted"))
            .tool("refund", args -> ran("refund", Map.of("paid", args.decimal("amount"))))
            .tool("wipe", args -> ran("wipe", "wiped"))
            .tool("unchecked", args -> ran("unchecked", "x"));
    this.governor = more.apply(builder).open();
  }

  Object ran(String tool, Object output) {
    ran.add(tool);
    return output;
  }

  Session support() {
    return governor.session(Users.of("u1")).task("support").open();
  }

  CallResult call(Session session, String tool, Map<String, Object> args) {
    return call(session, ToolCall.builder(tool).arguments(args).build());
  }

  CallResult call(Session session, ToolCall call) {
    return mode.call(session, call);
  }

  List<Map<String, Object>> records(String kind) {
    return LoggedRecords.of(trail, kind);
  }

  /** What a budget has left, as explanations say it. */
  static String left(Session session, String tool, String budget) {
    return session.explain(tool, Map.of("account", "A-1")).steps().stream()
        .flatMap(step -> step.counters().entrySet().stream())
        .filter(entry -> entry.getKey().equals(budget))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    governor.close();
    LoggedRecords.areSound(trail);
    int calls = LoggedRecords.areComplete(trail);
    assertThat(ran.size()).as("nothing ran off the record").isLessThanOrEqualTo(calls);
  }
}
