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

/** Binds a request to the one call that it is about, and to what the person reads of it. */
final class CallSeal {
  private static final String DOMAIN = "agentgovernance/approval/v1";
  private static final String WORDS = "agentgovernance/approval/words/v1";

  private final Map<String, @Nullable Object> sealed = new LinkedHashMap<>();

  private CallSeal() {}

  /** Seals a new request. */
  static Digest of(
      String id, String policy, Instant approveBefore, String reason, ProposedCall proposed) {
    ToolCall call = proposed.call();
    CallContext context = proposed.context();
    return new CallSeal()
        .question(id, policy, approveBefore, reason, call.rationale())
        .tool(call.tool(), proposed.version(), call.arguments(), call.resource())
        .asker(context.principal(), context.session(), context.task())
        .under(proposed.manifest());
  }

  /** The seal that a request must have, by all that is kept of it. */
  static Digest of(
      ApprovalRequest request, Map<String, @Nullable Object> resource, Digest manifest) {
    Arguments arguments = Arguments.ofJson(request.arguments());
    return new CallSeal()
        .question(
            request.id(),
            request.policy().id(),
            request.approveBefore(),
            request.reason(),
            request.rationale())
        .tool(request.tool(), request.version(), arguments, resource)
        .asker(request.principal(), request.session(), request.task())
        .under(manifest);
  }

  /** Whether this is the call that the request was made for. */
  static boolean fits(ApprovalRequest request, ProposedCall proposed) {
    return of(
            request.id(),
            request.policy().id(),
            request.approveBefore(),
            request.reason(),
            proposed)
        .equals(request.digest());
  }

  private CallSeal question(
      String id, String policy, Instant approveBefore, String reason, @Nullable String rationale) {
    sealed.put("id", id);
    sealed.put("policy", policy);
    sealed.put("approveBefore", approveBefore.toString());
    sealed.put("reason", words(reason));
    sealed.put("rationale", words(rationale));
    return this;
  }

  private CallSeal tool(
      String tool, String version, Arguments arguments, Map<String, @Nullable Object> resource) {
    sealed.put("tool", tool);
    sealed.put("version", version);
    sealed.put("arguments", arguments.digest().toString());
    sealed.put("resource", resource);
    return this;
  }

  private CallSeal asker(Principal principal, String session, @Nullable String task) {
    sealed.put("user", principal.subject().id());
    sealed.put("issuer", principal.subject().issuer());
    sealed.put("agent", principal.agent());
    sealed.put("instance", principal.instance());
    sealed.put("session", session);
    sealed.put("task", task);
    return this;
  }

  private Digest under(Digest manifest) {
    sealed.put("manifest", manifest.toString());
    return Digest.of(DOMAIN, Json.canonical(sealed));
  }

  /** Free text goes in as a digest: an agent's words need not be text that JSON can hold. */
  private static @Nullable String words(@Nullable String text) {
    return text == null ? null : Digest.of(WORDS, text.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
