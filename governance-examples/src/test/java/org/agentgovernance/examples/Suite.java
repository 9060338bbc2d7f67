package org.agentgovernance.examples;

import static org.agentgovernance.examples.Corpus.list;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.Manifest;

/** One suite of AgentDojo with the manifest that this module ships for it. */
final class Suite implements AutoCloseable {
  private final Map<String, Object> data;
  private final Map<String, Object> outputs;
  private final Map<String, Object> kinds;
  private final Governor governor;
  private final Subject approver;
  private final AtomicInteger sessions = new AtomicInteger();

  Suite(String name, String approverRole) {
    this.data = Corpus.object("agentdojo/" + name + ".json");
    this.outputs = Json.object(Corpus.object("agentdojo/outputs.json.gz").get(name));
    this.kinds = Json.parseObject(resource(name + "/user-tasks.json"));
    this.approver = Subject.of("reviewer").withRoles(List.of(approverRole));
    String file = name + ".manifest.json";
    this.governor =
        Governor.of(Manifest.parse(resource(name + "/" + file), file))
            .descriptors(
                ToolDescriptor.parseAll(
                    Json.text(data.get("tools")).getBytes(StandardCharsets.UTF_8)))
            .audit(AuditLog.inMemory())
            .executor(Runnable::run)
            .open();
  }

  static String resource(String name) {
    try (InputStream in =
        Suite.class.getResourceAsStream("/org/agentgovernance/examples/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Map<String, Object>> userTasks() {
    return list(data.get("userTasks"));
  }

  /** Those that call a tool at all; a text is out of reach of a control on calls. */
  List<Map<String, Object>> attacks() {
    return list(data.get("injectionTasks")).stream()
        .filter(task -> !list(task.get("calls")).isEmpty())
        .toList();
  }

  Map<String, Object> attack(String id) {
    return attacks().stream().filter(task -> task.get("id").equals(id)).findFirst().orElseThrow();
  }

  Map<String, Object> userTask(String id) {
    return userTasks().stream().filter(task -> task.get("id").equals(id)).findFirst().orElseThrow();
  }

  Session open(Map<String, Object> userTask) {
    String id = String.valueOf(userTask.get("id"));
    return governor
        .session(Subject.of("user-" + sessions.incrementAndGet()))
        .task(String.valueOf(kinds.get(id)))
        .prompt(String.valueOf(userTask.get("prompt")))
        .open();
  }

  /** The recorded output of one of the user task's own calls. */
  Object output(Map<String, Object> userTask, int call) {
    return ((List<?>) outputs.get(userTask.get("id"))).get(call);
  }

  /** What became of one call; a person who is asked says yes or is never found. */
  Verdict call(Session session, Map<String, Object> recorded, Object output, boolean approve) {
    ToolCall call =
        ToolCall.of(
            String.valueOf(recorded.get("tool")), Arguments.of(Json.object(recorded.get("args"))));
    CallResult result = session.call(call, arguments -> output);
    if (result.pending().isPresent()) {
      if (approve) {
        governor
            .approvals()
            .approve(result.pending().get().request().id(), approver, "the user's own task");
        CallResult done = result.pending().get().completion().toCompletableFuture().join();
        return done.succeeded() ? Verdict.APPROVE : Verdict.DENY;
      }
      result.pending().get().withdraw();
    }
    return result.verdict();
  }

  /** The user's calls up to the one before {@code end}, each approved when it is asked about. */
  List<Verdict> follow(Session session, Map<String, Object> userTask, int end) {
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < end; i++) {
      Map<String, Object> recorded = list(userTask.get("calls")).get(i);
      verdicts.add(call(session, recorded, output(userTask, i), true));
    }
    return verdicts;
  }

  @Override
  public void close() {
    governor.close();
  }
}
