package org.agentgovernance.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditSink;
import org.agentgovernance.audit.AuditVerifier;
import org.agentgovernance.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Copies in a second log, with files of its own. */
class SecondLogContractTest extends AuditSinkContract {
  @TempDir private Path temp;

  @Override
  protected AuditSink open() {
    return AuditSink.to(AuditLog.open(temp.resolve("second")));
  }

  @Override
  protected List<Kept> kept() throws Exception {
    List<Kept> kept = new ArrayList<>();
    for (String line : Files.readAllLines(temp.resolve("second").resolve("audit-00000001.jsonl"))) {
      Map<String, Object> record = Json.parseObject(line);
      String kind = String.valueOf(record.get("kind"));
      if (!kind.startsWith("log.")) {
        kept.add(new Kept(kind, String.valueOf(record.get("call")), line));
      }
    }
    return kept;
  }

  /** A log that has failed stays so until it is opened again; its own tests break it. */
  @Override
  protected boolean away() {
    return false;
  }

  @Override
  protected void back() {}

  @AfterEach
  void theSecondLogVerifiesByItself() {
    assertThat(AuditVerifier.verify(temp.resolve("second")).problem()).isNull();
  }
}
