package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.approval.ApprovalState;
import org.agentgovernance.approval.FileApprovalStore;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that dies at a chosen point of an approved call, and the one after it. */
class ApprovalKillTest {
  @TempDir Path temp;
  private final AtomicInteger ran = new AtomicInteger();

  /** Returns the id of the request that the process left behind. */
  private String die(KilledApproval.Point point) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                KilledApproval.class.getName(),
                temp.toString(),
                point.name())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
      String id = out.readLine();
      assertThat(process.waitFor()).isEqualTo(KilledApproval.DIED);
      return id;
    } finally {
      process.destroyForcibly();
    }
  }

  private Governor next(FileApprovalStore store) {
    return KilledApproval.governor(
        store, AuditLog.open(temp.resolve("audit")), args -> "paid " + ran.incrementAndGet());
  }

  private FileApprovalStore store() {
    return FileApprovalStore.open(temp.resolve("approvals"));
  }

  private List<String> kinds() throws IOException {
    List<String> kinds = new ArrayList<>();
    try (var files = Files.list(temp.resolve("audit"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          Map<String, Object> record = Json.parseObject(line);
          String more = "";
          if (record.get("approval") instanceof Map<?, ?> step) {
            more = " " + step.get("state");
          } else if (record.get("outcome") instanceof Map<?, ?> outcome) {
            more = " " + outcome.get("kind");
          }
          kinds.add(record.get("kind") + more);
        }
      }
    }
    return kinds;
  }

  private static CallResult finished(PendingCall pending) {
    return pending.completion().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Test
  void aVoteThatWasRecordedAndNotStoredDoesNotCount() throws Exception {
    String id = die(KilledApproval.Point.BEFORE_THE_VOTE);
    try (FileApprovalStore store = store();
        Governor governor = next(store)) {
      PendingCall again = KilledApproval.refund(governor).pending().orElseThrow();
      assertThat(again.request().id()).isEqualTo(id);
      assertThat(again.completion().toCompletableFuture()).isNotDone();
      governor.approvals().approve(id, KilledApproval.BOSS, "ok");
      assertThat(finished(again).executed()).isTrue();
      assertThat(ran).hasValue(1);
    }
  }

  @Test
  void aVoteThatWasStoredAnswersTheSameCallOnce() throws Exception {
    String id = die(KilledApproval.Point.AFTER_THE_VOTE);
    try (FileApprovalStore store = store();
        Governor governor = next(store)) {
      PendingCall again = KilledApproval.refund(governor).pending().orElseThrow();
      assertThat(again.request().id()).isEqualTo(id);
      assertThat(finished(again).executed()).isTrue();
      assertThat(KilledApproval.refund(governor).pending().orElseThrow().request().id())
          .isNotEqualTo(id);
      assertThat(ran).hasValue(1);
    }
  }

  @Test
  void aUseThatWasStoredNeverRunsAgainAndTheEntrySaysSo() throws Exception {
    String id = die(KilledApproval.Point.AFTER_THE_USE);
    try (FileApprovalStore store = store();
        Governor governor = next(store)) {
      assertThat(store.find(id).orElseThrow().state()).isEqualTo(ApprovalState.CONSUMED);
      assertThat(governor.approvals().pending()).isEmpty();
      PendingCall again = KilledApproval.refund(governor).pending().orElseThrow();
      assertThat(again.request().id()).as("people are asked anew").isNotEqualTo(id);
      assertThat(ran).hasValue(0);
    }
    assertThat(kinds()).noneMatch(kind -> kind.startsWith("intent") || kind.startsWith("outcome"));
  }

  @Test
  void aCallThatDiedInItsToolNeverRunsAgainAndTheLogSaysThatItsEndIsUnknown() throws Exception {
    String id = die(KilledApproval.Point.IN_THE_TOOL);
    try (FileApprovalStore store = store();
        Governor governor = next(store)) {
      assertThat(store.find(id).orElseThrow().state()).isEqualTo(ApprovalState.CONSUMED);
      PendingCall again = KilledApproval.refund(governor).pending().orElseThrow();
      assertThat(again.request().id()).as("people are asked anew").isNotEqualTo(id);
      assertThat(ran).hasValue(0);
    }
    assertThat(kinds())
        .containsSubsequence(
            "approval requested",
            "approval approved",
            "approval consumed",
            "intent consumed",
            "outcome unknown");
  }
}
