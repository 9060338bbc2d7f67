package org.agentgovernance.catalog;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Digest;

/** Ed25519 of RFC 8032 as the JDK has it, with what the JDK leaves to its caller. */
final class Ed25519Keys {
  /** SubjectPublicKeyInfo of RFC 8410 up to the 32 bytes of the key. */
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int KEY_BYTES = 32;
  private static final int SIGNATURE_BYTES = 64;

  private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

  /**
   * One of the two y coordinates of order eight; the other is its negative. See RFC 7748, section 7
   * and "Taming the many EdDSAs" (2020), table 6.
   */
  private static final BigInteger ORDER_EIGHT =
      new BigInteger("7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", 16);

  /** A public key at one of these lets anybody make signatures that verify. */
  private static final List<BigInteger> SMALL_ORDER =
      List.of(
          BigInteger.ZERO,
          BigInteger.ONE,
          P.subtract(BigInteger.ONE),
          ORDER_EIGHT,
          P.subtract(ORDER_EIGHT));

  private Ed25519Keys() {}

  /** Reads SubjectPublicKeyInfo in DER; any other kind of key is refused by its own code. */
  static PublicKey decode(byte[] der) {
    if (der.length != PREFIX.length + KEY_BYTES
        || !Arrays.equals(der, 0, PREFIX.length, PREFIX, 0, PREFIX.length)) {
      throw wrong("a key is not an Ed25519 public key (SubjectPublicKeyInfo of 44 bytes)");
    }
    byte[] bigEndian = new byte[KEY_BYTES];
    for (int i = 0; i < KEY_BYTES; i++) {
      bigEndian[i] = der[der.length - 1 - i];
    }
    bigEndian[0] &= 0x7f;
    BigInteger y = new BigInteger(1, bigEndian);
    if (y.compareTo(P) >= 0 || SMALL_ORDER.contains(y)) {
      throw wrong("a key is a point of small order or not in its one encoding");
    }
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw wrong("a key is not an Ed25519 public key");
    }
  }

  /** Checks a key that did not come from bytes. */
  static PublicKey checked(PublicKey key) {
    byte[] der = key.getEncoded();
    if (der == null) {
      throw wrong("a key has no encoding");
    }
    return decode(der);
  }

  /** SHA-256 of SubjectPublicKeyInfo in hexadecimal digits. */
  static String id(PublicKey key) {
    return Digest.ofBytes(key.getEncoded()).hex();
  }

  /** Whether the signature is the key's over the message; false whatever is wrong with it. */
  static boolean verifies(PublicKey key, byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initVerify(key);
      ed25519.update(message);
      return ed25519.verify(signature);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Java 15 and later have Ed25519", e);
    }
  }

  private static GovernanceException wrong(String message) {
    return new GovernanceException(
        ReasonCode.CATALOG_KEY_TYPE, message + "; use the Ed25519 key that was meant");
  }
}
