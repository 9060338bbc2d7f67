package org.agentgovernance.approval;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A request together with all that its seal covers, so that the seal can be checked wherever it is
 * read. None can be made whose seal does not fit. Immutable.
 *
 * @param request what people are asked
 * @param key digest of the call that it is about: the same for the same tool, version, arguments,
 *     resource, words of the agent, user, agent, instance, session, task, manifest and policy
 * @param call the id of the waiting call in the records
 * @param resource what the call is about, as conditions see it
 * @param manifest digest of the manifest under which the call was proposed
 * @param questions all that an approval answers
 */
public record SealedRequest(
    ApprovalRequest request,
    Digest key,
    String call,
    Map<String, @Nullable Object> resource,
    Digest manifest,
    List<RequireApproval> questions) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Pattern ID = Pattern.compile("apr-[0-9a-f]{32}");

  /**
   * Checks key and seal.
   *
   * @throws IllegalArgumentException when they are not those of the request
   */
  public SealedRequest {
    resource = Json.object(Json.copyOf(resource));
    questions = List.copyOf(questions);
    if (!isId(request.id())
        || !CallSeal.key(request, resource, manifest).equals(key)
        || !CallSeal.of(request.id(), request.approveBefore(), request.reason(), key)
            .equals(request.digest())) {
      throw new IllegalArgumentException("a request whose seal does not fit");
    }
  }

  /**
   * Seals a new request under an id that nobody can guess.
   *
   * @param policy who may decide
   * @param proposed the exact call
   * @param questions all that an approval answers
   * @param reason why a person is asked, as they will read it
   * @param now the time
   * @return the request
   */
  public static SealedRequest of(
      ApprovalPolicy policy,
      ProposedCall proposed,
      List<RequireApproval> questions,
      String reason,
      Instant now) {
    byte[] nonce = new byte[16];
    RANDOM.nextBytes(nonce);
    String id = "apr-" + HexFormat.of().formatHex(nonce);
    Instant approveBefore = now.plus(policy.approveWithin());
    Digest key = CallSeal.key(policy.id(), proposed);
    ToolCall call = proposed.call();
    CallContext context = proposed.context();
    ApprovalRequest request =
        new ApprovalRequest(
            id,
            policy,
            context.principal(),
            context.session(),
            context.task(),
            call.tool(),
            proposed.version(),
            call.arguments().json(),
            call.rationale(),
            reason,
            CallSeal.of(id, approveBefore, reason, key),
            now,
            approveBefore);
    return new SealedRequest(
        request, key, proposed.id(), call.resource(), proposed.manifest(), questions);
  }

  /** Whether this is the call that the request was made for. */
  boolean isAbout(ProposedCall proposed) {
    return CallSeal.key(request.policy().id(), proposed).equals(key);
  }

  static boolean isId(String id) {
    return ID.matcher(id).matches();
  }

  /** The request's own text; never the arguments. */
  @Override
  public String toString() {
    return request.toString();
  }
}
