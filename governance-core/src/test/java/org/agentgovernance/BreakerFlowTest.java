package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.manifest.ManifestException;
import org.agentgovernance.resilience.BreakerStatus;
import org.agentgovernance.resilience.BreakerStatus.State;
import org.junit.jupiter.api.Test;

/** Breakers seen from outside: what events, snapshots and explanations say, and who closes them. */
class BreakerFlowTest {
  private static final String LOOK = "\"name\": \"look\", \"effect\": \"read\"";
  private static final Duration REST = Duration.ofSeconds(30);
  private final AtomicBoolean broken = new AtomicBoolean(true);
  private final AtomicBoolean blind = new AtomicBoolean();
  private final AtomicInteger paid = new AtomicInteger();

  private static Manifest paying(String effect, String breaker) {
    return Harbour.manifest(
        "",
        LOOK,
        "\"name\": \"pay\", \"effect\": \""
            + effect
            + "\", \"breaker\": {\"window\": 2, \"open\": \"PT30S\""
            + breaker
            + "}");
  }

  private Harbour harbour(Manifest manifest) {
    return new Harbour(
        manifest,
        b ->
            b.tool("look", args -> answer(blind, "seen"))
                .tool(
                    "pay",
                    args -> {
                      paid.incrementAndGet();
                      return answer(broken, "paid");
                    }));
  }

  private static String answer(AtomicBoolean fails, String text) {
    if (fails.get()) {
      throw new IllegalStateException("down");
    }
    return text;
  }

  private static BreakerStatus pay(Harbour harbour) {
    return harbour.governor.breakers().stream()
        .filter(status -> status.tool().equals("pay"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void eventsAndSnapshotFollowTheBreakerThroughAllItsStates() throws Exception {
    try (Harbour harbour = harbour(paying("write", ""))) {
      Session session = harbour.session("u1");
      assertThat(pay(harbour)).isEqualTo(status(State.CLOSED, 0, 0, null));
      harbour.call(session, "pay");
      assertThat(pay(harbour)).isEqualTo(status(State.CLOSED, 1, 1, null));
      harbour.call(session, "pay");
      Instant until = harbour.clock.instant().plus(REST);
      assertThat(pay(harbour)).isEqualTo(status(State.OPEN, 2, 2, until));
      GovernanceEvent opened = harbour.event();
      assertThat(opened.kind()).isEqualTo("breaker.opened");
      assertThat(opened.tool()).isEqualTo("pay");
      assertThat(opened.details())
          .isEqualTo(Map.of("failed", "2", "calls", "2", "until", until.toString()));
      assertThat(harbour.call(session, "pay").code()).isEqualTo(ReasonCode.BREAKER_OPEN);

      harbour.clock.advance(REST);
      assertThat(pay(harbour).state()).isEqualTo(State.HALF_OPEN);
      harbour.call(session, "pay");
      assertThat(harbour.event().kind()).isEqualTo("breaker.half_open");
      assertThat(harbour.event().kind()).isEqualTo("breaker.opened");
      assertThat(pay(harbour).state()).isEqualTo(State.OPEN);

      harbour.clock.advance(REST);
      broken.set(false);
      assertThat(harbour.call(session, "pay").succeeded()).isTrue();
      assertThat(harbour.event().kind()).isEqualTo("breaker.half_open");
      assertThat(harbour.event().kind()).isEqualTo("breaker.closed");
      assertThat(pay(harbour)).isEqualTo(status(State.CLOSED, 0, 0, null));
      assertThat(harbour.events).isEmpty();
    }
  }

  private static String explained(Session session) {
    return session.explain("pay", Map.of()).steps().stream()
        .filter(step -> step.interceptor().equals("breaker"))
        .map(step -> step.counters().get("breaker"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void eachStateStandsInExplain() throws Exception {
    try (Harbour harbour = harbour(paying("write", ""))) {
      Session session = harbour.session("u1");
      assertThat(explained(session)).isEqualTo("closed, 0 of 0 failed");
      harbour.call(session, "pay");
      assertThat(explained(session)).isEqualTo("closed, 1 of 1 failed");
      harbour.call(session, "pay");
      assertThat(explained(session))
          .isEqualTo("open, 2 of 2 failed, lets one call through in 30 s");
      harbour.clock.advance(REST);
      assertThat(explained(session)).startsWith("half-open");
      assertThat(session.decide("pay", Map.of()).code()).isEqualTo(ReasonCode.PERMITTED);
      assertThat(explained(session)).as("asking tries nothing").startsWith("half-open");
    }
    try (Harbour harbour = harbour(paying("irreversible", ""))) {
      Session session = harbour.session("u1");
      harbour.call(session, "pay");
      harbour.call(session, "pay");
      harbour.clock.advance(REST);
      assertThat(explained(session)).isEqualTo("open, 2 of 2 failed, until an operator closes it");
    }
    try (Harbour harbour = harbour(paying("irreversible", ", \"probe\": \"look\""))) {
      Session session = harbour.session("u1");
      harbour.call(session, "pay");
      harbour.call(session, "pay");
      assertThat(explained(session)).isEqualTo("open, 2 of 2 failed, tried by \"look\" in 30 s");
      harbour.clock.advance(REST);
      assertThat(explained(session)).isEqualTo("half-open, until a call of \"look\" succeeds");
    }
  }

  @Test
  void anIrreversibleToolIsNeverTriedOutAndComesBackByAnOperatorOnly() throws Exception {
    try (Harbour harbour = harbour(paying("irreversible", ""))) {
      Session session = harbour.session("u1");
      harbour.call(session, "pay");
      harbour.call(session, "pay");
      assertThat(paid).hasValue(2);
      broken.set(false);
      for (int days = 0; days < 3; days++) {
        harbour.clock.advance(Duration.ofDays(days));
        CallResult refused = harbour.call(session, "pay");
        assertThat(refused.code()).isEqualTo(ReasonCode.BREAKER_OPEN);
        assertThat(refused.forModel()).contains("a person has to see to it first");
        assertThat(refused.forOperator()).contains("until an operator closes it");
        assertThat(pay(harbour).state()).isEqualTo(State.OPEN);
      }
      assertThat(paid).as("no call of it was an experiment").hasValue(2);

      assertThat(harbour.governor.closeBreaker("pay", "bank is back", Subject.of("ops")))
          .isEqualTo(1);
      assertThat(harbour.governor.closeBreaker("pay", "once more", Subject.of("ops"))).isZero();
      assertThat(harbour.call(session, "pay").succeeded()).isTrue();
      assertThat(harbour.event().kind()).isEqualTo("breaker.opened");
      assertThat(harbour.event().kind()).isEqualTo("breaker.closed");
      assertThat(harbour.records("event"))
          .first()
          .satisfies(
              record ->
                  assertThat(record.get("event"))
                      .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                      .containsEntry("event", "breaker.reset")
                      .containsEntry("tool", "pay")
                      .containsEntry("reason", "bank is back"));
    }
  }

  @Test
  void aToolThatReadsTriesOutAnIrreversibleOne() throws Exception {
    try (Harbour harbour = harbour(paying("irreversible", ", \"probe\": \"look\""))) {
      Session session = harbour.session("u1");
      harbour.call(session, "pay");
      harbour.call(session, "pay");
      broken.set(false);
      harbour.call(session, "look");
      assertThat(harbour.call(session, "pay").code())
          .as("before the rest is over nothing counts")
          .isEqualTo(ReasonCode.BREAKER_OPEN);

      harbour.clock.advance(REST);
      assertThat(pay(harbour).state()).isEqualTo(State.HALF_OPEN);
      CallResult refused = harbour.call(session, "pay");
      assertThat(refused.forModel()).contains("once a call of look has succeeded");
      blind.set(true);
      harbour.call(session, "look");
      assertThat(pay(harbour).state()).as("the rest begins anew").isEqualTo(State.OPEN);

      harbour.clock.advance(REST);
      blind.set(false);
      harbour.call(session, "look");
      assertThat(pay(harbour).state()).isEqualTo(State.CLOSED);
      assertThat(paid).hasValue(2);
      assertThat(harbour.call(session, "pay").succeeded()).isTrue();
      assertThat(List.of(harbour.event(), harbour.event(), harbour.event(), harbour.event()))
          .extracting(GovernanceEvent::kind)
          .containsExactly(
              "breaker.opened", "breaker.half_open", "breaker.opened", "breaker.half_open");
      assertThat(harbour.event().kind()).isEqualTo("breaker.closed");
    }
  }

  @Test
  void aBreakerForEachUserRestsForThatUserAlone() throws Exception {
    try (Harbour harbour = harbour(paying("write", ", \"each\": [\"user\"]"))) {
      assertThat(harbour.governor.breakers()).isEmpty();
      Session one = harbour.session("u1");
      harbour.call(one, "pay");
      harbour.call(one, "pay");
      assertThat(harbour.call(one, "pay").code()).isEqualTo(ReasonCode.BREAKER_OPEN);
      broken.set(false);
      assertThat(harbour.call(harbour.session("u2"), "pay").succeeded()).isTrue();
      assertThat(harbour.call(one, "pay").code()).isEqualTo(ReasonCode.BREAKER_OPEN);
      assertThat(harbour.event().details()).containsEntry("user", "u1");
      assertThat(harbour.governor.breakers())
          .extracting(BreakerStatus::user, BreakerStatus::state)
          .containsExactlyInAnyOrder(
              org.assertj.core.groups.Tuple.tuple("u1", State.OPEN),
              org.assertj.core.groups.Tuple.tuple("u2", State.CLOSED));
      assertThat(harbour.governor.closeBreaker("pay", "mended", Subject.of("ops"))).isEqualTo(1);
    }
  }

  @Test
  void nothingClosesWithoutAReasonOrATool() {
    try (Harbour harbour = harbour(paying("write", ""))) {
      assertThatThrownBy(() -> harbour.governor.closeBreaker("pay", " ", Subject.of("ops")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> harbour.governor.closeBreaker("fly", "why", Subject.of("ops")))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(harbour.records("event")).isEmpty();
    }
  }

  @Test
  void aProbeMustBeAnotherListedToolThatReads() {
    assertThatThrownBy(() -> paying("write", ", \"probe\": \"lok\""))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("look");
    assertThatThrownBy(() -> paying("write", ", \"probe\": \"pay\""))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("another tool that reads");
    assertThatThrownBy(() -> paying("write", ", \"each\": [\"tool\"]"))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("\"tool\" is not one of user, agent");
  }

  private static BreakerStatus status(State state, int failed, int calls, Instant until) {
    return new BreakerStatus("pay", null, null, state, failed, calls, until);
  }
}
