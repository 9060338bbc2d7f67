package org.agentgovernance.cli.questions;

/** What is counted, and in which records. */
enum Measure {
  RECORDS("records", "records of every kind"),
  PERMITTED("calls permitted", "intent"),
  ASKED("calls that had to wait for a person", "decision with verdict approve"),
  DENIED("calls denied", "decision with verdict deny"),
  MALFORMED("of the denied: arguments that could not be read", "decision with malformed"),
  DELEGATED("decisions about calls of a sub-agent", "decision, intent with parent"),
  NAMES_USER("decisions that name the user", "decision, intent with user"),
  NAMES_POLICY("decisions that name the policy by digest", "decision, intent with manifest"),
  EXPLAINED("decisions with the agent's own reasons", "decision, intent with rationale"),
  DOCUMENTS("records of what the agent had before it", "context; others with documents"),
  SUCCEEDED("tools that succeeded", "outcome succeeded"),
  FAILED("tools that failed", "outcome failed"),
  TIMED_OUT("tools that did not end in time", "outcome timed_out"),
  CANCELLED("tools that were stopped", "outcome cancelled"),
  NOT_RUN("permitted calls whose tool was not started", "outcome not_run"),
  UNKNOWN("calls of which nobody knows what came", "outcome unknown"),
  UNSETTLED("permitted calls without an outcome in the log", "intent without outcome"),
  REQUESTED("requests to people", "approval requested"),
  APPROVED("times a person said yes", "approval approved"),
  REJECTED("times a person said no", "approval rejected"),
  EXPIRED("requests that ran out or were taken back", "approval expired"),
  CONSUMED("approvals used by the one call they stood for", "approval consumed"),
  ENDORSED("times a person declared data to be safe", "endorsement"),
  HALTS("orders to halt", "control given or received, halt"),
  OTHER_ORDERS("other orders: revoke, reduce, investigate", "control given or received"),
  STOPPED("reports of what an order stopped", "control stopped"),
  LIFTED("orders lifted", "control lifted, lifted.elsewhere"),
  OTHER_CONTROL("other records of control", "control"),
  MODEL_CALLS("decisions about calls of the model", "model with a verdict"),
  MODEL_ENDED("calls of the model that ended", "model with an outcome"),
  REFUSED("sessions refused", "session"),
  EVENTS("events of controls", "event"),
  OPENED("times the log was opened", "log.opened"),
  UNCLEAN("of these: without having been closed before", "log.opened not after log.closed"),
  RECOVERED("torn ends moved out of the log", "log.recovered"),
  RETENTION("removals of old segments", "log.retention"),
  ERASED("erasures of personal values", "log.erased"),
  CHECKPOINTS("checkpoints that agree with the whole log", "checkpoint files beside the log");

  private final String words;
  private final String records;

  Measure(String words, String records) {
    this.words = words;
    this.records = records;
  }

  String words() {
    return words;
  }

  /** In which records it is found. */
  String records() {
    return records;
  }
}
