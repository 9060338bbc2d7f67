package org.agentgovernance.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.BatchCallback;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.Governor;
import org.agentgovernance.audit.AuditStatus;
import org.agentgovernance.audit.SinkStatus;
import org.agentgovernance.budget.BudgetView;
import org.agentgovernance.resilience.BreakerStatus;

/**
 * Reads, whenever metrics are collected, how the budgets, the breakers, the log and the sinks of a
 * governor stand: also what changes with time alone, such as a budget that begins anew.
 */
final class GovernorGauges implements AutoCloseable {
  private static final Attributes LOG = Attributes.of(Names.SINK, "log");

  private final Governor governor;
  private final ObservableDoubleMeasurement remaining;
  private final ObservableLongMeasurement breakers;
  private final ObservableLongMeasurement queued;
  private final ObservableLongMeasurement failed;
  private final ObservableLongMeasurement lost;
  private final BatchCallback callback;

  GovernorGauges(Meter meter, Governor governor) {
    this.governor = governor;
    this.remaining =
        meter
            .gaugeBuilder(Names.BUDGET_REMAINING)
            .setDescription("What a budget has left in its own unit, of its tightest account.")
            .buildObserver();
    this.breakers =
        meter
            .gaugeBuilder(Names.BREAKERS)
            .ofLongs()
            .setUnit("{breaker}")
            .setDescription("How many circuit breakers of a tool are in a state.")
            .buildObserver();
    this.queued =
        meter
            .gaugeBuilder(Names.AUDIT_QUEUED)
            .ofLongs()
            .setUnit("{record}")
            .setDescription("Records that wait to be written, for the log and for each sink.")
            .buildObserver();
    this.failed =
        meter
            .gaugeBuilder(Names.AUDIT_FAILED)
            .ofLongs()
            .setDescription("1 while the log or a sink cannot be written, else 0.")
            .buildObserver();
    this.lost =
        meter
            .counterBuilder(Names.AUDIT_LOST)
            .setUnit("{record}")
            .setDescription("Records that the log lost, or that were not copied to a sink.")
            .buildObserver();
    this.callback = meter.batchCallback(this::read, remaining, breakers, queued, failed, lost);
  }

  private void read() {
    // The log first: a store of budgets that blocks must not keep it from being told.
    log();
    breakers();
    for (BudgetView view : governor.budgets()) {
      remaining.record(
          view.left().doubleValue(),
          Attributes.of(Names.BUDGET, view.id(), Names.UNIT, view.unit()));
    }
  }

  private void log() {
    AuditStatus log = governor.audit().status();
    tell(LOG, log.queued(), log.failure() != null, log.lost());
    for (SinkStatus sink : governor.sinks()) {
      tell(
          Attributes.of(Names.SINK, sink.name()),
          sink.queued(),
          sink.failure() != null,
          sink.dropped());
    }
  }

  private void tell(Attributes of, int waiting, boolean fails, long gone) {
    queued.record(waiting, of);
    failed.record(fails ? 1 : 0, of);
    lost.record(gone, of);
  }

  /** Each state of each tool, also those in which none is, so that a graph falls to 0. */
  private void breakers() {
    Map<String, Map<BreakerStatus.State, Long>> counts = new TreeMap<>();
    for (BreakerStatus status : governor.breakers()) {
      counts
          .computeIfAbsent(status.tool(), tool -> new EnumMap<>(BreakerStatus.State.class))
          .merge(status.state(), 1L, Long::sum);
    }
    counts.forEach(
        (tool, count) -> {
          for (BreakerStatus.State state : BreakerStatus.State.values()) {
            breakers.record(
                count.getOrDefault(state, 0L),
                Attributes.of(Names.TOOL_NAME, tool, Names.STATE, state.word()));
          }
        });
  }

  @Override
  public void close() {
    callback.close();
  }
}
