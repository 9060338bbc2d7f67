package org.agentgovernance.jwt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Clock;
import java.util.List;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.identity.IdentityException;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.VerificationJwkSelector;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The issuer's public keys as last read. Safe for use by many threads; one of them reads. */
final class KeyCache {
  private static final Logger LOG = LoggerFactory.getLogger(KeyCache.class);

  private final JwtKeys source;
  private final Clock clock;
  private @Nullable List<JsonWebKey> keys;
  private long readAt;
  private long triedAt;
  private boolean tried;

  KeyCache(JwtKeys source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  /** The key that a token names. */
  synchronized PublicKey keyOf(JsonWebSignature token) {
    long now = clock.millis();
    if (keys != null && now - readAt >= source.lifetimeMillis()) {
      keys = null;
    }
    boolean fresh = false;
    if (keys == null) {
      fresh = refresh(now);
    }
    List<JsonWebKey> known = keys;
    if (known == null) {
      throw new IdentityException(
          ReasonCode.TOKEN_KEYS_UNAVAILABLE,
          "the issuer's keys cannot be read, so no token can be checked; see the log");
    }
    PublicKey key = select(token, known);
    if (key == null && !fresh && refresh(now)) {
      key = select(token, keys == null ? List.of() : keys);
    }
    if (key == null) {
      throw new IdentityException(
          ReasonCode.TOKEN_UNKNOWN_KEY,
          "the token names no key of the issuer that fits its algorithm; is the issuer's set of"
              + " keys the right one?");
    }
    return key;
  }

  private boolean refresh(long now) {
    if (tried && now - triedAt < source.pauseMillis()) {
      return false;
    }
    tried = true;
    triedAt = now;
    try {
      String text = new String(source.document().read(), StandardCharsets.UTF_8);
      keys = new JsonWebKeySet(text).getJsonWebKeys();
      readAt = now;
      return true;
    } catch (IOException | JoseException | RuntimeException e) {
      LOG.warn("the issuer's keys could not be read", e);
      return false;
    }
  }

  private static @Nullable PublicKey select(JsonWebSignature token, List<JsonWebKey> known) {
    try {
      JsonWebKey key = new VerificationJwkSelector().select(token, known);
      return key != null && key.getKey() instanceof PublicKey open ? open : null;
    } catch (JoseException e) {
      return null;
    }
  }
}
