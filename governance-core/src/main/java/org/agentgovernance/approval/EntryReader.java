package org.agentgovernance.approval;

import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.Actor;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonLimits;
import org.jspecify.annotations.Nullable;

/** Reads entries strictly: whatever is missing, more or different is refused. */
final class EntryReader {
  private EntryReader() {}

  static ApprovalEntry read(String json) {
    try {
      return entry(new EntryFields(Json.parse(json, JsonLimits.FILE), 27));
    } catch (RuntimeException e) {
      // Its kind says nothing of what was read; its message might.
      throw new GovernanceException(
          ReasonCode.APPROVAL_UNAVAILABLE,
          "an approval in the store is damaged or was tampered with ("
              + e.getClass().getSimpleName()
              + "); nothing runs by it");
    }
  }

  private static ApprovalEntry entry(EntryFields in) {
    if (!EntryText.FORMAT.equals(in.text("format"))) {
      throw new IllegalArgumentException("another format");
    }
    Subject user = new Subject(in.text("user"), in.text("issuer"), Set.of(), Map.of());
    Principal asker =
        Principal.builder(user, actor(in.get("actor")))
            .priorActors(in.list("priorActors").stream().map(EntryReader::actor).toList())
            .expiresAtMillis(0) // it says who asked, and can do nothing
            .build();
    ApprovalRequest request =
        new ApprovalRequest(
            in.text("id"),
            policy(new EntryFields(in.get("policy"), 6)),
            asker,
            in.text("session"),
            in.textOrNull("task"),
            in.text("tool"),
            in.text("toolVersion"),
            in.text("arguments"),
            in.get("rationale") == null ? null : words(in.get("rationale")),
            words(in.get("reason")),
            Digest.parse(in.text("digest")),
            in.time("created"),
            in.time("approveBefore"));
    SealedRequest sealed =
        new SealedRequest(
            request,
            Digest.parse(in.text("key")),
            in.text("call"),
            Json.parseObject(in.text("resource")),
            Digest.parse(in.text("manifest")),
            in.list("questions").stream().map(q -> question(new EntryFields(q, 7))).toList());
    return new ApprovalEntry(
        sealed,
        ApprovalState.valueOf(in.text("state").toUpperCase(Locale.ROOT)),
        in.list("votes").stream().map(v -> vote(new EntryFields(v, 6))).toList(),
        in.time("ends"),
        in.number("version"),
        in.textOrNull("mac"));
  }

  private static ApprovalPolicy policy(EntryFields in) {
    return new ApprovalPolicy(
        in.text("id"),
        in.names("roles"),
        Math.toIntExact(in.number("quorum")),
        Duration.parse(in.text("approveWithin")),
        Duration.parse(in.text("executeWithin")),
        in.flag("standing"));
  }

  private static Actor actor(@Nullable Object value) {
    EntryFields in = new EntryFields(value, 2);
    return new Actor(in.text("agent"), in.text("instance"));
  }

  private static RequireApproval question(EntryFields in) {
    String rule = in.textOrNull("rule");
    String place = in.textOrNull("place");
    return new RequireApproval(
        ReasonCode.of(in.text("code")),
        in.text("interceptor"),
        rule == null || place == null ? null : new RuleRef(rule, place),
        in.text("approval"),
        words(in.get("message")),
        words(in.get("modelMessage")));
  }

  private static ApprovalVote vote(EntryFields in) {
    Subject by = new Subject(in.text("id"), in.text("issuer"), in.names("roles"), Map.of());
    return new ApprovalVote(by, in.flag("yes"), words(in.get("reason")), in.time("at"));
  }

  private static String words(@Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    byte[] units = Base64.getDecoder().decode(new EntryFields(value, 1).text("utf16"));
    StringBuilder text = new StringBuilder(units.length / 2);
    for (int i = 0; i + 1 < units.length; i += 2) {
      text.append((char) ((units[i] & 0xff) << 8 | (units[i + 1] & 0xff)));
    }
    return text.toString();
  }
}
