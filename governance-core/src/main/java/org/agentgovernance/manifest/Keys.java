package org.agentgovernance.manifest;

import java.util.List;

/** The keys of each section. The published JSON Schema has the same; a test compares the two. */
final class Keys {
  static final List<String> ROOT =
      List.of(
          "$schema",
          "apiVersion",
          "kind",
          "metadata",
          "purpose",
          "agent",
          "catalog",
          "tools",
          "tasks",
          "permissions",
          "budgets",
          "rates",
          "concurrency",
          "loops",
          "attribution",
          "approvals",
          "endorsements",
          "attributes",
          "audit",
          "rollout");
  static final List<String> METADATA =
      List.of("name", "version", "owner", "accountable", "reviewBy");
  static final List<String> ACCOUNTABLE =
      List.of("executive", "product", "operations", "compliance");
  static final List<String> PURPOSE = List.of("approved", "prohibited", "success");
  static final List<String> AGENT = List.of("id", "bundle", "delegates");
  static final List<String> DELEGATE = List.of("id", "tools", "effect", "maxDepth");
  static final List<String> BUNDLE = List.of("code", "model", "prompt");
  static final List<String> CATALOG = List.of("unsigned", "file");
  static final List<String> TOOL =
      List.of(
          "name",
          "version",
          "digest",
          "scopes",
          "effect",
          "risk",
          "roles",
          "inputSchema",
          "outputs",
          "accepts",
          "timeout",
          "breaker",
          "estimate",
          "approval",
          "arguments",
          "undo",
          "group",
          "review",
          "minConfidence",
          "coerce",
          "fallback",
          "idempotent",
          "retry",
          "concurrency");
  static final List<String> OUTPUTS =
      List.of("integrity", "confidentiality", "fields", "schema", "maxBytes", "redact");
  static final List<String> ACCEPTS =
      List.of(
          "untrusted",
          "maxConfidentiality",
          "otherwise",
          "identityArguments",
          "evidence",
          "sparesUpTo",
          "unknownLinks");
  static final List<String> TOOL_CONCURRENCY = List.of("permits", "each", "queue", "maxWaiting");
  static final List<String> CONCURRENCY =
      List.of("id", "tools", "effect", "permits", "each", "queue", "maxWaiting");
  static final List<String> FALLBACK = List.of("value", "lastGood", "tool");
  static final List<String> LAST_GOOD = List.of("maxAge");
  static final List<String> UNDO = List.of("tool", "arguments", "within");
  static final List<String> RETRY = List.of("attempts", "backoff", "maxBackoff", "within", "on");
  static final List<String> BREAKER = List.of("failureRate", "window", "open", "each", "probe");
  static final List<String> TASK = List.of("id", "tools", "maxSteps", "confirmAfterIrreversible");
  static final List<String> PERMISSION =
      List.of("id", "tools", "effect", "tasks", "roles", "when", "verdict", "approval", "review");
  static final List<String> BUDGET =
      List.of(
          "id",
          "per",
          "match",
          "unit",
          "limit",
          "window",
          "zone",
          "sliding",
          "alerts",
          "whenUnavailable");
  static final List<String> MATCH = List.of("tools", "effect", "model");
  static final List<String> WHEN_UNAVAILABLE = List.of("allow");
  static final List<String> RATE = List.of("id", "tools", "effect", "permits", "per", "each");
  static final List<String> LOOPS =
      List.of("identicalCalls", "cycles", "sameResult", "maxSteps", "onLoop");
  static final List<String> APPROVAL =
      List.of("id", "roles", "quorum", "approveWithin", "executeWithin", "standing");
  static final List<String> ENDORSEMENT =
      List.of("id", "integrity", "confidentiality", "tools", "roles");
  static final List<String> ATTRIBUTES = List.of("user", "resource", "context", "sensitive");
  static final List<String> AUDIT =
      List.of("directory", "arguments", "models", "durability", "redact");
  static final List<String> ROLLOUT = List.of("mode");

  private Keys() {}
}
