package org.agentgovernance.jwt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JWK set in a file. */
record FileKeys(Path path) implements KeyDocument {
  @Override
  public byte[] read() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return KeyDocument.all(in);
    }
  }
}
