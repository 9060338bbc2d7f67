package org.agentgovernance.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Set;

/** A private Ed25519 key that was read from a PEM file. */
record KeyFileSigner(CheckpointKey key, PrivateKey secret) implements CheckpointSigner {
  private static final int MAX_BYTES = 16_384;

  static KeyFileSigner read(String name, Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view != null) {
      Set<PosixFilePermission> open = view.readAttributes().permissions();
      if (open.contains(PosixFilePermission.GROUP_READ)
          || open.contains(PosixFilePermission.OTHERS_READ)) {
        throw new IOException("others may read the private key " + file + "; make it 0600");
      }
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IllegalArgumentException(file + " is too large for a key");
    }
    byte[] pkcs8 = Pem.read(Files.readString(file, StandardCharsets.US_ASCII), "PRIVATE KEY");
    try {
      PrivateKey secret =
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      KeyFileSigner signer = new KeyFileSigner(CheckpointKey.ofLog(name, publicOf(secret)), secret);
      Checkpoint probe = new Checkpoint(name, 0, TreeHash.ofNothing());
      if (SignedCheckpoint.sign(probe, signer).by(signer.key()).isEmpty()) {
        throw new IllegalArgumentException("the public half of the key could not be derived");
      }
      return signer;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(file + " holds no Ed25519 private key", e);
    }
  }

  @Override
  public byte[] sign(byte[] message) throws GeneralSecurityException {
    Signature ed25519 = Signature.getInstance("Ed25519");
    ed25519.initSign(secret);
    ed25519.update(message);
    return ed25519.sign();
  }

  /** Never shows the secret. */
  @Override
  public String toString() {
    return "KeyFileSigner[" + key + "]";
  }

  /**
   * The public key that belongs to a private one: the JDK offers no such step, but its generator
   * makes a pair from the 32 bytes that it is handed as randomness, which are the private key.
   */
  private static byte[] publicOf(PrivateKey secret) throws GeneralSecurityException {
    byte[] seed =
        secret instanceof EdECPrivateKey key ? key.getBytes().orElse(new byte[0]) : new byte[0];
    if (seed.length != TreeHash.BYTES) {
      throw new InvalidAlgorithmParameterException("not an Ed25519 private key");
    }
    KeyPairGenerator pairs = KeyPairGenerator.getInstance("Ed25519");
    pairs.initialize(NamedParameterSpec.ED25519, new Known(seed));
    byte[] x509 = pairs.generateKeyPair().getPublic().getEncoded();
    return Arrays.copyOfRange(x509, x509.length - TreeHash.BYTES, x509.length);
  }

  private static final class Known extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final byte[] bytes;

    Known(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void nextBytes(byte[] into) {
      System.arraycopy(bytes, 0, into, 0, into.length);
    }
  }
}
