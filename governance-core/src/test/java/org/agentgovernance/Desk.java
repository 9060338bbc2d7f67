package org.agentgovernance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.testing.LoggedRecords;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Users;

/** A desk whose tools can be told to fail, with the log checked at the end. */
final class Desk implements AutoCloseable {
  static final String HEAD =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "desk", "version": "1"},
       "agent": {"id": "desk", "delegates": [{"id": "helper", "tools": ["*"]}]},
       "catalog": {"unsigned": true}, "audit": {"arguments": "full"},
      """;

  /** A tool of the test, which may throw. */
  interface Work {
    Object of(Arguments args) throws Exception;
  }

  final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
  final InMemoryAuditTrail trail = AuditLog.inMemory();
  final List<String> ran = Collections.synchronizedList(new ArrayList<>());
  final BlockingQueue<GovernanceEvent> events = new LinkedBlockingQueue<>();
  final Governor governor;

  Desk(String rest, Map<String, Work> tools, UnaryOperator<GovernorBuilder> more) {
    GovernorBuilder builder =
        Governor.of(Manifest.parse(HEAD + rest + "}", "desk.json"))
            .clock(clock)
            .events(events::add)
            .audit(trail);
    tools.forEach(
        (name, work) ->
            builder.tool(
                name,
                args -> {
                  ran.add(name + args.json());
                  return work.of(args);
                }));
    this.governor = more.apply(builder).open();
  }

  Session session() {
    return governor.session(Users.of("ann")).open();
  }

  static CallResult call(Scene.Mode mode, Session session, String tool, Map<String, Object> args) {
    return mode.call(session, ToolCall.builder(tool).arguments(args).build());
  }

  List<Map<String, Object>> records(String kind) {
    return LoggedRecords.of(trail, kind);
  }

  @Override
  public void close() {
    governor.close();
    LoggedRecords.areSound(trail);
  }
}
