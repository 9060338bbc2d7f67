package org.agentgovernance.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.agentgovernance.examples.Corpus.list;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.GovernorBuilder;
import org.agentgovernance.Session;
import org.agentgovernance.SessionBuilder;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.HighWaterStore;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.catalog.TrustRoot;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.Manifest;

/** One suite of AgentDojo under one manifest. */
final class Suite implements AutoCloseable {
  /** What became of a call, and why. */
  record Answer(Verdict verdict, ReasonCode code) {
    boolean ran() {
      return verdict == Verdict.PERMIT;
    }
  }

  private static final Subject APPROVER =
      Subject.of("reviewer").withRoles(List.of("payments-desk", "traveller"));
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Map<String, Object> data;
  private final Map<String, Object> outputs;
  private final Map<String, Object> kinds;
  private final Map<String, Object> recorded = new HashMap<>();
  private final Governor governor;
  private final AtomicInteger sessions = new AtomicInteger();

  /** With the catalogue that is shipped beside a manifest which names one. */
  private static GovernorBuilder signed(String name, Manifest manifest) {
    GovernorBuilder builder = Governor.of(manifest);
    if (manifest.catalogFile() != null) {
      String root = resource(name + "/" + name + ".trust-root.json");
      String catalog = resource(name + "/" + manifest.catalogFile());
      builder
          .trustRoot(TrustRoot.parse(root.getBytes(UTF_8)), HighWaterStore.inMemory())
          .catalog(DsseEnvelope.parse(catalog.getBytes(UTF_8)));
    }
    return builder;
  }

  /**
   * A suite under a manifest.
   *
   * @param kinds the task of the manifest for each user task; none when it declares no tasks
   */
  Suite(String name, Manifest manifest, Map<String, Object> kinds) {
    this.data = Corpus.object("agentdojo/" + name + ".json");
    this.outputs = Json.object(Corpus.object("agentdojo/outputs.json.gz").get(name));
    this.kinds = kinds;
    this.governor =
        signed(name, manifest)
            .descriptors(ToolDescriptor.parseAll(descriptors(data)))
            .audit(AuditLog.inMemory())
            .executor(Runnable::run)
            .open();
    for (Map<String, Object> task : userTasks()) {
      List<Map<String, Object>> calls = list(task.get("calls"));
      for (int i = 0; i < calls.size(); i++) {
        recorded.putIfAbsent(signature(calls.get(i)), output(task, i));
      }
    }
  }

  /** A suite under the manifest that this module ships for it. */
  static Suite shipped(String name) {
    String file = name + ".manifest.json";
    return new Suite(
        name,
        Manifest.parse(resource(name + "/" + file), file),
        Json.parseObject(resource(name + "/user-tasks.json")));
  }

  static byte[] descriptors(Map<String, Object> suite) {
    return Json.text(suite.get("tools")).getBytes(StandardCharsets.UTF_8);
  }

  private static String signature(Map<String, Object> call) {
    return call.get("tool") + Json.text(call.get("args"));
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
    SessionBuilder session =
        governor
            .session(
                PrincipalVerifier.attestedByHost("suite"),
                Subject.of("user-" + sessions.incrementAndGet()))
            .prompt(String.valueOf(userTask.get("prompt")));
    Object kind = kinds.get(String.valueOf(userTask.get("id")));
    return kind == null ? session.open() : session.task(String.valueOf(kind)).open();
  }

  /** The recorded output of one of the user task's own calls. */
  Object output(Map<String, Object> userTask, int call) {
    return structured(((List<?>) outputs.get(userTask.get("id"))).get(call));
  }

  /** What the call returned somewhere else in the recording, or a word that says nothing. */
  Object output(Map<String, Object> call) {
    return recorded.getOrDefault(signature(call), "done");
  }

  /** The recording prints lists and objects as YAML; the tool itself returned them as such. */
  private static Object structured(Object output) {
    if (output instanceof String text && (text.startsWith("- ") || text.startsWith("{"))) {
      try {
        return YAML.readValue(text, Object.class);
      } catch (IOException e) {
        return text;
      }
    }
    return output;
  }

  /** What became of one call; a person who is asked says yes or is never found. */
  Answer call(Session session, Map<String, Object> recorded, Object output, boolean approve) {
    ToolCall call =
        ToolCall.of(
            String.valueOf(recorded.get("tool")), Arguments.of(Json.object(recorded.get("args"))));
    CallResult result = session.call(call, arguments -> output);
    if (result.pending().isPresent()) {
      if (approve) {
        governor
            .approvals()
            .approve(result.pending().get().request().id(), APPROVER, "the user's own task");
        CallResult done = result.pending().get().completion().toCompletableFuture().join();
        return new Answer(done.succeeded() ? Verdict.APPROVE : Verdict.DENY, done.code());
      }
      result.pending().get().withdraw();
    }
    return new Answer(result.verdict(), result.code());
  }

  /** The user's calls up to the one before {@code end}, each approved when it is asked about. */
  List<Verdict> follow(Session session, Map<String, Object> userTask, int end) {
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < end; i++) {
      Map<String, Object> recorded = list(userTask.get("calls")).get(i);
      verdicts.add(call(session, recorded, output(userTask, i), true).verdict());
    }
    return verdicts;
  }

  @Override
  public void close() {
    governor.close();
  }
}
