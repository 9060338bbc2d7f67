package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host's executor finds the caller's context on the thread that it is called on. */
class CallerContextTest {
  private static final ThreadLocal<String> CONTEXT = ThreadLocal.withInitial(() -> "none");

  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "m", "version": "1"}, "agent": {"id": "a"},
       "catalog": {"unsigned": true},
       "tools": [
         {"name": "read", "version": "1", "effect": "read", "inputSchema": true},
         {"name": "write", "version": "1", "effect": "write", "inputSchema": true}],
       "tasks": [{"id": "t", "tools": ["*"]}],
       "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}]}
      """;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  @TempDir Path directory;

  @AfterEach
  void close() {
    CONTEXT.remove();
    threads.shutdownNow();
  }

  /** As tracing libraries wrap executors: the context of the thread that hands over a task. */
  private void carrying(Runnable task) {
    String context = CONTEXT.get();
    threads.execute(
        () -> {
          CONTEXT.set(context);
          task.run();
        });
  }

  private Governor governor(Executor executor) {
    return Governor.of(Manifest.parse(MANIFEST, "m.json"))
        .audit(AuditLog.open(directory))
        .executor(executor)
        .tool("read", args -> CONTEXT.get())
        .tool("write", args -> CONTEXT.get())
        .open();
  }

  @Test
  void reachesTheToolAlsoWhenTheIntentWaitsForTheDisk() throws Exception {
    try (Governor governor = governor(this::carrying)) {
      Session session = governor.session(Users.of("u")).task("t").open();
      CONTEXT.set("caller");
      for (String tool : new String[] {"read", "write"}) {
        assertThat(
                session
                    .callAsync(tool, Map.of())
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS)
                    .output())
            .as(tool)
            .isEqualTo("caller");
        assertThat(session.call(tool, Map.of()).output()).as(tool).isEqualTo("caller");
      }
    }
  }

  @Test
  void anExecutorThatRefusesOrForgetsTasksEndsTheCall() throws Exception {
    Executor refuses =
        task -> {
          throw new RejectedExecutionException("full");
        };
    for (Executor executor : new Executor[] {refuses, task -> {}}) {
      Manifest manifest =
          Manifest.parse(
              MANIFEST.replace(
                  "\"effect\": \"write\"", "\"effect\": \"write\", \"timeout\": \"PT0.1S\""),
              "m.json");
      try (Governor governor =
          Governor.of(manifest)
              .audit(AuditLog.inMemory())
              .executor(executor)
              .tool("write", args -> "ran")
              .open()) {
        Session session = governor.session(Users.of("u")).task("t").open();
        CallResult result =
            session.callAsync("write", Map.of()).toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertThat(result.executed()).isFalse();
        assertThat(result.code()).isEqualTo(ReasonCode.TOOL_REJECTED);
      }
    }
  }
}
