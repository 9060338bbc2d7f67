package org.agentgovernance.approval;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** Binds a request to the one call that it is about, and to what the person reads of it. */
final class CallSeal {
  private static final String DOMAIN = "agentgovernance/approval/v1";
  private static final String WORDS = "agentgovernance/approval/words/v1";

  private CallSeal() {}

  static Digest of(
      String id,
      ApprovalPolicy policy,
      ToolCall call,
      CallContext context,
      String version,
      String reason,
      Digest manifest,
      Instant approveBefore) {
    Map<String, @Nullable Object> sealed = new LinkedHashMap<>();
    sealed.put("id", id);
    sealed.put("policy", policy.id());
    sealed.put("approveBefore", approveBefore.toString());
    sealed.put("reason", words(reason));
    sealed.put("rationale", words(call.rationale()));
    sealed.put("tool", call.tool());
    sealed.put("version", version);
    sealed.put("arguments", call.arguments().digest().toString());
    sealed.put("resource", call.resource());
    sealed.put("user", context.principal().subject().id());
    sealed.put("issuer", context.principal().subject().issuer());
    sealed.put("agent", context.principal().agent());
    sealed.put("instance", context.principal().instance());
    sealed.put("session", context.session());
    sealed.put("task", context.task());
    sealed.put("manifest", manifest.toString());
    return Digest.of(DOMAIN, Json.canonical(sealed));
  }

  /** Whether this is the call that the request was made for. */
  static boolean fits(
      ApprovalRequest request,
      ToolCall call,
      CallContext context,
      String version,
      Digest manifest) {
    Digest now =
        of(
            request.id(),
            request.policy(),
            call,
            context,
            version,
            request.reason(),
            manifest,
            request.approveBefore());
    return now.equals(request.digest());
  }

  /** Free text goes in as a digest: an agent's words need not be text that JSON can hold. */
  private static @Nullable String words(@Nullable String text) {
    return text == null ? null : Digest.of(WORDS, text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
