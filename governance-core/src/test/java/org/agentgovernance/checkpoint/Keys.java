package org.agentgovernance.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;

/** Keys for tests: the first two of RFC 8032, section 7.1. */
public final class Keys {
  public static final String LOG = "example.com/refund-agent/audit";
  public static final String SEED =
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
  public static final String PUBLIC =
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  public static final String OTHER_SEED =
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";

  private Keys() {}

  public static CheckpointSigner signer(Path folder) throws IOException {
    return signer(folder, LOG, SEED);
  }

  public static CheckpointSigner signer(Path folder, String name, String seed) throws IOException {
    return CheckpointSigner.ed25519(name, pem(folder, seed));
  }

  public static Path pem(Path folder, String seed) throws IOException {
    Path file = folder.resolve("key-" + seed.substring(0, 6) + ".pem");
    byte[] der = HexFormat.of().parseHex("302e020100300506032b657004220420" + seed);
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getEncoder().encodeToString(der)
            + "\n-----END PRIVATE KEY-----\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return file;
  }

  public static CheckpointKey key() {
    return CheckpointKey.ofLog(LOG, HexFormat.of().parseHex(PUBLIC));
  }

  /** The signature line of a witness. */
  public static SignedCheckpoint.Line cosign(
      CheckpointKey key, CheckpointSigner secret, Checkpoint checkpoint, long seconds)
      throws GeneralSecurityException {
    byte[] signature = secret.sign(CheckpointKey.cosigned(checkpoint, seconds));
    return SignedCheckpoint.Line.of(
        key, ByteBuffer.allocate(8 + signature.length).putLong(seconds).put(signature).array());
  }
}
