package org.agentgovernance.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Gauges follow every change: by calls, by time, and by an operator. */
class GovernorGaugesTest {
  @RegisterExtension static final OpenTelemetryExtension OTEL = OpenTelemetryExtension.create();

  private Desk desk;
  private AutoCloseable gauges;

  @BeforeEach
  void open() {
    desk = new Desk(OTEL.getOpenTelemetry());
    gauges = desk.telemetry.watch(desk.governor);
  }

  @AfterEach
  void close() throws Exception {
    gauges.close();
    desk.close();
  }

  private static Stream<? extends PointData> points(String name, Attributes of) {
    return OTEL.getMetrics().stream()
        .filter(metric -> metric.getName().equals(name))
        .map(MetricData::getData)
        .flatMap(data -> data.getPoints().stream())
        .filter(point -> point.getAttributes().equals(of));
  }

  private static double remaining(String budget) {
    return points(Names.BUDGET_REMAINING, Attributes.of(Names.BUDGET, budget, Names.UNIT, "calls"))
        .mapToDouble(
            point -> ((io.opentelemetry.sdk.metrics.data.DoublePointData) point).getValue())
        .findFirst()
        .orElseThrow();
  }

  private static String breaker(String tool) {
    StringBuilder states = new StringBuilder();
    for (String state : new String[] {"closed", "half_open", "open"}) {
      points(Names.BREAKERS, Attributes.of(Names.TOOL_NAME, tool, Names.STATE, state))
          .map(point -> ((io.opentelemetry.sdk.metrics.data.LongPointData) point).getValue())
          .filter(value -> value > 0)
          .forEach(value -> states.append(value).append(' ').append(state));
    }
    return states.toString();
  }

  @Test
  void whatABudgetHasLeftFollowsEveryCallAndEveryNewWindow() {
    desk.session.call("read", Map.of());
    assertThat(remaining("hourly")).isEqualTo(49);
    desk.session.call("read", Map.of());
    desk.session.call("nonsense", Map.of());
    assertThat(remaining("hourly")).isEqualTo(48);
    desk.time.pass(Duration.ofHours(1));
    assertThat(remaining("hourly")).as("nobody has called since").isEqualTo(50);
    assertThat(remaining("each")).isEqualTo(18);
  }

  @Test
  void aBudgetOfEachUserShowsTheAccountWithTheLeastLeft() {
    desk.session.call("read", Map.of());
    for (int i = 0; i < 7; i++) {
      desk.session("other", "s-2").call("read", Map.of());
    }
    assertThat(remaining("each")).isEqualTo(13);
    assertThat(OTEL.getMetrics().toString()).doesNotContain("other");
  }

  @Test
  void aBreakersStateFollowsFailuresTimeAndAnOperator() {
    desk.session.call("read", Map.of());
    assertThat(breaker("read")).isEqualTo("1 closed");
    desk.session.call("read", Map.of("fail", 1));
    desk.session.call("read", Map.of("fail", 2));
    assertThat(breaker("read")).isEqualTo("1 open");
    desk.time.pass(Duration.ofSeconds(31));
    assertThat(breaker("read")).as("nobody has called since").isEqualTo("1 half_open");
    desk.governor.closeBreaker(
        "read", "the tool was restarted", org.agentgovernance.call.Subject.of("boss"));
    assertThat(breaker("read")).isEqualTo("1 closed");
  }
}
