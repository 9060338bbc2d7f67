package org.agentgovernance.catalog;

import org.jspecify.annotations.Nullable;

/** One signature of an envelope; the key id is a hint that nobody vouches for. */
final class Signed {
  private final @Nullable String keyId;
  private final byte[] signature;

  Signed(@Nullable String keyId, byte[] signature) {
    this.keyId = keyId;
    this.signature = signature;
  }

  @Nullable String keyId() {
    return keyId;
  }

  byte[] signature() {
    return signature;
  }
}
