package org.agentgovernance.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.agentgovernance.checkpoint.SignedCheckpoint.Trust;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final Checkpoint TREE =
      new Checkpoint(Keys.LOG, 42, TreeHash.ofLeaf(new byte[] {7}));

  @TempDir private Path temp;

  @Test
  void aSignedNoteIsReadBackAndTrustedByItsKeyOnly() throws Exception {
    SignedCheckpoint signed = SignedCheckpoint.sign(TREE, Keys.signer(temp));
    SignedCheckpoint read = SignedCheckpoint.parse(signed.toString());
    assertThat(read).isEqualTo(signed);
    assertThat(read.checkpoint()).isEqualTo(TREE);
    assertThat(read.toString())
        .startsWith(Keys.LOG + "\n42\n" + TREE.root().base64() + "\n\n\u2014 " + Keys.LOG + " ");
    assertThat(read.trust(List.of(Keys.key()))).isEqualTo(Trust.SIGNED);
    CheckpointKey other = Keys.signer(temp, Keys.LOG, Keys.OTHER_SEED).key();
    assertThat(read.trust(List.of(other))).isEqualTo(Trust.UNKNOWN);
    assertThat(read.trust(List.of(other, Keys.key()))).isEqualTo(Trust.SIGNED);
    assertThat(read.trust(List.of())).isEqualTo(Trust.UNKNOWN);
  }

  @Test
  void aChangedTextUnderTheSameSignatureIsForged() throws Exception {
    String note = SignedCheckpoint.sign(TREE, Keys.signer(temp)).toString();
    SignedCheckpoint larger = SignedCheckpoint.parse(note.replace("\n42\n", "\n43\n"));
    assertThat(larger.trust(List.of(Keys.key()))).isEqualTo(Trust.FORGED);
  }

  @Test
  void anUnsignedCheckpointIsTrustedByNobody() {
    SignedCheckpoint unsigned = SignedCheckpoint.parse(new SignedCheckpoint(TREE, List.of()) + "");
    assertThat(unsigned.lines()).isEmpty();
    assertThat(unsigned.trust(List.of(Keys.key()))).isEqualTo(Trust.UNKNOWN);
  }

  @Test
  void aWitnessSignsWithItsTimeAndAnotherKindOfKey() throws Exception {
    CheckpointSigner secret = Keys.signer(temp, "witness.example/w1", Keys.OTHER_SEED);
    byte[] raw = Base64.getDecoder().decode(secret.key().toString().split("\\+", 3)[2]);
    CheckpointKey witness =
        CheckpointKey.ofWitness(
            "witness.example/w1", java.util.Arrays.copyOfRange(raw, 1, raw.length));
    SignedCheckpoint both =
        SignedCheckpoint.sign(TREE, Keys.signer(temp))
            .with(List.of(Keys.cosign(witness, secret, TREE, 1_700_000_000)));
    assertThat(both.trust(List.of(witness))).isEqualTo(Trust.SIGNED);
    assertThat(both.by(witness)).hasSize(1);
    assertThat(witness.time(both.by(witness).get(0)))
        .isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    assertThat(both.trust(List.of(secret.key()))).isEqualTo(Trust.UNKNOWN);
    assertThat(CheckpointKey.parse(witness.toString(), null)).isEqualTo(witness);
  }

  /** Keys of the Go project, whose hashes other people computed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
      })
  void readsWrittenKeysOfOthers(String written) {
    assertThat(CheckpointKey.parse(written + "\n", null)).hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "name",
        "name+00000000",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+AhpcQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc",
        "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\n%%%\n-----END PUBLIC KEY-----"
      })
  void refusesOtherKeys(String written) {
    assertThatThrownBy(() -> CheckpointKey.parse(written, "log"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsAPublicKeyAsPemWhenItIsGivenAName() {
    byte[] der = HexFormat.of().parseHex("302a300506032b6570032100" + Keys.PUBLIC);
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getEncoder().encodeToString(der)
            + "\n-----END PUBLIC KEY-----\n";
    assertThat(CheckpointKey.parse(pem, Keys.LOG)).isEqualTo(Keys.key());
    assertThatThrownBy(() -> CheckpointKey.parse(pem, null)).hasMessageContaining("has no name");
  }

  @Test
  void derivesThePublicKeyOfRfc8032() throws IOException {
    assertThat(Keys.signer(temp).key()).isEqualTo(Keys.key());
    assertThat(Keys.signer(temp).toString()).doesNotContain(Keys.SEED);
  }

  @Test
  void refusesAPrivateKeyThatOthersMayReadOrThatIsNone() throws IOException {
    Path file = Keys.pem(temp, Keys.SEED);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> CheckpointSigner.ed25519(Keys.LOG, file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("make it 0600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(file, "-----BEGIN PRIVATE KEY-----\nMCow\n-----END PRIVATE KEY-----");
    assertThatThrownBy(() -> CheckpointSigner.ed25519(Keys.LOG, file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no Ed25519 private key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a\n1\n",
        "a\n1\nAAAA\n\n",
        "a\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n",
        "a\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n",
        "a\n99999999999999999999\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n",
        "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nmore\n\n",
        "a b\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n",
        "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\n",
        "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n\n",
        "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n- a AAAAAAA=\n",
        "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\u2014 a AAAA\n",
        "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n\u2014 a AAAAAAA="
      })
  void refusesNotesOfAnyOtherForm(String note) {
    assertThatThrownBy(() -> SignedCheckpoint.parse(note))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
