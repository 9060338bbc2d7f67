package org.agentgovernance.otel;

import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;

/** The instruments that calls and events write to. */
final class Instruments {
  private static final List<Double> CONTROL_BOUNDS =
      List.of(1e-6, 5e-6, 1e-5, 5e-5, 1e-4, 1e-3, 1e-2, 0.1);
  private static final List<Double> APPROVAL_BOUNDS =
      List.of(1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14_400.0, 86_400.0);

  final LongCounter decisions;
  final DoubleHistogram duration;
  final DoubleHistogram controls;
  final DoubleHistogram approvals;
  final LongCounter events;

  Instruments(Meter meter) {
    this.decisions =
        meter
            .counterBuilder(Names.DECISIONS)
            .setUnit("{decision}")
            .setDescription("Decisions by tool, verdict and reason code.")
            .build();
    this.duration =
        meter
            .histogramBuilder(Names.DURATION)
            .setUnit("s")
            .setDescription("How long permitted tools ran.")
            .build();
    this.controls =
        meter
            .histogramBuilder(Names.CONTROL_DURATION)
            .setUnit("s")
            .setExplicitBucketBoundariesAdvice(CONTROL_BOUNDS)
            .setDescription("How long each control took to decide.")
            .build();
    this.approvals =
        meter
            .histogramBuilder(Names.APPROVAL_DURATION)
            .setUnit("s")
            .setExplicitBucketBoundariesAdvice(APPROVAL_BOUNDS)
            .setDescription("How long calls waited for a person.")
            .build();
    this.events =
        meter
            .counterBuilder(Names.EVENTS)
            .setUnit("{event}")
            .setDescription("Operational events by kind.")
            .build();
  }
}
