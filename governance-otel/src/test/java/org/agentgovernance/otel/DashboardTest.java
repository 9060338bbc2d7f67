package org.agentgovernance.otel;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.MetricDataType;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agentgovernance.PendingCall;
import org.agentgovernance.call.Subject;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.agentgovernance.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the dashboard and the alerts ask for is what a governor really emits. */
class DashboardTest {
  @RegisterExtension static final OpenTelemetryExtension OTEL = OpenTelemetryExtension.create();

  private static final Pattern METRIC = Pattern.compile("\\b(?:gen_ai|agentgovernance)_[a-z_]+");
  private static final Pattern LABELS = Pattern.compile("\\bby \\(([^)]*)\\)|\\{([^}]*)}");

  private static String resource(String name) throws IOException {
    try (InputStream in = GovernanceTelemetry.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    Map<String, Object> dashboard = Json.parseObject(resource("grafana-dashboard.json"));
    for (Object panel : (List<?>) dashboard.get("panels")) {
      for (Object target : (List<?>) Json.object(panel).get("targets")) {
        queries.add(String.valueOf(Json.object(target).get("expr")));
      }
    }
    Matcher alert =
        Pattern.compile("expr: (?:>-\\n)?(.*?)\\n +(?:for|labels):", Pattern.DOTALL)
            .matcher(resource("prometheus-alerts.yaml"));
    while (alert.find()) {
      queries.add(alert.group(1));
    }
    assertThat(queries).hasSize(20);
    return queries;
  }

  /**
   * A call of each sort, a question that is answered, a breaker, a budget, and a look at the log.
   */
  private static List<MetricData> emitted() throws Exception {
    try (Desk desk = new Desk(OTEL.getOpenTelemetry())) {
      desk.telemetry.watch(desk.governor);
      desk.session.call("read", Map.of());
      desk.session.call("nonsense", Map.of());
      PendingCall pending = desk.session.call("pay", Map.of()).pending().orElseThrow();
      desk.governor.approvals().approve(pending.request().id(), Subject.of("boss"), "ok");
      pending.completion().toCompletableFuture().join();
      desk.telemetry
          .events()
          .emit(new GovernanceEvent("breaker.opened", Instant.EPOCH, "read", null, null, Map.of()));
      return OTEL.getMetrics();
    }
  }

  /** As the OpenTelemetry specification maps names for Prometheus. */
  private static List<String> prometheus(MetricData metric) {
    String name = metric.getName().replace('.', '_');
    if (metric.getUnit().equals("s")) {
      name += "_seconds";
    }
    if (metric.getType() == MetricDataType.HISTOGRAM) {
      return List.of(name + "_bucket", name + "_sum", name + "_count");
    }
    return metric.getType() == MetricDataType.LONG_SUM ? List.of(name + "_total") : List.of(name);
  }

  @Test
  void eachQueryNamesAMetricThatIsReallyEmitted() throws Exception {
    Set<String> emitted = new TreeSet<>();
    Set<String> labels = new TreeSet<>(Set.of("le"));
    for (MetricData metric : emitted()) {
      emitted.addAll(prometheus(metric));
      metric
          .getData()
          .getPoints()
          .forEach(
              point ->
                  point
                      .getAttributes()
                      .forEach((key, value) -> labels.add(key.getKey().replace('.', '_'))));
    }
    Set<String> asked = new TreeSet<>();
    for (String query : queries()) {
      Matcher label = LABELS.matcher(query);
      while (label.find()) {
        String names = label.group(1) != null ? label.group(1) : label.group(2);
        for (String name : names.split(",", -1)) {
          assertThat(labels).as(query).contains(name.replaceAll("=.*", "").strip());
        }
      }
      List<String> names = new ArrayList<>();
      Matcher metric = METRIC.matcher(LABELS.matcher(query).replaceAll(""));
      while (metric.find()) {
        names.add(metric.group());
      }
      assertThat(names).as(query).isNotEmpty();
      asked.addAll(names);
    }
    assertThat(emitted).containsAll(asked);
  }
}
