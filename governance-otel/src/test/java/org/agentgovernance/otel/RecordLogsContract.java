package org.agentgovernance.otel;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.testing.exporter.InMemoryLogRecordExporter;
import java.util.List;
import org.agentgovernance.audit.AuditSink;
import org.agentgovernance.testkit.AuditSinkContract;
import org.junit.jupiter.api.AfterEach;

/** Copies as logs. The SDK takes every log and never says what became of it. */
abstract class RecordLogsContract extends AuditSinkContract {
  private final InMemoryLogRecordExporter exported = InMemoryLogRecordExporter.create();
  private final OpenTelemetrySdk sdk =
      OpenTelemetrySdk.builder()
          .setLoggerProvider(
              SdkLoggerProvider.builder()
                  .addLogRecordProcessor(SimpleLogRecordProcessor.create(exported))
                  .build())
          .build();

  final GovernanceTelemetry telemetry = GovernanceTelemetry.create(sdk, List.of("pay", "read"));

  @Override
  protected abstract AuditSink open();

  @Override
  protected List<Kept> kept() {
    return exported.getFinishedLogRecordItems().stream()
        .map(
            log ->
                new Kept(
                    String.valueOf(log.getAttributes().get(Names.KIND)),
                    String.valueOf(log.getAttributes().get(Names.CALL)),
                    body(log) + log.getAttributes()))
        .toList();
  }

  private static String body(LogRecordData log) {
    return log.getBodyValue() == null ? "" : log.getBodyValue().asString();
  }

  @Override
  protected boolean away() {
    return false;
  }

  @Override
  protected void back() {}

  @AfterEach
  void close() {
    sdk.close();
  }
}
