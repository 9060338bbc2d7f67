package org.agentgovernance.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Digest;
import org.agentgovernance.testing.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beyond the contract of stores: the files. */
class FileApprovalStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  @TempDir Path temp;

  private Path directory() {
    return temp.resolve("approvals");
  }

  private static ApprovalEntry fresh() {
    CallContext context =
        new CallContext(
            new Principal(Subject.of("u1"), "agent", ""),
            "s",
            null,
            null,
            Map.of(),
            new ManualClock("2026-11-20T10:00:00Z"));
    ToolCall call = ToolCall.builder("pay").arguments(Map.of("to", "secret-account")).build();
    return ApprovalEntry.of(
        SealedRequest.of(
            ApprovalPolicy.DEFAULT,
            new ProposedCall("c", call, context, "1", Digest.of("m", new byte[0])),
            List.of(),
            "why",
            NOW));
  }

  private static void isRefused(Path directory) {
    assertThatThrownBy(() -> FileApprovalStore.open(directory))
        .isInstanceOfSatisfying(
            GovernanceException.class,
            e -> assertThat(e.code()).isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE))
        .hasMessageContaining(directory.getFileName().toString())
        .hasMessageNotContaining("secret-account");
  }

  @Test
  void filesAreForTheirOwnerOnly() throws IOException {
    try (FileApprovalStore store = FileApprovalStore.open(directory())) {
      store.add(fresh());
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())))
        .isEqualTo("rwx------");
    try (var files = Files.list(directory())) {
      assertThat(files)
          .hasSize(2)
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void oneProcessAtATimeHasItOpen() {
    try (FileApprovalStore store = FileApprovalStore.open(directory())) {
      assertThat(store.open()).isEmpty();
      assertThatThrownBy(() -> FileApprovalStore.open(directory()))
          .isInstanceOf(GovernanceException.class)
          .hasMessageContaining("this process");
    }
    FileApprovalStore.open(directory()).close();
  }

  @Test
  void aDamagedFileRefusesToOpenAndLetsGoOfTheDirectory() throws IOException {
    ApprovalEntry entry = fresh();
    try (FileApprovalStore store = FileApprovalStore.open(directory())) {
      store.add(entry);
    }
    Path file = directory().resolve(entry.id() + ".json");
    String text = Files.readString(file);
    for (String damaged :
        List.of("", text.substring(1), text.replace("secret-account", "other-account"))) {
      Files.writeString(file, damaged);
      isRefused(directory());
    }
    Files.writeString(file, text);
    FileApprovalStore.open(directory()).close();
  }

  @Test
  void aFileUnderAnotherNameIsRefused() throws IOException {
    ApprovalEntry entry = fresh();
    try (FileApprovalStore store = FileApprovalStore.open(directory())) {
      store.add(entry);
    }
    Files.move(
        directory().resolve(entry.id() + ".json"),
        directory().resolve("apr-" + "0".repeat(32) + ".json"));
    isRefused(directory());
  }

  @Test
  void whatOthersMayWriteIsRefused() throws IOException {
    ApprovalEntry entry = fresh();
    try (FileApprovalStore store = FileApprovalStore.open(directory())) {
      store.add(entry);
    }
    Path file = directory().resolve(entry.id() + ".json");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    isRefused(directory());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(directory(), PosixFilePermissions.fromString("rwxrwxrwx"));
    isRefused(directory());
  }

  @Test
  void aLinkInThePlaceOfAFileIsRefused() throws IOException {
    ApprovalEntry entry = fresh();
    try (FileApprovalStore store = FileApprovalStore.open(directory())) {
      store.add(entry);
    }
    Path file = directory().resolve(entry.id() + ".json");
    Path elsewhere = Files.move(file, temp.resolve("elsewhere"));
    Files.createSymbolicLink(file, elsewhere);
    isRefused(directory());
  }

  @Test
  void aChangeThatIsNotWrittenDoesNotTakeEffect() throws IOException {
    ApprovalEntry entry = fresh();
    try (FileApprovalStore store = FileApprovalStore.open(directory())) {
      store.add(entry);
      // Nothing can be written beside the file any more.
      Path next = Files.createDirectory(directory().resolve(entry.id() + ".json.new"));
      Files.createFile(next.resolve("full"));
      ApprovalEntry expired = entry.expired(NOW);
      assertThatThrownBy(() -> store.replace(expired)).isInstanceOf(GovernanceException.class);
      assertThat(store.find(entry.id())).hasValue(entry);
      Files.delete(next.resolve("full"));
      Files.delete(next);
      assertThat(store.replace(expired)).isTrue();
    }
  }

  @Test
  void whatIsOverStaysOnTheDiskUntilItIsForgotten() throws IOException {
    ApprovalEntry entry = fresh();
    try (FileApprovalStore store = FileApprovalStore.open(directory())) {
      store.add(entry);
      assertThat(store.replace(entry.expired(NOW))).isTrue();
      assertThat(store.find(entry.id()).orElseThrow().state()).isEqualTo(ApprovalState.EXPIRED);
      assertThat(store.forget(NOW.plusSeconds(1))).isOne();
      assertThat(directory().resolve(entry.id() + ".json")).doesNotExist();
    }
  }

  @Test
  void aClosedStoreTakesNothing() {
    FileApprovalStore store = FileApprovalStore.open(directory());
    store.close();
    store.close();
    ApprovalEntry entry = fresh();
    assertThatThrownBy(() -> store.add(entry)).isInstanceOf(GovernanceException.class);
  }
}
