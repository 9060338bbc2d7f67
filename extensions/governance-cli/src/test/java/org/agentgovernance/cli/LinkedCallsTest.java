package org.agentgovernance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditOptions;
import org.agentgovernance.call.Subject;
import org.agentgovernance.manifest.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that follow other calls, as the story of a session tells them. */
class LinkedCallsTest {
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "desk", "version": "1"}, "agent": {"id": "desk"},
       "catalog": {"unsigned": true},
       "tools": [
         {"name": "read", "version": "1", "effect": "read", "inputSchema": true,
          "fallback": {"tool": "mirror", "value": "closed"}},
         {"name": "mirror", "version": "1", "effect": "read", "inputSchema": true},
         {"name": "pay", "version": "1", "effect": "write", "inputSchema": true,
          "undo": {"tool": "cancel", "arguments": {"payment": "/output/id"}}},
         {"name": "cancel", "version": "1", "effect": "write", "inputSchema": true}],
       "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}]}
      """;

  @TempDir private Path temp;

  @Test
  void theStorySaysWhichCallFollowedWhichAndHowItCanBeUndone() {
    Path log = temp.resolve("audit");
    Clock clock = Clock.fixed(Instant.parse("2026-03-01T10:00:00Z"), ZoneOffset.UTC);
    try (AuditLog audit = AuditLog.open(log, AuditOptions.defaults().withClock(clock));
        Governor governor =
            Governor.of(Manifest.parse(MANIFEST, "m.json"))
                .tool(
                    "read",
                    args -> {
                      throw new IllegalStateException("down");
                    })
                .tool("mirror", args -> "mirrored")
                .tool("pay", args -> Map.of("id", "P-1"))
                .tool("cancel", args -> "cancelled")
                .clock(clock)
                .audit(audit)
                .open();
        Session session =
            governor.session(RecordedUsers.of(Subject.of("ann"))).id("s-ann").open()) {
      session.call("read", Map.of());
      session.call("pay", Map.of());
      assertThat(session.undo(Instant.EPOCH).complete()).isTrue();
    }
    assertThat(Cli.run("audit", "verify", log).code()).isZero();
    Cli.Run run = Cli.run("audit", "session", log, "s-ann");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    String story = run.out().replaceAll("\\s+", " ");
    assertThat(story)
        .contains("call 2: mirror 1, in place of call 1")
        .contains("noted fallback.used: code tool.failed, instead ")
        .contains("can be undone by cancel until 2026-03-02T10:00:00.000Z")
        .contains("call 4: cancel 1, which undoes call 3")
        .contains("In short: 4 calls");
  }
}
