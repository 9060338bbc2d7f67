package org.agentgovernance.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 of texts under random salts. */
final class Hmac {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int SALT = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Hmac() {}

  static byte[] salt() {
    byte[] salt = new byte[SALT];
    RANDOM.nextBytes(salt);
    return salt;
  }

  static String of(byte[] salt, String value) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(salt, ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }
}
