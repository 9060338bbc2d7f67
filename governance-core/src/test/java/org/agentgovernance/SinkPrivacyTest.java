package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.approval.ApprovalState;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditSink;
import org.agentgovernance.audit.SinkPolicy;
import org.agentgovernance.call.Document;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.manifest.ManifestException;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a sink can read of records, by whatever method, is what may be kept of them. */
class SinkPrivacyTest {
  private static final String ARGUMENT = "ACCOUNT-4711-SMITH";
  private static final String WORDS = "Mrs Smith is in hospital";
  private static final String SECRET = "sk-0123456789abcdef";

  /** Reads of each record all that it gives away. */
  private static final class Curious implements AuditSink {
    final List<String> read = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void write(List<AuditRecord> batch) throws Exception {
      for (AuditRecord record : batch) {
        for (Method method : AuditRecord.class.getMethods()) {
          if (method.getParameterCount() == 0
              && method.getDeclaringClass() == AuditRecord.class
              && !Modifier.isStatic(method.getModifiers())) {
            read.add(method.getName() + ": " + method.invoke(record));
          }
        }
      }
    }
  }

  private static List<String> everythingRead(String audit) {
    Curious sink = new Curious();
    Tool throwing =
        args -> {
          throw new IllegalStateException(ARGUMENT + SECRET);
        };
    try (Scene scene =
        new Scene(
            Scene.Mode.SYNC,
            Manifests.bankWith("audit", audit),
            b -> b.auditSink("curious", sink, SinkPolicy.mustTake()).tool("note.add", throwing))) {
      Session session =
          scene.governor.session(Users.of("u " + SECRET)).id("s " + SECRET).task("support").open();
      everySortOfCall(scene, session);
      session.retrieved(List.of(new Document("kb/" + SECRET, "v " + SECRET)));
    }
    assertThat(sink.read.stream().filter(text -> text.startsWith("toJson")))
        .as("the sink has seen every kind of record")
        .anySatisfy(text -> assertThat(text).contains("\"kind\":\"intent\""))
        .anySatisfy(text -> assertThat(text).contains("\"kind\":\"outcome\""))
        .anySatisfy(text -> assertThat(text).contains("\"kind\":\"approval\""))
        .anySatisfy(text -> assertThat(text).contains("\"kind\":\"context\""))
        .anySatisfy(text -> assertThat(text).contains("\"code\":\"schema.invalid_arguments\""))
        .anySatisfy(text -> assertThat(text).contains("\"code\":\"breaker.open\""))
        .anySatisfy(text -> assertThat(text).contains("\"malformed\""));
    return sink.read;
  }

  private static ToolCall.Builder call(String tool) {
    return ToolCall.builder(tool)
        .id("call " + SECRET)
        .rationale(WORDS + SECRET)
        .alternatives(List.of(WORDS, SECRET));
  }

  private static void everySortOfCall(Scene scene, Session session) {
    scene.call(session, call("account.read").arguments(Map.of("account", ARGUMENT)).build());
    scene.call(session, call("account.read").arguments(Map.of("account", SECRET)).build());
    scene.call(
        session, call("account.read").arguments(Map.of("account", List.of(ARGUMENT))).build());
    scene.call(session, call("account.read").arguments(Map.of("amount", ARGUMENT)).build());
    scene.call(
        session,
        ToolCall.builder("account.read")
            .argumentsJson("{\"account\": \"" + ARGUMENT + SECRET + "\", x}")
            .build());
    scene.call(session, call("nonsense " + SECRET).arguments(Map.of("a", ARGUMENT)).build());
    for (int i = 0; i < 6; i++) {
      scene.call(
          session, call("note.add").arguments(Map.of("text", ARGUMENT, "key", SECRET)).build());
    }
    for (Object amount : List.of(50, 500, ARGUMENT, -1)) {
      Map<String, Object> refund = Map.of("account", ARGUMENT + SECRET, "amount", amount);
      CallResult result = scene.call(session, call("refund").arguments(refund).build());
      result.pending().ifPresent(pending -> approve(scene.governor, pending));
    }
  }

  /** One person or two say yes, with a secret in what they say. */
  private static void approve(Governor governor, PendingCall pending) {
    ApprovalState state = ApprovalState.PENDING;
    for (String boss : List.of("b1", "b2")) {
      if (state == ApprovalState.PENDING) {
        Subject person = new Subject(boss, "test", Set.of("supervisor"), Map.of());
        state = governor.approvals().approve(pending.request().id(), person, "fine, " + SECRET);
      }
    }
    assertThat(pending.completion().toCompletableFuture().join()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"full", "redacted", "digest", "personal"})
  void noSinkReadsADeclaredSecret(String mode) {
    String audit = "{\"arguments\": \"" + mode + "\", \"redact\": [\"sk-[0-9a-f]{16}\"]}";
    assertThat(everythingRead(audit))
        .allSatisfy(text -> assertThat(text).doesNotContain(SECRET))
        .anySatisfy(text -> assertThat(text).contains("[redacted]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"redacted", "digest", "personal"})
  void noSinkReadsAnArgumentThatItsToolDoesNotShow(String mode) {
    assertThat(everythingRead("{\"arguments\": \"" + mode + "\"}"))
        .allSatisfy(text -> assertThat(text).doesNotContain(ARGUMENT));
  }

  @Test
  void noSinkReadsWhatTheAgentSaidAboutAPerson() {
    assertThat(everythingRead("{\"arguments\": \"personal\"}"))
        .allSatisfy(text -> assertThat(text).doesNotContain(WORDS));
  }

  @Test
  void withoutAnyOfItASinkReadsThemAll() {
    assertThat(everythingRead("{\"arguments\": \"full\"}"))
        .anySatisfy(text -> assertThat(text).contains(SECRET))
        .anySatisfy(text -> assertThat(text).contains(ARGUMENT))
        .anySatisfy(text -> assertThat(text).contains(WORDS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"sk-[\"", "\"(\"", "\"a*\"", "\"(?<=x)y\"", "7"})
  void aPatternThatIsNoneIsNamedWithItsPlace(String pattern) {
    String audit = "{\n  \"redact\": [\"ok-[a-z]+\",\n  " + pattern + "]}";
    assertThatThrownBy(() -> Manifests.bankWith("audit", audit))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("audit.redact")
        .hasMessageContaining("bank.json:");
  }
}
