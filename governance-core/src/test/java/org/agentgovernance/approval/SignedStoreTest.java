package org.agentgovernance.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.Subject;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.testing.Race;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever can write to what is behind a store, but has no key, approves nothing. */
class SignedStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final ApprovalKey KEY = key(1);

  private final ApprovalStore behind = ApprovalStore.inMemory();
  private final ApprovalStore store = ApprovalStore.signed(behind, KEY);

  private static ApprovalKey key(int seed) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) seed);
    return ApprovalKey.of(secret);
  }

  private static ApprovalEntry entry(int quorum) {
    return ApprovalEntry.of(ApprovalEntryTest.request(quorum));
  }

  private static ApprovalVote yes(String who) {
    return new ApprovalVote(
        Subject.of(who).withRoles(List.of("boss")), true, "fine", NOW.plusSeconds(1));
  }

  private static void unavailable(Runnable visit) {
    assertThatThrownBy(visit::run)
        .isInstanceOf(GovernanceException.class)
        .satisfies(
            e ->
                assertThat(((GovernanceException) e).code())
                    .isEqualTo(ReasonCode.APPROVAL_UNAVAILABLE));
  }

  @Test
  void whatGoesInSignedComesOutAsItWas() {
    ApprovalEntry first = entry(2);
    store.add(first);
    assertThat(behind.find(first.id()).orElseThrow().mac()).hasSize(64);
    assertThat(store.find(first.id())).contains(first);
    ApprovalEntry next = first.with(yes("boss"));
    assertThat(store.replace(next)).isTrue();
    assertThat(store.open()).containsExactly(next);
    assertThat(store.open(first.sealed().key())).containsExactly(next);
  }

  @Test
  void aVoteThatWasWrittenWithoutTheKeyIsShownToNobodyAndRunsNothing() {
    ApprovalEntry first = entry(1);
    store.add(first);
    List<ApprovalEntry> told = new ArrayList<>();
    store.watch(
        new ApprovalStore.Watcher() {
          @Override
          public Map<String, Long> awaited() {
            return Map.of(first.id(), 1L);
          }

          @Override
          public void changed(ApprovalEntry entry) {
            told.add(entry);
          }
        });
    assertThat(behind.replace(first.with(yes("forger")))).isTrue();
    assertThat(told).isEmpty();
    assertThat(store.open()).isEmpty();
    assertThat(store.open(first.sealed().key())).isEmpty();
    unavailable(() -> store.find(first.id()));
  }

  @Test
  void aSignatureOfAnotherKeyOrOfAnotherStateIsNone() {
    ApprovalEntry first = entry(1);
    ApprovalEntry approved = first.with(yes("boss"));
    behind.add(key(2).sign(first));
    unavailable(() -> store.find(first.id()));
    assertThat(behind.replace(approved.withMac(KEY.sign(first).mac()))).isTrue();
    unavailable(() -> store.find(first.id()));
    assertThat(store.open()).isEmpty();
  }

  @Test
  void anOldStateThatIsPutBackIsRefusedWhereTheNewOneWasSeen(@TempDir Path temp) throws Exception {
    Path directory = temp.resolve("approvals");
    ApprovalEntry first = entry(1);
    ApprovalEntry approved = first.with(yes("boss"));
    Path file = directory.resolve(first.id() + ".json");
    SwitchedStore files = new SwitchedStore(FileApprovalStore.open(directory));
    ApprovalStore signed = ApprovalStore.signed(files, KEY);
    signed.add(first);
    assertThat(signed.replace(approved)).isTrue();
    byte[] old = Files.readAllBytes(file);
    assertThat(signed.replace(approved.consumed(NOW.plusSeconds(2)))).isTrue();
    files.close();
    Files.write(file, old);
    try (FileApprovalStore again = FileApprovalStore.open(directory)) {
      assertThat(again.open()).as("by itself it is good").hasSize(1);
      files.now = again;
      assertThat(signed.open()).isEmpty();
      unavailable(() -> signed.find(first.id()));
    }
  }

  /** A store in the place of which another one can be put, as a writer behind it does. */
  private static final class SwitchedStore implements ApprovalStore {
    private FileApprovalStore now;

    SwitchedStore(FileApprovalStore store) {
      this.now = store;
    }

    void close() {
      now.close();
    }

    @Override
    public void add(ApprovalEntry entry) {
      now.add(entry);
    }

    @Override
    public boolean replace(ApprovalEntry next) {
      return now.replace(next);
    }

    @Override
    public java.util.Optional<ApprovalEntry> find(String id) {
      return now.find(id);
    }

    @Override
    public List<ApprovalEntry> open() {
      return now.open();
    }

    @Override
    public List<ApprovalEntry> open(org.agentgovernance.json.Digest key) {
      return now.open(key);
    }

    @Override
    public int forget(Instant before) {
      return now.forget(before);
    }

    @Override
    public Watch watch(Watcher watcher) {
      return now.watch(watcher);
    }
  }

  @Test
  void readersAndVotersAtOnceNeverTakeEachOtherForForgers() throws Exception {
    for (int round = 0; round < 200; round++) {
      ApprovalEntry first = entry(4);
      store.add(first);
      List<Integer> votes =
          Race.run(
              4,
              () -> {
                int mine = 0;
                for (int i = 0; i < 20; i++) {
                  ApprovalEntry now = store.find(first.id()).orElse(null);
                  if (now == null || now.votes().size() >= 3) {
                    break;
                  }
                  String who = "boss-" + now.votes().size();
                  mine += store.replace(now.with(yes(who))) ? 1 : 0;
                  assertThat(store.open()).hasSize(1);
                }
                return mine;
              });
      assertThat(votes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(3);
      ApprovalEntry last = store.find(first.id()).orElseThrow();
      assertThat(store.replace(last.expired(NOW.plusSeconds(9)))).isTrue();
    }
  }

  @Test
  void aKeyIsLongEnoughAndSaysNothingOfItself() {
    assertThatThrownBy(() -> ApprovalKey.of(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 32");
    byte[] secret = new byte[32];
    ApprovalKey key = ApprovalKey.of(secret);
    secret[0] = 9;
    ApprovalEntry entry = entry(1);
    assertThat(key.vouchesFor(key(0).sign(entry))).as("the secret was copied").isTrue();
    assertThat(key.toString()).isEqualTo("ApprovalKey");
  }
}
