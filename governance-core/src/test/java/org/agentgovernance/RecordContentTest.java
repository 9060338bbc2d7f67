package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.audit.TraceSpan;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Document;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.interceptor.Facts;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Reservation;
import org.agentgovernance.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the records of calls say; that each satisfies the schema is checked by every scene. */
class RecordContentTest {
  private static Map<String, String> verdicts(Map<String, Object> record) {
    Map<String, String> verdicts = new java.util.LinkedHashMap<>();
    for (Object step : (List<?>) record.get("controls")) {
      verdicts.put(
          String.valueOf(Json.object(step).get("id")),
          String.valueOf(Json.object(step).get("verdict")));
    }
    return verdicts;
  }

  private static Map<String, Object> step(Map<String, Object> record, String control) {
    return ((List<?>) record.get("controls"))
        .stream()
            .map(Json::object)
            .filter(step -> control.equals(step.get("id")))
            .findFirst()
            .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aDenialNamesTheControlsThatWereAskedAndThoseThatWereNot(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      scene.call(scene.support(), "account.read", Map.of("account", 7));
      Map<String, Object> record = scene.records("decision").get(0);
      Map<String, String> verdicts = verdicts(record);
      assertThat(verdicts).containsEntry("schema", "deny").containsEntry("allowlist", "permit");
      List<String> behind =
          new ArrayList<>(verdicts.keySet())
              .subList(new ArrayList<>(verdicts.keySet()).indexOf("schema") + 1, verdicts.size());
      assertThat(behind).contains("permission", "budget");
      assertThat(behind).allSatisfy(id -> assertThat(verdicts).containsEntry(id, "not_reached"));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void anIntentAndItsOutcomeSayWhatTheSessionWasLabelledWithBeforeAndAfter(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      scene.call(scene.support(), "account.read", Map.of("account", "A-1"));
      Map<String, Object> intent = scene.records("intent").get(0);
      Map<String, Object> outcome = scene.records("outcome").get(0);
      assertThat(verdicts(intent).values()).containsOnly("permit");
      String before = Json.object(step(intent, "flow").get("facts")).get("session").toString();
      String after = Json.object(step(outcome, "flow").get("facts")).get("session").toString();
      assertThat(before).contains("trusted").isNotEqualTo(after);
      assertThat(after).contains("untrusted");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aCallOverTheRateSaysWhatTheRateHasLeft(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      Session session = scene.support();
      for (int i = 0; i < 5; i++) {
        scene.call(session, "note.add", Map.of("n", i));
      }
      Map<String, Object> denied = scene.records("decision").get(0);
      assertThat(denied).containsEntry("code", "rate.exceeded");
      assertThat(Json.object(step(denied, "rate").get("facts")))
          .hasEntrySatisfying("notes", text -> assertThat(text.toString()).startsWith("0 of 4"));
    }
  }

  /** A map without a key that can be written, and one that breaks off half way. */
  private static List<Facts> unspeakable() {
    Map<String, String> nameless = new HashMap<>();
    nameless.put("fine", "1");
    nameless.put(null, "2");
    Map<String, String> broken =
        new TreeMap<>(Map.of("fine", "1", "worse", "2")) {
          @Override
          public String get(Object key) {
            if (key.equals("worse")) {
              throw new IllegalStateException("no");
            }
            return super.get(key);
          }
        };
    return List.of(() -> nameless, () -> broken);
  }

  @ParameterizedTest
  @MethodSource("unspeakable")
  void aControlThatCannotSayWhatItKnowsDoesNotKeepTheRecordFromBeingWritten(Facts facts) {
    Interceptor careless =
        new Interceptor() {
          @Override
          public String id() {
            return "careless";
          }

          @Override
          public Decision check(ToolCall call, CallContext context) {
            return Permit.by(id());
          }

          @Override
          public Reservation reserve(ToolCall call, CallContext context) {
            return new Reservation() {
              @Override
              public Facts facts() {
                return facts;
              }

              @Override
              public void settle(Outcome outcome) {}
            };
          }
        };
    try (Scene scene = new Scene(Mode.SYNC, Manifests.bank(), b -> b.interceptor(careless))) {
      scene.call(scene.support(), "account.read", Map.of("account", "A-1"));
      for (String kind : List.of("intent", "outcome")) {
        assertThat(step(scene.records(kind).get(0), "careless"))
            .containsEntry("facts", Map.of("facts", "unavailable"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aMalformedCallToAnUnknownToolIsRecordedToo(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      scene.call(scene.support(), ToolCall.builder("nonsense").argumentsJson("{").build());
      assertThat(scene.records("decision").get(0))
          .containsKeys("malformed", "controls")
          .containsEntry("tool", "nonsense");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void theAgentsWordsAndItsDocumentsStandInTheIntent(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      scene.call(
          scene.support(),
          ToolCall.builder("account.read")
              .arguments(Map.of("account", "A-1"))
              .rationale("to answer")
              .alternatives(List.of("ask the user"))
              .documents(List.of(new Document("kb/1", "r2")))
              .build());
      assertThat(scene.records("intent").get(0))
          .containsEntry("rationale", "to answer")
          .containsEntry("alternatives", List.of("ask the user"))
          .containsEntry("documents", List.of(Map.of("id", "kb/1", "version", "r2")));
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void anObserverNamesTheSpanAndIsToldWhatTheControlsSaid(Mode mode) {
    TraceSpan span = new TraceSpan("0".repeat(31) + "1", "0".repeat(15) + "2");
    List<String> asked = new ArrayList<>();
    CallObserver observer =
        (call, context) ->
            new CallObserver.Observation() {
              @Override
              public TraceSpan span() {
                return span;
              }

              @Override
              public void decided(org.agentgovernance.interceptor.ControlTrace controls) {
                assertThat(controls.timed()).isFalse();
                controls.steps().forEach(step -> asked.add(step.interceptor()));
              }

              @Override
              public void ended(CallResult result) {}
            };
    try (Scene scene = new Scene(mode, Manifests.bank(), b -> b.observer(observer))) {
      scene.call(scene.support(), "account.read", Map.of("account", "A-1"));
      assertThat(asked).contains("permission", "budget");
      assertThat(scene.records("outcome").get(0))
          .containsEntry("trace", span.traceId())
          .containsEntry("span", span.spanId());
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void whatASessionWasGivenToReadIsRecorded(Mode mode) {
    try (Scene scene = new Scene(mode)) {
      scene.support().retrieved(List.of(new Document("kb/1", "r2")));
      scene.support().retrieved(List.of());
      assertThat(scene.records("context"))
          .singleElement()
          .satisfies(
              record ->
                  assertThat(record)
                      .containsEntry("documents", List.of(Map.of("id", "kb/1", "version", "r2")))
                      .containsKeys("session", "agent", "user", "manifest"));
    }
  }
}
