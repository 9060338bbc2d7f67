package org.agentgovernance.decision;

/**
 * Why a decision was made, for programs: {@code feature.condition} in lower case. The codes below
 * are an append-only part of the API; a custom interceptor adds its own with {@link #of}.
 *
 * @param value the written code
 */
public record ReasonCode(String value) {
  /** Every control permitted the call. */
  public static final ReasonCode PERMITTED = new ReasonCode("permitted");

  /** No control was asked, so nothing permitted the call. */
  public static final ReasonCode CHAIN_EMPTY = new ReasonCode("chain.empty");

  /** A control threw or gave no answer. */
  public static final ReasonCode CHAIN_FAILED = new ReasonCode("chain.interceptor_failed");

  /** A permit asked for something that nothing here carries out. */
  public static final ReasonCode OBLIGATION_UNDISCHARGED =
      new ReasonCode("obligation.undischarged");

  /** The session belongs to an agent that the manifest does not speak of. */
  public static final ReasonCode IDENTITY_UNKNOWN_AGENT = new ReasonCode("identity.unknown_agent");

  /** A credential was not good, so nobody knows who asks. */
  public static final ReasonCode IDENTITY_UNVERIFIED = new ReasonCode("identity.unverified");

  /** The user's credential or the session's grant has expired. */
  public static final ReasonCode IDENTITY_EXPIRED = new ReasonCode("identity.expired");

  /** The session's grant, or what the manifest lets a sub-agent do, does not reach the call. */
  public static final ReasonCode IDENTITY_NOT_GRANTED = new ReasonCode("identity.not_granted");

  /** The user's credential lacks a scope that the tool needs. */
  public static final ReasonCode IDENTITY_SCOPE = new ReasonCode("identity.scope_missing");

  /** The session was delegated too often. */
  public static final ReasonCode IDENTITY_DELEGATION_DEPTH =
      new ReasonCode("identity.delegation_depth");

  /** A token is too large to look into. */
  public static final ReasonCode TOKEN_TOO_LARGE = new ReasonCode("identity.token_too_large");

  /** A token is not what a token looks like. */
  public static final ReasonCode TOKEN_MALFORMED = new ReasonCode("identity.token_malformed");

  /** A token's signature algorithm is not allowed. */
  public static final ReasonCode TOKEN_ALGORITHM = new ReasonCode("identity.token_algorithm");

  /** A token's type is not allowed. */
  public static final ReasonCode TOKEN_TYPE = new ReasonCode("identity.token_type");

  /** A token names no known key. */
  public static final ReasonCode TOKEN_UNKNOWN_KEY = new ReasonCode("identity.token_unknown_key");

  /** The issuer's keys cannot be read. */
  public static final ReasonCode TOKEN_KEYS_UNAVAILABLE =
      new ReasonCode("identity.token_keys_unavailable");

  /** A token's signature is not that of the key. */
  public static final ReasonCode TOKEN_SIGNATURE = new ReasonCode("identity.token_signature");

  /** A token comes from another issuer. */
  public static final ReasonCode TOKEN_ISSUER = new ReasonCode("identity.token_issuer");

  /** A token is meant for another audience. */
  public static final ReasonCode TOKEN_AUDIENCE = new ReasonCode("identity.token_audience");

  /** A token has no end. */
  public static final ReasonCode TOKEN_NO_EXPIRY = new ReasonCode("identity.token_no_expiry");

  /** A token has ended. */
  public static final ReasonCode TOKEN_EXPIRED = new ReasonCode("identity.token_expired");

  /** A token is not good yet. */
  public static final ReasonCode TOKEN_NOT_YET_VALID =
      new ReasonCode("identity.token_not_yet_valid");

  /** A token names too many actors. */
  public static final ReasonCode TOKEN_ACTORS = new ReasonCode("identity.token_actors");

  /** Everything, the agent, the session or the tool is halted. */
  public static final ReasonCode CONTROL_HALTED = new ReasonCode("control.halted");

  /** The agent, instance, user, key, grant or tool was revoked. */
  public static final ReasonCode CONTROL_REVOKED = new ReasonCode("control.revoked");

  /** Only reads may run now. */
  public static final ReasonCode CONTROL_REDUCED = new ReasonCode("control.reduced");

  /** Every call needs a person now. */
  public static final ReasonCode CONTROL_INVESTIGATION = new ReasonCode("control.investigation");

  /** Nobody can tell who is halted or revoked. */
  public static final ReasonCode CONTROL_UNAVAILABLE = new ReasonCode("control.unavailable");

  /** The manifest does not list the tool. */
  public static final ReasonCode ALLOWLIST_UNKNOWN_TOOL = new ReasonCode("allowlist.unknown_tool");

  /** The manifest does not list the session's task. */
  public static final ReasonCode ALLOWLIST_UNKNOWN_TASK = new ReasonCode("allowlist.unknown_task");

  /** The session's task does not include the tool. */
  public static final ReasonCode ALLOWLIST_NOT_IN_TASK = new ReasonCode("allowlist.not_in_task");

  /** The tool is not there for a user of these roles. */
  public static final ReasonCode ALLOWLIST_NOT_FOR_USER = new ReasonCode("allowlist.not_for_user");

  /** The tool's live descriptor is not the reviewed one. */
  public static final ReasonCode CATALOG_DRIFT = new ReasonCode("catalog.drift");

  /** The version called is not the manifest's. */
  public static final ReasonCode CATALOG_VERSION = new ReasonCode("catalog.version_mismatch");

  /** The signed catalogue does not list the tool. */
  public static final ReasonCode CATALOG_UNLISTED = new ReasonCode("catalog.unlisted");

  /** The signed catalogue revokes the tool. */
  public static final ReasonCode CATALOG_REVOKED = new ReasonCode("catalog.revoked");

  /** The signed catalogue has expired. */
  public static final ReasonCode CATALOG_EXPIRED = new ReasonCode("catalog.expired");

  /** The trust root has expired. */
  public static final ReasonCode CATALOG_ROOT_EXPIRED = new ReasonCode("catalog.root_expired");

  /** What is signed is not what was signed. */
  public static final ReasonCode CATALOG_TAMPERED = new ReasonCode("catalog.tampered");

  /** Fewer keys have signed than the trust root asks for. */
  public static final ReasonCode CATALOG_UNDER_SIGNED = new ReasonCode("catalog.under_signed");

  /** An older version than one that was seen before. */
  public static final ReasonCode CATALOG_ROLLED_BACK = new ReasonCode("catalog.rolled_back");

  /** A trust root follows whose predecessor is missing. */
  public static final ReasonCode CATALOG_ROOT_SKIPPED = new ReasonCode("catalog.root_skipped");

  /** A signed document of another type. */
  public static final ReasonCode CATALOG_UNKNOWN_TYPE = new ReasonCode("catalog.unknown_type");

  /** A key that is not an Ed25519 public key. */
  public static final ReasonCode CATALOG_KEY_TYPE = new ReasonCode("catalog.key_type");

  /** The envelope, the catalogue or the trust root is not well formed. */
  public static final ReasonCode CATALOG_MALFORMED = new ReasonCode("catalog.malformed");

  /** The envelope is larger than one may be. */
  public static final ReasonCode CATALOG_TOO_LARGE = new ReasonCode("catalog.too_large");

  /** The catalogue, or the highest version seen, cannot be read. */
  public static final ReasonCode CATALOG_UNAVAILABLE = new ReasonCode("catalog.unavailable");

  /** The manifest has a signed catalogue and the application pins no trust root. */
  public static final ReasonCode CATALOG_NO_ROOT = new ReasonCode("catalog.no_trust_root");

  /** The application pins a trust root and the manifest has no signed catalogue. */
  public static final ReasonCode CATALOG_UNSIGNED = new ReasonCode("catalog.unsigned");

  /** The arguments are not strict JSON. */
  public static final ReasonCode SCHEMA_MALFORMED = new ReasonCode("schema.malformed_arguments");

  /** The arguments do not satisfy the tool's input schema. */
  public static final ReasonCode SCHEMA_INVALID = new ReasonCode("schema.invalid_arguments");

  /** No input schema is known for the tool. */
  public static final ReasonCode SCHEMA_MISSING = new ReasonCode("schema.missing");

  /** The tool's answer does not satisfy its output schema, or is too large. */
  public static final ReasonCode SCHEMA_INVALID_OUTPUT = new ReasonCode("schema.invalid_output");

  /** No rule permits the call. */
  public static final ReasonCode PERMISSION_NO_RULE = new ReasonCode("permission.no_rule");

  /** A rule forbids the call. */
  public static final ReasonCode PERMISSION_FORBIDDEN = new ReasonCode("permission.forbidden");

  /** A rule asks for an approval. */
  public static final ReasonCode PERMISSION_APPROVAL =
      new ReasonCode("permission.approval_required");

  /** The tool's effect or risk asks for an approval, whatever rule permits the call. */
  public static final ReasonCode PERMISSION_CONFIRM =
      new ReasonCode("permission.confirmation_required");

  /** The tool's risk class D needs a rule that says approve. */
  public static final ReasonCode PERMISSION_RESTRICTED = new ReasonCode("permission.restricted");

  /** The agent is less sure of the call than the tool asks for, or does not say how sure it is. */
  public static final ReasonCode CONFIDENCE_LOW = new ReasonCode("confidence.low");

  /** Something irreversible was done in the session, so what follows is confirmed too. */
  public static final ReasonCode CHAIN_CONFIRM = new ReasonCode("permission.chain_confirmation");

  /** What the session has read does not go with what the call would do. */
  public static final ReasonCode FLOW_UNTRUSTED = new ReasonCode("flow.untrusted_session");

  /** What the session has read is more confidential than the tool may receive. */
  public static final ReasonCode FLOW_CONFIDENTIAL = new ReasonCode("flow.confidential_session");

  /** The manifest declares no such endorsement, or this person may not make it. */
  public static final ReasonCode FLOW_NOT_ENDORSED = new ReasonCode("flow.not_endorsed");

  /** The call needs more than the budget has left. */
  public static final ReasonCode BUDGET_EXCEEDED = new ReasonCode("budget.exceeded");

  /** The budget's store did not answer. */
  public static final ReasonCode BUDGET_UNAVAILABLE = new ReasonCode("budget.unavailable");

  /** The same call was made too often. */
  public static final ReasonCode LOOP_IDENTICAL = new ReasonCode("loop.identical_calls");

  /** The session took too many steps. */
  public static final ReasonCode LOOP_STEPS = new ReasonCode("loop.too_many_steps");

  /** A sequence of calls was made over and over. */
  public static final ReasonCode LOOP_CYCLE = new ReasonCode("loop.cycle");

  /** A tool has returned the same result too often in a row. */
  public static final ReasonCode LOOP_NO_PROGRESS = new ReasonCode("loop.no_progress");

  /** The session went in circles and was stopped. */
  public static final ReasonCode LOOP_STOPPED = new ReasonCode("loop.stopped");

  /** Too many calls in the last period. */
  public static final ReasonCode RATE_EXCEEDED = new ReasonCode("rate.exceeded");

  /** Too many calls run at once, and no turn came in time. */
  public static final ReasonCode CONCURRENCY_EXCEEDED = new ReasonCode("concurrency.exceeded");

  /** The tool failed too often and rests. */
  public static final ReasonCode BREAKER_OPEN = new ReasonCode("breaker.open");

  /** The manifest does not say how what the tool does is undone. */
  public static final ReasonCode UNDO_NONE = new ReasonCode("undo.not_declared");

  /** The tool gave no answer, so nobody knows whether there is anything to undo. */
  public static final ReasonCode UNDO_UNKNOWN = new ReasonCode("undo.unknown_effect");

  /** The arguments of the undoing call cannot be made. */
  public static final ReasonCode UNDO_ARGUMENTS = new ReasonCode("undo.no_arguments");

  /** The time in which the effect can be undone is over. */
  public static final ReasonCode UNDO_TOO_LATE = new ReasonCode("undo.too_late");

  /** The undoing tool ran and gave no good answer; it is not run again. */
  public static final ReasonCode UNDO_FAILED = new ReasonCode("undo.failed");

  /** Another undo is at this effect now. */
  public static final ReasonCode UNDO_IN_PROGRESS = new ReasonCode("undo.in_progress");

  /** The undoing thread was interrupted before this effect's turn came. */
  public static final ReasonCode UNDO_INTERRUPTED = new ReasonCode("undo.interrupted");

  /** A sub-agent's work did not come to an end. */
  public static final ReasonCode DELEGATION_FAILED = new ReasonCode("delegation.failed");

  /** A person said no. */
  public static final ReasonCode APPROVAL_REJECTED = new ReasonCode("approval.rejected");

  /** Nobody decided in time, or the call was not run in time after the approval. */
  public static final ReasonCode APPROVAL_EXPIRED = new ReasonCode("approval.expired");

  /** The approval was used before. */
  public static final ReasonCode APPROVAL_CONSUMED = new ReasonCode("approval.consumed");

  /** The request could not be brought before anyone. */
  public static final ReasonCode APPROVAL_UNAVAILABLE = new ReasonCode("approval.unavailable");

  /** A standing grant was changed after it was signed. */
  public static final ReasonCode STANDING_TAMPERED = new ReasonCode("standing.tampered");

  /** Too few keys have signed a standing grant. */
  public static final ReasonCode STANDING_UNDER_SIGNED = new ReasonCode("standing.under_signed");

  /** A standing grant, or the trust root that it was signed by, has expired. */
  public static final ReasonCode STANDING_EXPIRED = new ReasonCode("standing.expired");

  /** What should be a standing grant is none. */
  public static final ReasonCode STANDING_MALFORMED = new ReasonCode("standing.malformed");

  /** The manifest does not let a grant answer for a tool that it names. */
  public static final ReasonCode STANDING_NOT_ALLOWED = new ReasonCode("standing.not_allowed");

  /** A standing grant cannot be read, or its uses cannot be counted. */
  public static final ReasonCode STANDING_UNAVAILABLE = new ReasonCode("standing.unavailable");

  /** The record could not be written, so nothing ran. */
  public static final ReasonCode AUDIT_UNAVAILABLE = new ReasonCode("audit.unavailable");

  /** The audit log is damaged. */
  public static final ReasonCode AUDIT_TAMPERED = new ReasonCode("audit.tampered");

  /** The tool is permitted but no function was registered for it. */
  public static final ReasonCode TOOL_MISSING = new ReasonCode("tool.not_registered");

  /** The tool threw. */
  public static final ReasonCode TOOL_FAILED = new ReasonCode("tool.failed");

  /** The tool returned nothing. */
  public static final ReasonCode TOOL_NULL = new ReasonCode("tool.null_result");

  /** The tool did not answer in time. */
  public static final ReasonCode TOOL_TIMEOUT = new ReasonCode("tool.timeout");

  /** No thread was free to run the tool. */
  public static final ReasonCode TOOL_REJECTED = new ReasonCode("tool.no_thread");

  /** The call was cancelled while it ran. */
  public static final ReasonCode TOOL_CANCELLED = new ReasonCode("tool.cancelled");

  /** Whoever asked for the call wanted it no longer before its tool had started. */
  public static final ReasonCode CALL_WITHDRAWN = new ReasonCode("call.withdrawn");

  /** The session or the governor was closed. */
  public static final ReasonCode SESSION_CLOSED = new ReasonCode("session.closed");

  /** The manifest is not valid. */
  public static final ReasonCode MANIFEST_INVALID = new ReasonCode("manifest.invalid");

  /** Checks the form. */
  public ReasonCode {
    if (!wellFormed(value)) {
      throw new IllegalArgumentException(
          "a reason code is written feature.condition in lower case");
    }
  }

  /**
   * A code of one's own.
   *
   * @param value the code, {@code feature.condition} in lower case letters, digits and underscores
   * @return the code
   */
  public static ReasonCode of(String value) {
    return new ReasonCode(value);
  }

  private static boolean wellFormed(String value) {
    boolean letter = false;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean inner = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
      if (!inner && !(c == '.' && letter && i + 1 < value.length())) {
        return false;
      }
      letter = inner;
    }
    return letter;
  }

  /** The written code. */
  @Override
  public String toString() {
    return value;
  }
}
