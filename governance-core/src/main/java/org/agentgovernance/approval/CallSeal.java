package org.agentgovernance.approval;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Binds a request to the one call that it is about, and to what the person reads of it. The key is
 * the same for equal calls; the seal is over the key and over what is particular to a request.
 */
final class CallSeal {
  private static final String KEY = "agentgovernance/approval/call/v1";
  private static final String SEAL = "agentgovernance/approval/v1";
  private static final String WORDS = "agentgovernance/approval/words/v1";

  private CallSeal() {}

  /** The key of a call about which a policy is to decide. */
  static Digest key(String policy, ProposedCall proposed) {
    ToolCall call = proposed.call();
    CallContext context = proposed.context();
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    what(fields, call.tool(), proposed.version(), call.arguments(), call.resource());
    who(fields, context.principal(), context.session(), context.task());
    return key(fields, policy, call.rationale(), proposed.manifest());
  }

  /** The key that a request must have, by all that is kept of it. */
  static Digest key(
      ApprovalRequest request, Map<String, @Nullable Object> resource, Digest manifest) {
    Arguments arguments = Arguments.ofJson(request.arguments());
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    what(fields, request.tool(), request.version(), arguments, resource);
    who(fields, request.principal(), request.session(), request.task());
    return key(fields, request.policy().id(), request.rationale(), manifest);
  }

  /** The seal of a request about a call. */
  static Digest of(String id, Instant approveBefore, String reason, Digest key) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("id", id);
    fields.put("approveBefore", approveBefore.toString());
    fields.put("reason", words(reason));
    fields.put("call", key.toString());
    return Digest.of(SEAL, Json.canonical(fields));
  }

  private static void what(
      Map<String, @Nullable Object> fields,
      String tool,
      String version,
      Arguments arguments,
      Map<String, @Nullable Object> resource) {
    fields.put("tool", tool);
    fields.put("version", version);
    fields.put("arguments", arguments.digest().toString());
    fields.put("resource", resource);
  }

  private static void who(
      Map<String, @Nullable Object> fields,
      Principal principal,
      String session,
      @Nullable String task) {
    fields.put("user", principal.subject().id());
    fields.put("issuer", principal.subject().issuer());
    fields.put("agent", principal.agent());
    fields.put("instance", principal.instance());
    fields.put("session", session);
    fields.put("task", task);
  }

  private static Digest key(
      Map<String, @Nullable Object> fields,
      String policy,
      @Nullable String rationale,
      Digest manifest) {
    fields.put("policy", policy);
    fields.put("rationale", words(rationale));
    fields.put("manifest", manifest.toString());
    return Digest.of(KEY, Json.canonical(fields));
  }

  /** Free text goes in as a digest: an agent's words need not be text that JSON can hold. */
  private static @Nullable String words(@Nullable String text) {
    return text == null ? null : Digest.of(WORDS, text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
