package org.agentgovernance.approval;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.agentgovernance.call.Actor;
import org.agentgovernance.call.Principal;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonLimits;
import org.jspecify.annotations.Nullable;

/** Entries as JSON; {@link EntryReader} reads them. */
final class EntryText {
  static final String FORMAT = "agentgovernance/approval/v1";

  private EntryText() {}

  static String write(ApprovalEntry entry) {
    SealedRequest sealed = entry.sealed();
    ApprovalRequest request = entry.request();
    Principal asker = request.principal();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("format", FORMAT);
    fields.put("id", entry.id());
    fields.put("version", entry.version());
    fields.put("state", entry.state().name().toLowerCase(Locale.ROOT));
    fields.put("ends", entry.ends().toString());
    fields.put("policy", policy(request.policy()));
    fields.put("user", asker.subject().id());
    fields.put("issuer", asker.subject().issuer());
    fields.put("actor", actor(asker.actor()));
    fields.put("priorActors", asker.priorActors().stream().map(EntryText::actor).toList());
    fields.put("session", request.session());
    fields.put("task", request.task());
    fields.put("tool", request.tool());
    fields.put("toolVersion", request.version());
    fields.put("arguments", request.arguments());
    fields.put("resource", Json.text(sealed.resource()));
    fields.put("rationale", words(request.rationale()));
    fields.put("reason", words(request.reason()));
    fields.put("digest", request.digest().toString());
    fields.put("created", request.created().toString());
    fields.put("approveBefore", request.approveBefore().toString());
    fields.put("key", sealed.key().toString());
    fields.put("call", sealed.call());
    fields.put("manifest", sealed.manifest().toString());
    fields.put("questions", sealed.questions().stream().map(EntryText::question).toList());
    fields.put("votes", entry.votes().stream().map(EntryText::vote).toList());
    fields.put("mac", entry.mac());
    return ofReadableLength(Json.text(fields));
  }

  /** No longer than the reader takes, so that nothing is stored that nobody can be shown. */
  private static String ofReadableLength(String json) {
    if (json.length() > JsonLimits.FILE.stringChars()) {
      throw ApprovalDesk.unavailable(
          "an approval of "
              + json.length()
              + " characters cannot be stored, only up to "
              + JsonLimits.FILE.stringChars(),
          null);
    }
    return json;
  }

  private static Map<String, @Nullable Object> policy(ApprovalPolicy policy) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("id", policy.id());
    fields.put("roles", List.copyOf(new TreeSet<>(policy.roles())));
    fields.put("quorum", (long) policy.quorum());
    fields.put("approveWithin", policy.approveWithin().toString());
    fields.put("executeWithin", policy.executeWithin().toString());
    fields.put("standing", policy.standing());
    return fields;
  }

  private static Map<String, @Nullable Object> actor(Actor actor) {
    return Map.of("agent", actor.agent(), "instance", actor.instance());
  }

  private static Map<String, @Nullable Object> question(RequireApproval question) {
    RuleRef rule = question.rule();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("code", question.code().value());
    fields.put("interceptor", question.interceptor());
    fields.put("rule", rule == null ? null : rule.id());
    fields.put("place", rule == null ? null : rule.place());
    fields.put("approval", question.approval());
    fields.put("message", words(question.message()));
    fields.put("modelMessage", words(question.modelMessage()));
    return fields;
  }

  private static Map<String, @Nullable Object> vote(ApprovalVote vote) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("id", vote.by().id());
    fields.put("issuer", vote.by().issuer());
    fields.put("roles", List.copyOf(new TreeSet<>(vote.by().roles())));
    fields.put("yes", vote.yes());
    fields.put("reason", words(vote.reason()));
    fields.put("at", vote.at().toString());
    return fields;
  }

  /** Free text need not be text that JSON can hold; such text is kept by its UTF-16 units. */
  private static @Nullable Object words(@Nullable String text) {
    if (text == null || StandardCharsets.UTF_16BE.newEncoder().canEncode(text)) {
      return text;
    }
    byte[] units = new byte[text.length() * 2];
    for (int i = 0; i < text.length(); i++) {
      units[2 * i] = (byte) (text.charAt(i) >> 8);
      units[2 * i + 1] = (byte) text.charAt(i);
    }
    return Map.of("utf16", Base64.getEncoder().encodeToString(units));
  }
}
