package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.agentgovernance.checkpoint.Checkpoint;
import org.agentgovernance.checkpoint.CheckpointKey;
import org.agentgovernance.checkpoint.CheckpointSigner;
import org.agentgovernance.checkpoint.CheckpointWitness;
import org.agentgovernance.checkpoint.FileAnchor;
import org.agentgovernance.checkpoint.HttpWitness;
import org.agentgovernance.checkpoint.Keys;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.agentgovernance.checkpoint.TreeHash;
import org.agentgovernance.checkpoint.WitnessServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Witnesses: a file, and a real HTTP server that checks signatures and consistency. */
class AuditWitnessTest {
  private static final String NAME = "witness.example/w1";

  @TempDir private Path temp;
  private Path dir;
  private CheckpointSigner secret;
  private CheckpointKey witness;

  @BeforeEach
  void makeKeys() throws IOException {
    dir = temp.resolve("audit");
    secret = Keys.signer(temp, NAME, Keys.OTHER_SEED);
    byte[] typed = Base64.getDecoder().decode(secret.key().toString().split("\\+", 3)[2]);
    witness = CheckpointKey.ofWitness(NAME, Arrays.copyOfRange(typed, 1, typed.length));
  }

  private AuditOptions with(CheckpointWitness... witnesses) throws IOException {
    return Samples.options()
        .withSigner(Keys.signer(temp))
        .withWitnesses(List.of(witnesses), Duration.ofNanos(1));
  }

  @Test
  void anHttpWitnessSignsWhatGoesOnFromWhatItSaw() throws Exception {
    try (WitnessServer server = new WitnessServer(List.of(Keys.key()), witness, secret)) {
      Samples.write(dir, 2, with(new HttpWitness(server.address(), witness)));
      assertThat(Objects.requireNonNull(server.latest()).size()).isEqualTo(6);
      Samples.write(dir, 3, with(new HttpWitness(server.address(), witness)));
      assertThat(Objects.requireNonNull(server.latest()).size()).isEqualTo(14);
      assertThat(server.answers).contains(409, 200).doesNotContain(403, 404, 422, 400);
    }
    SignedCheckpoint cosigned =
        SignedCheckpoint.parse(Files.readString(dir.resolve("witness-1.checkpoint")));
    assertThat(cosigned.by(witness)).hasSize(1);
    assertThat(cosigned.by(Keys.key())).hasSize(1);
    AuditReport report = AuditVerifier.verify(dir, HeldEvidence.none().withKey(witness));
    assertThat(report.problem()).isNull();
    assertThat(report.signed()).isEqualTo(14);
  }

  @Test
  void aWitnessThatSawAnotherHistoryRefusesAndTheStatusAndAnEventSaySo() throws Exception {
    List<String> events = new CopyOnWriteArrayList<>();
    try (WitnessServer server = new WitnessServer(List.of(Keys.key()), witness, secret)) {
      server.remember(new Checkpoint(Keys.LOG, 1, TreeHash.ofLeaf(new byte[] {9})));
      AuditLog log =
          AuditLog.open(
              dir,
              with(new HttpWitness(server.address(), witness))
                  .withEvents(event -> events.add(event.kind())));
      log.appendAndWait(Samples.intent("one"));
      log.close();
      assertThat(log.status().failure()).isNull();
      assertThat(log.status().warnings()).anySatisfy(w -> assertThat(w).contains("422"));
      server.remember(new Checkpoint(Keys.LOG, 999, TreeHash.ofLeaf(new byte[] {9})));
      log = AuditLog.open(dir, with(new HttpWitness(server.address(), witness)));
      log.close();
      assertThat(log.status().warnings())
          .anySatisfy(w -> assertThat(w).contains("saw 999 records"));
    }
    assertThat(events).contains("audit.witness_failed");
    assertThat(AuditVerifier.verify(dir).problem()).isNull();
  }

  @Test
  void aWitnessThatDoesNotKnowTheLogOrItsKeyOrIsAwayHoldsNothingUp() throws Exception {
    CheckpointKey other = Keys.signer(temp, Keys.LOG, Keys.OTHER_SEED).key();
    for (CheckpointKey trusted : List.of(other, witness)) {
      try (WitnessServer server = new WitnessServer(List.of(trusted), witness, secret)) {
        AuditLog log = AuditLog.open(dir, with(new HttpWitness(server.address(), witness)));
        log.close();
        assertThat(log.status().warnings())
            .anySatisfy(w -> assertThat(w).contains(trusted.equals(other) ? "403" : "404"));
      }
    }
    URI nobody = URI.create("http://127.0.0.1:1/");
    Samples.write(dir, 1, with(new HttpWitness(nobody, witness)));
    assertThat(AuditVerifier.verify(dir).problem()).isNull();
  }

  @Test
  void aSignatureOfAnotherThanTheWitnessIsNotTaken() throws Exception {
    try (WitnessServer server =
        new WitnessServer(List.of(Keys.key()), witness, Keys.signer(temp))) {
      AuditLog log = AuditLog.open(dir, with(new HttpWitness(server.address(), witness)));
      log.close();
      assertThat(log.status().warnings())
          .anySatisfy(w -> assertThat(w).contains("without a signature of its key"));
    }
    assertThat(dir.resolve("witness-1.checkpoint")).doesNotExist();
    assertThatThrownBy(() -> new HttpWitness(URI.create("http://127.0.0.1"), Keys.key()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new HttpWitness(URI.create("ftp://127.0.0.1"), witness))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFileElsewhereShowsARollbackOfTheWholeDirectory() throws Exception {
    Path anchor = temp.resolve("anchor");
    Samples.write(dir, 3, with(new FileAnchor(anchor)));
    String notes = Files.readString(anchor, StandardCharsets.UTF_8);
    SignedCheckpoint held =
        SignedCheckpoint.parse(
            notes.substring(notes.lastIndexOf(Keys.LOG + "\n"), notes.length() - 1));
    assertThat(held.checkpoint().size()).isEqualTo(8);
    Path forged = temp.resolve("forged");
    Samples.write(forged, 2, Samples.options().withSigner(Keys.signer(temp)));
    HeldEvidence key = HeldEvidence.none().withKey(Keys.key());
    assertThat(AuditVerifier.verify(forged, key).ok()).isTrue();
    AuditReport report = AuditVerifier.verify(forged, key.withCheckpoint(held));
    assertThat(Objects.requireNonNull(report.problem()).kind())
        .isEqualTo(AuditProblem.Kind.TRUNCATED);
  }
}
