package org.agentgovernance;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditSection;
import org.agentgovernance.audit.Redaction;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.agentgovernance.json.Digest;
import org.agentgovernance.rollout.ControlStatus;
import org.agentgovernance.rollout.Order;
import org.agentgovernance.rollout.StandingOrders;
import org.agentgovernance.rollout.StopReport;
import org.agentgovernance.rollout.Target;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes orders and what came of them into the audit trail, and tells whoever listens. */
final class OrderRecords {
  private static final Logger LOG = LoggerFactory.getLogger(OrderRecords.class);

  private final Recorder recorder;
  private final Clock clock;
  private final Digest manifest;
  private final Redaction redaction;
  private final EventSink events;
  private final Map<String, Order> known = new LinkedHashMap<>();
  private final Set<String> quiet = new HashSet<>();
  private @Nullable String trouble;

  OrderRecords(
      Recorder recorder, Clock clock, Digest manifest, Redaction redaction, EventSink events) {
    this.recorder = recorder;
    this.clock = clock;
    this.manifest = manifest;
    this.redaction = redaction;
    this.events = events;
  }

  /** Notes that an order is given or lifted here, so that it is not taken for somebody else's. */
  synchronized void begin(Order order) {
    quiet.add(order.id());
  }

  synchronized void end(Order order, boolean stands) {
    quiet.remove(order.id());
    if (stands) {
      known.put(order.id(), order);
    } else {
      known.remove(order.id());
    }
  }

  boolean given(Order order, int inFlight) {
    Map<String, Object> fields = fields("given", order);
    fields.put("inFlight", (long) inFlight);
    tell("control.ordered", order);
    return append(fields);
  }

  StopReport stopped(StopReport report) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", "stopped");
    fields.put("id", report.order());
    fields.put("neverStarted", (long) report.neverStarted());
    fields.put("ended", (long) report.ended());
    fields.put("stillRunning", (long) report.stillRunning());
    fields.put("toLastStartMicros", report.toLastStart().toNanos() / 1000);
    fields.put("toLastCallMicros", report.toLastCall().toNanos() / 1000);
    fields.put("toLastToolMicros", report.toLastTool().toNanos() / 1000);
    boolean unused = append(fields);
    return report;
  }

  /** Durable before anything is lifted; throws when it cannot be written. */
  void lifting(Order order, Order lifting) {
    recorder.mustWrite(record(lifted("lifted", order, lifting)));
    tell("control.lifted", order);
  }

  void notLifted(Order order, Order lifting) {
    boolean unused = append(lifted("lift.failed", order, lifting));
  }

  private static Map<String, Object> lifted(String event, Order order, Order lifting) {
    Map<String, Object> fields = fields(event, order);
    fields.put("liftedBy", lifting.by());
    fields.put("liftedBecause", lifting.reason());
    return fields;
  }

  /** Records what the store has told: orders from elsewhere, their lifting, and its loss. */
  synchronized void follow(StandingOrders orders) {
    ControlStatus status = orders.status();
    Set<String> standing = new HashSet<>(quiet);
    for (Order order : status.orders()) {
      if (standing.add(order.id()) && known.putIfAbsent(order.id(), order) == null) {
        boolean unused = append(fields("received", order));
        tell("control.ordered", order);
      }
    }
    for (Order order : new ArrayList<>(known.values())) {
      if (!standing.contains(order.id())) {
        known.remove(order.id());
        boolean unused = append(fields("lifted.elsewhere", order));
        tell("control.lifted", order);
      }
    }
    store(status.trouble());
  }

  private void store(@Nullable String now) {
    if ((now == null) != (trouble == null)) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("event", now == null ? "store.found" : "store.lost");
      if (now != null) {
        LOG.error("every call is denied: {}", now);
        fields.put("message", now);
      }
      boolean unused = append(fields);
      events.emit(
          new GovernanceEvent(
              now == null ? "control.available" : "control.unavailable",
              clock.instant(),
              null,
              null,
              null,
              now == null ? Map.of() : Map.of("message", now)));
    }
    trouble = now;
  }

  private static Map<String, Object> fields(String event, Order order) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("event", event);
    fields.put("id", order.id());
    fields.put("order", order.kind().word());
    fields.put("target", order.target().kind().word());
    if (order.target().kind() != Target.Kind.ALL) {
      fields.put("name", order.target().id());
    }
    if (!order.target().issuer().isEmpty()) {
      fields.put("issuer", order.target().issuer());
    }
    fields.put("reason", order.reason());
    fields.put("by", order.by());
    fields.put("since", order.at().toString());
    if (event.equals("given") || event.equals("received")) {
      fields.put("cancels", order.kind().cancels());
    }
    return fields;
  }

  private void tell(String kind, Order order) {
    events.emit(
        new GovernanceEvent(
            kind,
            clock.instant(),
            order.target().kind() == Target.Kind.TOOL ? order.target().id() : null,
            order.target().kind() == Target.Kind.SESSION ? order.target().id() : null,
            order.target().kind() == Target.Kind.AGENT ? order.target().id() : null,
            Map.of("order", order.id(), "kind", order.kind().word(), "by", order.by())));
  }

  private boolean append(Map<String, Object> fields) {
    return recorder.takes(record(fields));
  }

  private AuditRecord record(Map<String, Object> fields) {
    return AuditRecord.builder(AuditKind.CONTROL, clock.millis())
        .manifest(manifest, redaction)
        .section(AuditSection.ORDER, fields)
        .build();
  }
}
