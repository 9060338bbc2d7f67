package org.agentgovernance.otel;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.BatchCallback;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import org.agentgovernance.Governor;
import org.agentgovernance.audit.AuditStatus;
import org.agentgovernance.audit.SinkStatus;

/** Reads, whenever metrics are collected, how the log and the sinks of a governor are doing. */
final class AuditGauges implements AutoCloseable {
  private static final Attributes LOG = Attributes.of(Names.SINK, "log");

  private final Governor governor;
  private final ObservableLongMeasurement queued;
  private final ObservableLongMeasurement failed;
  private final ObservableLongMeasurement lost;
  private final BatchCallback callback;

  AuditGauges(Meter meter, Governor governor) {
    this.governor = governor;
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
    this.callback = meter.batchCallback(this::read, queued, failed, lost);
  }

  private void read() {
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

  @Override
  public void close() {
    callback.close();
  }
}
