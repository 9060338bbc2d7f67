package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.call.Actor;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.identity.Anonymous;
import org.agentgovernance.identity.IdentityException;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.identity.Verification;
import org.agentgovernance.identity.VerifiedPrincipal;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who asks, and what that is good for. */
final class IdentityTest {
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "m", "version": "1"}, "agent": {"id": "desk"},
       "catalog": {"unsigned": true},
       "tools": [
         {"name": "read", "version": "1", "effect": "read", "inputSchema": true},
         {"name": "refund", "version": "1", "effect": "write", "inputSchema": true,
          "scopes": ["payments:refund"]},
         {"name": "ask", "version": "1", "effect": "write", "inputSchema": true}],
       "permissions": [
         {"id": "all", "tools": ["read", "refund"], "verdict": "permit"},
         {"id": "ask", "tools": ["ask"], "verdict": "approve"}]}
      """;

  private final ManualClock clock = new ManualClock("2026-01-01T10:00:00Z");
  private final InMemoryAuditTrail trail = AuditLog.inMemory();
  private final Governor governor =
      Governor.of(Manifest.parse(MANIFEST, "m.json"))
          .tool("read", args -> "read")
          .tool("refund", args -> "refunded")
          .tool("ask", args -> "asked")
          .clock(clock)
          .audit(trail)
          .open();

  @AfterEach
  void close() {
    governor.close();
  }

  private static VerifiedPrincipal verified(UnaryOperator<VerifiedPrincipal.Builder> more) {
    return Verification.of(
        (String name, Verification v) -> more.apply(v.user("idp", name)).verified(), "ann");
  }

  private static String code(Session session, String tool) {
    return session.call(tool, Map.of()).code().value();
  }

  @Test
  void nothingButAVerifierMakesAVerifiedPrincipal() {
    for (Class<?> type :
        List.of(VerifiedPrincipal.class, VerifiedPrincipal.Builder.class, Verification.class)) {
      for (Constructor<?> constructor : type.getDeclaredConstructors()) {
        assertThat(Modifier.isPublic(constructor.getModifiers())).as("%s", constructor).isFalse();
        assertThat(Modifier.isProtected(constructor.getModifiers())).isFalse();
      }
      assertThat(type).isFinal();
    }
    for (Method method : VerifiedPrincipal.class.getDeclaredMethods()) {
      assertThat(Modifier.isStatic(method.getModifiers()) && !method.isSynthetic())
          .as("%s", method)
          .isFalse();
    }
    AtomicReference<Verification> kept = new AtomicReference<>();
    AtomicReference<VerifiedPrincipal.Builder> builder = new AtomicReference<>();
    Verification.of(
        (String name, Verification v) -> {
          kept.set(v);
          builder.set(v.user("idp", "eve"));
          return v.user("idp", name).verified();
        },
        "ann");
    assertThatThrownBy(() -> kept.get().user("idp", "eve"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> builder.get().verified()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anonymousIsSaidOpenlyAndNeverAttested() {
    try (Session session = governor.session(Anonymous.USER).open()) {
      assertThat(code(session, "read")).isEqualTo("permitted");
      assertThat(code(session, "refund")).isEqualTo("identity.scope_missing");
    }
    PrincipalVerifier<Subject> host = PrincipalVerifier.attestedByHost("shop");
    assertThatThrownBy(() -> governor.session(host, Subject.anonymous()))
        .isInstanceOf(IdentityException.class);
    assertThatThrownBy(() -> governor.session(host, new Subject("u", "idp", Set.of(), Map.of())))
        .hasMessageContaining("vouches as \"shop\"");
  }

  /** Low-privileged user, high-privileged agent: the agent's own standing adds nothing. */
  @Test
  void deniesAConfusedDeputy() {
    VerifiedPrincipal clerk = verified(it -> it.scopes(List.of("payments:refund")));
    VerifiedPrincipal customer = verified(it -> it.actors(List.of(Actor.of("desk"))));
    try (Session high = governor.session(clerk).open();
        Session low = governor.session(customer).open()) {
      assertThat(code(high, "refund")).isEqualTo("permitted");
      CallResult denied = low.call("refund", Map.of());
      assertThat(denied.code()).isEqualTo(ReasonCode.IDENTITY_SCOPE);
      assertThat(denied.forOperator()).contains("payments:refund").contains("does not count");
      assertThat(denied.forModel()).doesNotContain("payments");
    }
  }

  @Test
  void onlyTheCurrentActorDecides() {
    VerifiedPrincipal through =
        verified(it -> it.actors(List.of(new Actor("desk", "i-1"), Actor.of("other"))));
    VerifiedPrincipal behind =
        verified(it -> it.actors(List.of(Actor.of("other"), Actor.of("desk"))));
    try (Session good = governor.session(through).agent("other").open();
        Session bad = governor.session(behind).agent("desk").open()) {
      assertThat(code(good, "read")).isEqualTo("permitted");
      assertThat(code(bad, "read")).isEqualTo("identity.unknown_agent");
    }
    Map<String, Object> record = Json.parseObject(trail.lines().get(1));
    assertThat(record)
        .containsEntry("agent", "desk")
        .containsEntry("instance", "i-1")
        .containsEntry("actors", List.of("other"));
  }

  @Test
  void deniesOnceTheCredentialHasExpiredAlsoWhatWasApproved() {
    VerifiedPrincipal ann = verified(it -> it.expires(clock.instant().plus(Duration.ofMinutes(1))));
    try (Session session = governor.session(ann).open()) {
      CallResult pending = session.call("ask", Map.of());
      PendingCall waits = pending.pending().orElseThrow();
      assertThat(code(session, "read")).isEqualTo("permitted");
      clock.advance(Duration.ofMinutes(1));
      assertThat(code(session, "read")).isEqualTo("identity.expired");
      governor
          .approvals()
          .approve(waits.request().id(), new Subject("bo", "", Set.of(), Map.of()), "ok");
      assertThat(waits.completion().toCompletableFuture().join().code())
          .isEqualTo(ReasonCode.IDENTITY_EXPIRED);
    }
  }

  @Test
  void recordsARefusedSessionWithoutTheCredential() {
    PrincipalVerifier<String> verifier =
        (secret, v) -> {
          throw v.refuse(ReasonCode.of("login.ended"), "the login has ended");
        };
    IdentityException refused =
        catchThrowableOfType(
            IdentityException.class, () -> governor.session(verifier, "s3cret-token"));
    assertThat(refused.code().value()).isEqualTo("login.ended");
    assertThat(trail.lines()).hasSize(2);
    assertThat(trail.lines().get(1)).doesNotContain("s3cret");
    assertThat(Json.parseObject(trail.lines().get(1)))
        .containsEntry("kind", "session")
        .containsEntry("code", "login.ended")
        .containsEntry("message", "the login has ended")
        .doesNotContainKeys("user", "session", "tool");
  }

  @Test
  void aVerifierThatFailsRefuses() {
    PrincipalVerifier<String> throwing =
        (secret, v) -> {
          throw new IllegalArgumentException("s3cret");
        };
    PrincipalVerifier<String> silent = (secret, v) -> null;
    PrincipalVerifier<String> nameless = (secret, v) -> v.user("idp", " ").verified();
    for (PrincipalVerifier<String> verifier : List.of(throwing, silent, nameless)) {
      assertThatThrownBy(() -> governor.session(verifier, "x"))
          .isInstanceOf(IdentityException.class)
          .hasMessageNotContaining("s3cret")
          .extracting(e -> ((IdentityException) e).code())
          .isEqualTo(ReasonCode.IDENTITY_UNVERIFIED);
    }
    assertThat(trail.lines()).hasSize(4);
  }

  @Test
  void tellsWhatARevocationCanName() {
    VerifiedPrincipal ann =
        verified(
            it -> it.actors(List.of(new Actor("desk", "i-1"))).credentialId("jti-1").keyId("k-1"));
    assertThat(Users.of("x").user().issuer()).isEqualTo("test");
    assertThat(ann.principal("ignored", "ignored").build())
        .satisfies(
            p -> {
              assertThat(p.agent()).isEqualTo("desk");
              assertThat(p.instance()).isEqualTo("i-1");
              assertThat(p.credentialId()).isEqualTo("jti-1");
              assertThat(p.keyId()).isEqualTo("k-1");
              assertThat(p.subject().toString()).isEqualTo("ann@idp");
            });
  }
}
