package org.agentgovernance.testing;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.agentgovernance.audit.AuditRecord;

/** The published JSON Schema of records, applied by a validator that is not our own. */
public final class RecordSchema {
  private static final Schema SCHEMA = read();

  private RecordSchema() {}

  private static Schema read() {
    String name = "/org/agentgovernance/schema/v1/audit-record.json";
    try (InputStream in = AuditRecord.class.getResourceAsStream(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(text, InputFormat.JSON);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is wrong with a stored line; empty when nothing is. */
  public static List<String> errors(String line) {
    return SCHEMA.validate(line, InputFormat.JSON).stream().map(Error::toString).toList();
  }

  /** The same for what a sink gets, which has no place in a chain. */
  public static List<String> errorsOfCopy(String json) {
    String line =
        json.substring(0, json.length() - 1)
            + ",\"seq\":1,\"prev\":\""
            + "0".repeat(64)
            + "\",\"crc\":\"00000000\"}";
    return errors(line);
  }
}
