package org.agentgovernance.otel;

import io.opentelemetry.api.common.AttributeKey;

/**
 * Every name that this module emits. Those of {@code gen_ai} follow the OpenTelemetry semantic
 * conventions for generative AI, which are in development and may still change; the others are our
 * own.
 */
final class Names {
  static final String SCOPE = "org.agentgovernance";
  static final String OPERATION = "execute_tool";
  static final String UNLISTED = "unlisted";

  static final String DURATION = "gen_ai.execute_tool.duration";
  static final String DECISIONS = "agentgovernance.decisions";
  static final String CONTROL_DURATION = "agentgovernance.control.duration";
  static final String APPROVAL_DURATION = "agentgovernance.approval.duration";
  static final String EVENTS = "agentgovernance.events";
  static final String BREAKERS = "agentgovernance.breakers";
  static final String BUDGET_REMAINING = "agentgovernance.budget.remaining";
  static final String AUDIT_QUEUED = "agentgovernance.audit.queued";
  static final String AUDIT_FAILED = "agentgovernance.audit.failed";
  static final String AUDIT_LOST = "agentgovernance.audit.lost";

  static final String CONTROL_EVENT = "agentgovernance.control";
  static final String RECORD_EVENT = "agentgovernance.record";

  static final AttributeKey<String> OPERATION_NAME =
      AttributeKey.stringKey("gen_ai.operation.name");
  static final AttributeKey<String> TOOL_NAME = AttributeKey.stringKey("gen_ai.tool.name");
  static final AttributeKey<String> TOOL_CALL_ID = AttributeKey.stringKey("gen_ai.tool.call.id");
  static final AttributeKey<String> TOOL_ARGUMENTS =
      AttributeKey.stringKey("gen_ai.tool.call.arguments");
  static final AttributeKey<String> CONVERSATION = AttributeKey.stringKey("gen_ai.conversation.id");
  static final AttributeKey<String> AGENT = AttributeKey.stringKey("gen_ai.agent.id");
  static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
  static final AttributeKey<String> CALL = AttributeKey.stringKey("agentgovernance.call.id");
  static final AttributeKey<String> TASK = AttributeKey.stringKey("agentgovernance.task");
  static final AttributeKey<String> VERDICT = AttributeKey.stringKey("agentgovernance.verdict");
  static final AttributeKey<String> CODE = AttributeKey.stringKey("agentgovernance.code");
  static final AttributeKey<String> INTERCEPTOR =
      AttributeKey.stringKey("agentgovernance.interceptor");
  static final AttributeKey<String> RULE = AttributeKey.stringKey("agentgovernance.rule");
  static final AttributeKey<Boolean> EXECUTED = AttributeKey.booleanKey("agentgovernance.executed");
  static final AttributeKey<Long> NANOS = AttributeKey.longKey("agentgovernance.control.nanos");
  static final AttributeKey<String> KIND = AttributeKey.stringKey("agentgovernance.kind");
  static final AttributeKey<String> SINK = AttributeKey.stringKey("agentgovernance.sink");
  static final AttributeKey<String> STATE = AttributeKey.stringKey("agentgovernance.state");
  static final AttributeKey<String> UNIT = AttributeKey.stringKey("agentgovernance.unit");
  static final AttributeKey<String> BUDGET = AttributeKey.stringKey("agentgovernance.budget");

  private Names() {}
}
