package org.agentgovernance.audit;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * All of a record's line but what ties it to the lines before: made by a thread that will wait for
 * the disk anyway, so that the log's one writer has less to do. Immutable once it is made.
 */
final class RecordBody {
  private final LineBuffer buffer = new LineBuffer();

  private RecordBody(AuditRecord record) {
    RecordFields fields = new RecordFields();
    fields.head(record.kind(), record.at(), buffer);
    fields.write(record, buffer);
  }

  /** The fields of a record, whatever becomes of its personal values. */
  static RecordBody of(AuditRecord record) {
    return new RecordBody(record);
  }

  /** The same, or null when personal values are to be kept: only the log's writer does that. */
  static @Nullable RecordBody inAdvance(AuditRecord record) {
    AuditedTool tool = record.tool();
    return tool != null && tool.arguments() == ArgumentsMode.PERSONAL
        ? null
        : new RecordBody(record);
  }

  void writeTo(LineBuffer out) {
    out.append(buffer.bytes(), buffer.length());
  }

  @Override
  public String toString() {
    return new String(buffer.bytes(), 0, buffer.length(), StandardCharsets.UTF_8);
  }
}
