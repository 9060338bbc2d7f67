package org.agentgovernance.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * Signs checkpoints: a key file, or the user's own key store or security module. Called by one
 * thread that no call waits for, about once a second.
 */
public interface CheckpointSigner {
  /**
   * The public key, to be given to whoever verifies. Its name is the name of the log.
   *
   * @return a log's key, always the same one
   */
  CheckpointKey key();

  /**
   * Signs with Ed25519.
   *
   * @param message what is to be signed
   * @return the signature, 64 bytes
   * @throws GeneralSecurityException when it cannot be signed now; it is tried again with the next
   *     checkpoint
   */
  byte[] sign(byte[] message) throws GeneralSecurityException;

  /**
   * Signs with a key from a file, as {@code openssl genpkey -algorithm ed25519} writes it.
   *
   * @param name the name of the log, unique among all logs that a witness may meet, for instance
   *     {@code example.com/refund-agent/audit}; no spaces, no plus sign
   * @param privateKey an unencrypted PKCS#8 PEM file that only its owner may read
   * @return the signer; it reads the file once
   * @throws IOException when the file cannot be read, or others may read it
   * @throws IllegalArgumentException when it holds no Ed25519 private key
   */
  static CheckpointSigner ed25519(String name, Path privateKey) throws IOException {
    return KeyFileSigner.read(name, privateKey);
  }
}
