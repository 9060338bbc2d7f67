package org.agentgovernance.approval;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that the governors of one {@link ApprovalStore} share and whoever can write to what is
 * behind the store does not have. Entries are vouched for by HMAC-SHA256 (RFC 2104) under it.
 * Immutable; safe for use by many threads.
 */
public final class ApprovalKey {
  /** The fewest bytes of a secret. */
  public static final int FEWEST_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private ApprovalKey(byte[] secret) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  /**
   * Takes a secret, from wherever the host keeps its secrets. Use one for each store.
   *
   * @param secret random bytes, at least {@value #FEWEST_BYTES}; copied
   * @return the key
   * @throws IllegalArgumentException when there are fewer
   */
  public static ApprovalKey of(byte[] secret) {
    if (secret.length < FEWEST_BYTES) {
      throw new IllegalArgumentException(
          "an approval key has at least "
              + FEWEST_BYTES
              + " random bytes, not "
              + secret.length
              + "; \"openssl rand 32\" makes some");
    }
    return new ApprovalKey(secret);
  }

  ApprovalEntry sign(ApprovalEntry entry) {
    return entry.withMac(HexFormat.of().formatHex(mac(entry)));
  }

  boolean vouchesFor(ApprovalEntry entry) {
    String mac = entry.mac();
    return mac != null && MessageDigest.isEqual(mac(entry), HexFormat.of().parseHex(mac));
  }

  private byte[] mac(ApprovalEntry entry) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(entry.withMac(null).toJson().getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }

  /** Says nothing of the secret. */
  @Override
  public String toString() {
    return "ApprovalKey";
  }
}
