package org.agentgovernance.jwt;

import java.io.IOException;
import java.io.InputStream;

/** Where a JWK set is read from. */
interface KeyDocument {
  /** Far more than any issuer's set of keys. */
  int MAX_BYTES = 256 * 1024;

  /** The whole document; blocks. */
  byte[] read() throws IOException;

  /** Reads a stream to its end, unless it is too long. */
  static byte[] all(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new IOException("the JWK set has more than " + MAX_BYTES + " bytes");
    }
    return bytes;
  }
}
