package org.agentgovernance.otel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the SDK and its OTLP exporter, against a receiver on this machine. */
class OtlpExportTest {
  private final Map<String, List<byte[]>> received = new ConcurrentHashMap<>();
  private HttpServer receiver;
  private OpenTelemetrySdk sdk;

  @BeforeEach
  void open() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          received
              .computeIfAbsent(
                  exchange.getRequestURI().getPath(), p -> new CopyOnWriteArrayList<>())
              .add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
    String base = "http://127.0.0.1:" + receiver.getAddress().getPort();
    sdk =
        OpenTelemetrySdk.builder()
            .setTracerProvider(
                SdkTracerProvider.builder()
                    .addSpanProcessor(
                        BatchSpanProcessor.builder(
                                OtlpHttpSpanExporter.builder()
                                    .setEndpoint(base + "/v1/traces")
                                    .build())
                            .build())
                    .build())
            .setMeterProvider(
                SdkMeterProvider.builder()
                    .registerMetricReader(
                        PeriodicMetricReader.create(
                            OtlpHttpMetricExporter.builder()
                                .setEndpoint(base + "/v1/metrics")
                                .build()))
                    .build())
            .setLoggerProvider(
                SdkLoggerProvider.builder()
                    .addLogRecordProcessor(
                        BatchLogRecordProcessor.builder(
                                OtlpHttpLogRecordExporter.builder()
                                    .setEndpoint(base + "/v1/logs")
                                    .build())
                            .build())
                    .build())
            .build();
  }

  @AfterEach
  void close() {
    sdk.close();
    receiver.stop(0);
  }

  private String hex(byte[] id) {
    return HexFormat.of().formatHex(id);
  }

  @Test
  void spansMetricsAndLogsReachAReceiver() {
    try (Desk desk = new Desk(sdk)) {
      desk.session.call("read", Map.of("account", "A-17"));
      desk.session.call("rm -rf secret", Map.of());
    }
    sdk.getSdkTracerProvider().forceFlush().join(20, TimeUnit.SECONDS);
    sdk.getSdkMeterProvider().forceFlush().join(20, TimeUnit.SECONDS);
    sdk.getSdkLoggerProvider().forceFlush().join(20, TimeUnit.SECONDS);

    byte[] traces = received.get("/v1/traces").get(0);
    assertThat(Protobuf.texts(traces, 1, 2, 2, 5))
        .containsExactly("execute_tool read", "execute_tool unlisted");
    assertThat(Protobuf.texts(traces, 1, 2, 2, 11, 2)).contains(Names.CONTROL_EVENT);
    byte[] metrics = received.get("/v1/metrics").get(0);
    assertThat(Protobuf.texts(metrics, 1, 2, 2, 1))
        .contains(Names.DECISIONS, Names.DURATION, Names.CONTROL_DURATION);
    byte[] logs = received.get("/v1/logs").get(0);
    assertThat(Protobuf.texts(logs, 1, 2, 2, 5, 1))
        .containsExactly("intent", "outcome", "decision");
    assertThat(Protobuf.find(logs, 1, 2, 2, 9).stream().map(this::hex))
        .as("logs stand in the traces of their calls")
        .containsAll(Protobuf.find(traces, 1, 2, 2, 1).stream().map(this::hex).toList());
    received.values().stream()
        .flatMap(List::stream)
        .forEach(
            body ->
                assertThat(new String(body, StandardCharsets.ISO_8859_1))
                    .doesNotContain("A-17", "rm -rf"));
  }
}
