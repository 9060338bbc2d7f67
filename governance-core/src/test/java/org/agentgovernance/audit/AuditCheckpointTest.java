package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agentgovernance.audit.AuditProblem.Kind;
import org.agentgovernance.checkpoint.CheckpointKey;
import org.agentgovernance.checkpoint.CheckpointSigner;
import org.agentgovernance.checkpoint.Keys;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signed checkpoints over the tree: written, recovered, verified. */
class AuditCheckpointTest {
  private static final HeldEvidence KEY = HeldEvidence.none().withKey(Keys.key());

  @TempDir private Path temp;
  private Path dir;

  @BeforeEach
  void chooseADirectory() {
    dir = temp.resolve("audit");
  }

  private AuditOptions signed() throws IOException {
    return Samples.options().withSigner(Keys.signer(temp));
  }

  private SignedCheckpoint last() throws Exception {
    return Objects.requireNonNull(CheckpointFiles.last(dir));
  }

  private AuditProblem problem(HeldEvidence held) {
    return Objects.requireNonNull(AuditVerifier.verify(dir, held).problem());
  }

  /** Replaces the lines by others whose chain is right, and the tree's hashes with them. */
  private void computeAnew(String from, String to, boolean tree) throws IOException {
    List<String> lines = Samples.lines(dir);
    LineBuffer out = new LineBuffer();
    StringBuilder text = new StringBuilder();
    Files.deleteIfExists(dir.resolve(tree ? TreeFile.FILE : "nothing"));
    try (TreeFile hashes = TreeFile.open(tree ? dir : Files.createTempDirectory(temp, "t"))) {
      Chain chain = new Chain(AuditHead.EMPTY, hashes::leaf);
      for (String line : lines) {
        int start = out.length();
        chain.begin(out);
        int head = ("{\"v\":1,\"seq\":" + (chain.head().seq() + 1) + ",\"prev\":\"").length() + 65;
        String rest = line.substring(head, line.lastIndexOf(Chain.CRC));
        out.json(rest.replace(from, to));
        chain.end(out, start);
      }
    }
    text.append(new String(out.bytes(), 0, out.length(), StandardCharsets.UTF_8));
    Files.writeString(Samples.segment(dir, 1), text.toString());
  }

  @Test
  void signsWhatIsDurableAtOpeningAndClosing() throws Exception {
    Samples.write(dir, 3, signed());
    SignedCheckpoint last = last();
    assertThat(last.checkpoint().origin()).isEqualTo(Keys.LOG);
    assertThat(last.checkpoint().size()).isEqualTo(8);
    assertThat(last.trust(List.of(Keys.key()))).isEqualTo(SignedCheckpoint.Trust.SIGNED);
    AuditReport report = AuditVerifier.verify(dir, KEY.withCheckpoint(last));
    assertThat(report.problem()).isNull();
    assertThat(report.signed()).isEqualTo(8);
    assertThat(report.checkpoints()).isGreaterThanOrEqualTo(3);
    assertThat(report.toString()).contains("signed up to record 8");
  }

  @Test
  void makesACheckpointWithoutAnotherRecordAndShowsIt() throws Exception {
    try (AuditLog log =
        AuditLog.open(dir, signed().withCheckpointEvery(java.time.Duration.ofMillis(20)))) {
      log.appendAndWait(Samples.intent("one"));
      long end = System.nanoTime() + 20_000_000_000L;
      while (Objects.requireNonNull(log.status().checkpoint()).checkpoint().size() < 2
          && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(Objects.requireNonNull(log.status().checkpoint()).checkpoint().size())
          .isEqualTo(2);
      assertThat(log.status().warnings()).isEmpty();
    }
  }

  @Test
  void saysPlainlyThatNobodySignedALogWithoutASigner() throws Exception {
    Samples.write(dir, 1, Samples.options());
    assertThat(last().lines()).isEmpty();
    AuditReport free = AuditVerifier.verify(dir);
    assertThat(free.ok()).isTrue();
    assertThat(free.toString()).contains("no signature was checked").contains("no public key");
    assertThat(problem(KEY).kind()).isEqualTo(Kind.UNSIGNED);
  }

  @Test
  void namesAnotherKeyAndAForgedSignature() throws Exception {
    Samples.write(dir, 1, signed());
    CheckpointKey other = Keys.signer(temp, Keys.LOG, Keys.OTHER_SEED).key();
    assertThat(problem(HeldEvidence.none().withKey(other)).kind()).isEqualTo(Kind.UNSIGNED);
    Path file = AuditDirectory.checkpoints(dir).get(1);
    String note = Files.readString(file);
    int end = note.lastIndexOf(' ') + 20;
    char changed = note.charAt(end) == 'A' ? 'B' : 'A';
    Files.writeString(file, note.substring(0, end) + changed + note.substring(end + 1));
    assertThat(problem(KEY).kind()).isEqualTo(Kind.FORGED);
    assertThatThrownBy(() -> AuditLog.open(dir, signed()))
        .isInstanceOf(GovernanceException.class)
        .extracting(e -> ((GovernanceException) e).code())
        .isEqualTo(ReasonCode.AUDIT_TAMPERED);
  }

  @Test
  void namesTheFirstRecordOfAChainThatWasComputedAnew() throws Exception {
    Samples.write(dir, 4, signed());
    computeAnew("call-2", "call-X", false);
    AuditProblem problem = problem(KEY);
    assertThat(problem.kind()).isEqualTo(Kind.FORK);
    assertThat(problem.message()).contains("record 6 is the first that differs from audit.tree");
    assertThat(problem.seq()).isEqualTo(6);
  }

  @Test
  void namesTheRangeWhenTheTreeWasComputedAnewToo() throws Exception {
    Samples.write(dir, 4, signed());
    computeAnew("call-2", "call-X", true);
    AuditProblem problem = problem(KEY);
    assertThat(problem.kind()).isEqualTo(Kind.FORK);
    assertThat(problem.message()).contains("which a key that is held signed");
    assertThatThrownBy(() -> AuditLog.open(dir, signed()).close())
        .hasMessageContaining("not those of the last checkpoint");
  }

  @Test
  void findsAChainAndCheckpointsComputedAnewOnlyByAKeyOrAHeldCheckpoint() throws Exception {
    Samples.write(dir, 4, signed());
    SignedCheckpoint held = last();
    Path forged = temp.resolve("forged");
    Samples.write(forged, 5, Samples.options());
    dir = forged;
    assertThat(AuditVerifier.verify(dir).ok()).isTrue();
    assertThat(problem(KEY).kind()).isEqualTo(Kind.UNSIGNED);
    AuditProblem fork = problem(HeldEvidence.none().withCheckpoint(held));
    assertThat(fork.kind()).isEqualTo(Kind.FORK);
    assertThat(fork.message()).contains("the checkpoint held");
  }

  @Test
  void namesTruncationAgainstAHeldCheckpointAlsoWhenAllElseWasCutToo() throws Exception {
    Samples.write(dir, 1, signed());
    byte[] lines = Files.readAllBytes(Samples.segment(dir, 1));
    byte[] notes = Files.readAllBytes(AuditDirectory.checkpoints(dir).get(1));
    byte[] tree = Files.readAllBytes(dir.resolve(TreeFile.FILE));
    Samples.write(dir, 1, signed());
    SignedCheckpoint held = last();
    Files.write(Samples.segment(dir, 1), lines);
    Files.write(AuditDirectory.checkpoints(dir).get(1), notes);
    Files.write(dir.resolve(TreeFile.FILE), tree);
    AuditReport unseen = AuditVerifier.verify(dir, KEY);
    assertThat(unseen.ok()).as("a whole rollback is not seen from inside").isTrue();
    assertThat(unseen.unknowable()).anySatisfy(s -> assertThat(s).contains("hold a checkpoint"));
    assertThat(problem(KEY.withCheckpoint(held)).kind()).isEqualTo(Kind.TRUNCATED);
  }

  @Test
  void refusesToOpenATreeSmallerThanTheLastCheckpoint() throws Exception {
    Samples.write(dir, 2, signed());
    List<String> lines = Samples.lines(dir);
    Files.write(Samples.segment(dir, 1), lines.subList(0, lines.size() - 1));
    assertThatThrownBy(() -> AuditLog.open(dir, signed()))
        .isInstanceOf(GovernanceException.class)
        .hasMessageContaining("ends with record 5, but its last checkpoint covers 6")
        .extracting(e -> ((GovernanceException) e).code())
        .isEqualTo(ReasonCode.AUDIT_TAMPERED);
  }

  @Test
  void putsDamagedHashesRightWhenTheCheckpointVouchesForTheLinesAndSaysSo() throws Exception {
    Samples.write(dir, 2, signed());
    Path tree = dir.resolve(TreeFile.FILE);
    byte[] hashes = Files.readAllBytes(tree);
    byte[] bad = hashes.clone();
    bad[100] ^= 1;
    Files.write(tree, bad);
    AuditProblem problem = problem(KEY);
    assertThat(problem.kind()).isEqualTo(Kind.TREE);
    assertThat(problem.seq()).isEqualTo(3);
    Samples.write(dir, 1, signed());
    assertThat(Samples.kinds(dir)).contains("log.recovered");
    assertThat(Samples.schemaErrors(dir)).isEmpty();
    assertThat(AuditVerifier.verify(dir, KEY).problem()).isNull();
    Files.delete(tree);
    assertThat(problem(KEY).kind()).isEqualTo(Kind.TREE);
    Samples.write(dir, 1, signed());
    assertThat(AuditVerifier.verify(dir, KEY).problem()).isNull();
  }

  @Test
  void cutsATornCheckpointOffAtEveryByte() throws Exception {
    Samples.write(dir, 1, signed());
    Path file = AuditDirectory.checkpoints(dir).get(1);
    byte[] notes = Files.readAllBytes(file);
    byte[] lines = Files.readAllBytes(Samples.segment(dir, 1));
    for (int length = 0; length < notes.length; length += 7) {
      Files.write(file, java.util.Arrays.copyOf(notes, length));
      Files.write(Samples.segment(dir, 1), lines);
      AuditLog.open(dir, signed()).close();
      assertThat(AuditVerifier.verify(dir, KEY).problem()).as("cut to %d", length).isNull();
    }
    Files.writeString(file, "nonsense\n\n\n");
    assertThat(problem(KEY).kind()).isEqualTo(Kind.CHECKPOINT);
    assertThatThrownBy(() -> AuditLog.open(dir, signed())).hasMessageContaining("no checkpoint");
  }

  @Test
  void acceptsAfterTheKeyWasChangedWhenEitherIsHeld() throws Exception {
    Samples.write(dir, 1, signed());
    CheckpointSigner later = Keys.signer(temp, Keys.LOG, Keys.OTHER_SEED);
    Samples.write(dir, 1, Samples.options().withSigner(later));
    assertThat(AuditVerifier.verify(dir, HeldEvidence.none().withKey(later.key())).signed())
        .isEqualTo(8);
    assertThat(AuditVerifier.verify(dir, KEY.withKey(later.key())).problem()).isNull();
  }

  @Test
  void goesOnWhenAKeyCannotSignForAWhileButDoesNotOpenWithOne() throws Exception {
    CheckpointSigner real = Keys.signer(temp);
    AtomicBoolean works = new AtomicBoolean(true);
    List<String> events = new ArrayList<>();
    CheckpointSigner module =
        new CheckpointSigner() {
          @Override
          public CheckpointKey key() {
            return real.key();
          }

          @Override
          public byte[] sign(byte[] message) throws GeneralSecurityException {
            if (!works.get()) {
              throw new GeneralSecurityException("the module is away");
            }
            return real.sign(message);
          }
        };
    AuditOptions options =
        Samples.options().withSigner(module).withEvents(event -> events.add(event.kind()));
    AuditLog log = AuditLog.open(dir, options);
    works.set(false);
    log.appendAndWait(Samples.intent("one"));
    log.close();
    assertThat(log.status().warnings()).anySatisfy(w -> assertThat(w).contains("module is away"));
    assertThat(events).contains("audit.checkpoint_unsigned");
    AuditReport report = AuditVerifier.verify(dir, KEY);
    assertThat(report.problem()).isNull();
    assertThat(report.signed()).isEqualTo(1);
    assertThat(report.unknowable()).anySatisfy(s -> assertThat(s).contains("records 2 to 3"));
    assertThatThrownBy(() -> AuditLog.open(dir, options)).hasMessageContaining("module is away");
    works.set(true);
    AuditLog.open(dir, options).close();
    AuditReport again = AuditVerifier.verify(dir, KEY);
    assertThat(again.problem()).isNull();
    assertThat(again.signed()).isEqualTo(again.head().seq());
  }
}
