package org.agentgovernance.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.agentgovernance.testing.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An entry that nobody could have come to cannot be made, nor read. */
class ApprovalEntryTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final String SECRET = "secret-account";

  static SealedRequest request(int quorum) {
    ApprovalPolicy policy =
        new ApprovalPolicy(
            "p", Set.of("boss"), quorum, Duration.ofMinutes(10), Duration.ofMinutes(1));
    CallContext context =
        new CallContext(
            new Principal(Subject.of("u1"), "agent", "i"),
            "s",
            null,
            null,
            Map.of(),
            new ManualClock("2026-11-20T10:00:00Z"));
    ToolCall call = ToolCall.builder("pay").arguments(Map.of("to", SECRET)).build();
    return SealedRequest.of(
        policy,
        new ProposedCall("c", call, context, "1", Digest.of("m", new byte[0])),
        List.of(),
        "why",
        NOW);
  }

  private static ApprovalVote yes(String person) {
    return new ApprovalVote(Subject.of(person).withRoles(List.of("boss")), true, "ok", NOW);
  }

  private static ApprovalVote no(String person) {
    return new ApprovalVote(Subject.of(person).withRoles(List.of("boss")), false, "no", NOW);
  }

  private static ApprovalEntry entry(int quorum, ApprovalState state, ApprovalVote... votes) {
    return new ApprovalEntry(request(quorum), state, List.of(votes), NOW, 2);
  }

  @Test
  void theStateIsWhatTheVotesLeadTo() {
    assertThat(entry(2, ApprovalState.PENDING, yes("a")).approvers()).hasSize(1);
    assertThat(entry(2, ApprovalState.CONSUMED, yes("a"), yes("b")).approvers()).hasSize(2);
    assertThat(entry(1, ApprovalState.REJECTED, yes("a"), no("a")).approvers()).hasSize(1);
    List<Runnable> impossible =
        List.of(
            () -> entry(2, ApprovalState.APPROVED),
            () -> entry(2, ApprovalState.APPROVED, yes("a")),
            () -> entry(2, ApprovalState.CONSUMED, yes("a")),
            () -> entry(2, ApprovalState.APPROVED, yes("a"), yes("a")),
            () -> entry(1, ApprovalState.APPROVED, yes("u1")),
            () -> entry(1, ApprovalState.APPROVED, yes("agent")),
            () -> entry(1, ApprovalState.APPROVED, yes("i")),
            () -> entry(1, ApprovalState.APPROVED, yes("anonymous")),
            () ->
                entry(
                    1,
                    ApprovalState.APPROVED,
                    new ApprovalVote(Subject.of("a"), true, "without the role", NOW)),
            () -> entry(1, ApprovalState.APPROVED, yes("a"), yes("b")),
            () -> entry(1, ApprovalState.APPROVED, yes("a"), no("b")),
            () -> entry(1, ApprovalState.PENDING, yes("a")),
            () -> entry(1, ApprovalState.REJECTED),
            () -> entry(2, ApprovalState.REJECTED, no("a"), yes("b")),
            () -> new ApprovalEntry(request(1), ApprovalState.PENDING, List.of(), NOW, 0));
    assertThat(impossible)
        .allSatisfy(
            each -> assertThatThrownBy(each::run).isInstanceOf(IllegalArgumentException.class));
  }

  @Test
  void whatIsOverDoesNotChange() {
    ApprovalEntry fresh = ApprovalEntry.of(request(1));
    ApprovalEntry approved = fresh.with(yes("a"));
    assertThat(approved.ends()).isEqualTo(NOW.plus(Duration.ofMinutes(1)));
    for (ApprovalEntry over :
        List.of(approved.consumed(NOW), approved.expired(NOW), approved.with(no("b")))) {
      assertThatThrownBy(() -> over.consumed(NOW)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> over.expired(NOW)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> over.with(yes("c"))).isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> fresh.consumed(NOW)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRequestWhoseSealDoesNotFitCannotBeMade() {
    SealedRequest sealed = request(1);
    assertThatThrownBy(
            () ->
                new SealedRequest(
                    sealed.request(),
                    sealed.key(),
                    "c",
                    Map.of("other", "thing"),
                    sealed.manifest(),
                    List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new SealedRequest(
                    sealed.request(),
                    sealed.key(),
                    "c",
                    Map.of(),
                    Digest.of("x", new byte[0]),
                    List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String changed(Consumer<Map<String, Object>> change) {
    ApprovalEntry entry = ApprovalEntry.of(request(2)).with(yes("a"));
    Map<String, Object> fields = new LinkedHashMap<>(Json.parseObject(entry.toJson()));
    change.accept(fields);
    return Json.text(fields);
  }

  private static void refuses(String json) {
    assertThatThrownBy(() -> ApprovalEntry.parse(json))
        .as(json)
        .isInstanceOfSatisfying(
            GovernanceException.class,
            e -> assertThat(e.code()).isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE))
        .hasMessageNotContaining(SECRET)
        .hasNoCause();
  }

  @Test
  void readsWhatItHasWritten() {
    String json = changed(fields -> {});
    assertThat(ApprovalEntry.parse(json).toJson()).isEqualTo(json);
    assertThat(ApprovalEntry.parse(json).toString()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id",
        "user",
        "issuer",
        "session",
        "tool",
        "toolVersion",
        "reason",
        "approveBefore",
        "manifest",
        "digest",
        "key",
        "rationale",
        "task",
        "resource"
      })
  void refusesWhateverIsNotWhatWasSealed(String field) {
    refuses(
        changed(
            fields -> {
              Object value = fields.get(field);
              fields.put(
                  field,
                  switch (field) {
                    case "id" -> "apr-" + "0".repeat(32);
                    case "approveBefore" -> "2036-11-20T10:10:00Z";
                    case "manifest", "digest", "key" -> "sha256:" + "0".repeat(64);
                    case "resource" -> "{\"other\":1}";
                    case "task" -> "t";
                    default -> value + "x";
                  });
            }));
  }

  @Test
  void refusesOtherArgumentsThanWereSealed() {
    refuses(changed(fields -> fields.put("arguments", "{\"to\":\"" + SECRET + "2\"}")));
    refuses(changed(fields -> fields.put("arguments", "{\"to\":\"" + SECRET + "\",\"n\":1}")));
    refuses(changed(fields -> fields.put("arguments", SECRET)));
  }

  @Test
  void refusesAStateThatTheVotesDoNotLeadTo() {
    refuses(changed(fields -> fields.put("state", "approved")));
    refuses(changed(fields -> fields.put("state", "consumed")));
    refuses(changed(fields -> fields.put("votes", List.of())).replace("pending", "approved"));
    refuses(
        changed(
            fields -> {
              List<?> votes = (List<?>) fields.get("votes");
              fields.put("votes", List.of(votes.get(0), votes.get(0)));
              fields.put("state", "approved");
            }));
  }

  @Test
  void refusesWhateverIsMissingMoreOrOfAnotherType() {
    ApprovalEntry entry = ApprovalEntry.of(request(2)).with(yes("a"));
    for (String field : Json.parseObject(entry.toJson()).keySet()) {
      refuses(changed(fields -> fields.remove(field)));
      refuses(changed(fields -> fields.put(field, 7L)).replace("\"version\":7", "\"version\":{}"));
    }
    refuses(changed(fields -> fields.put("more", 1L)));
    refuses(changed(fields -> fields.put("format", "agentgovernance/approval/v2")));
    refuses(changed(fields -> fields.put("version", 1.5)));
    refuses(changed(fields -> fields.put("state", "APPROVED ")));
  }

  @Test
  void isNotWrittenLongerThanItCanBeRead() {
    ApprovalEntry fresh = ApprovalEntry.of(request(2));
    String words = "x".repeat(4_000_000);
    ApprovalVote vote =
        new ApprovalVote(Subject.of("a").withRoles(List.of("boss")), true, words, NOW);
    String json = fresh.with(vote).toJson();
    assertThat(ApprovalEntry.parse(json).votes().get(0).reason()).isEqualTo(words);
    ApprovalVote longer =
        new ApprovalVote(Subject.of("b").withRoles(List.of("boss")), false, words, NOW);
    assertThatThrownBy(() -> fresh.with(vote).with(longer).toJson())
        .isInstanceOfSatisfying(
            GovernanceException.class,
            e -> assertThat(e.code()).isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE))
        .hasMessageNotContaining("xx");
  }

  @Test
  void refusesTextThatIsCutOffAnywhere() {
    String json = changed(fields -> {});
    for (int length = 0; length < json.length(); length++) {
      refuses(json.substring(0, length));
    }
    refuses(json + json);
    refuses("[".repeat(10_000));
    refuses("null");
  }
}
