package org.agentgovernance.jwt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
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
  private volatile @Nullable Known known;
  private long triedAt;
  private boolean tried;

  /** What was read, and when. */
  private record Known(List<JsonWebKey> keys, long readAt) {}

  KeyCache(JwtKeys source, Clock clock) {
    this.source = source;
    this.clock = clock;
  }

  /**
   * The key that a token names. A token whose key is known never waits for a read, so made-up key
   * ids hold up nobody else.
   */
  PublicKey keyOf(JsonWebSignature token) {
    Known now = believed();
    PublicKey key = now == null ? null : select(token, now.keys());
    return key == null ? read(token, now) : key;
  }

  private @Nullable Known believed() {
    Known last = known;
    return last == null || clock.millis() - last.readAt() >= source.lifetimeMillis() ? null : last;
  }

  private synchronized PublicKey read(JsonWebSignature token, @Nullable Known before) {
    Known now = believed();
    if (Objects.equals(now, before) && refresh(clock.millis())) {
      now = believed();
    }
    if (now == null) {
      throw new IdentityException(
          ReasonCode.TOKEN_KEYS_UNAVAILABLE,
          "the issuer's keys cannot be read, so no token can be checked; see the log");
    }
    PublicKey key = select(token, now.keys());
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
      known = new Known(new JsonWebKeySet(text).getJsonWebKeys(), now);
      return true;
    } catch (IOException | JoseException | RuntimeException e) {
      LOG.warn("the issuer's keys could not be read", e);
      return false;
    }
  }

  private static @Nullable PublicKey select(JsonWebSignature token, List<JsonWebKey> keys) {
    try {
      JsonWebKey key = new VerificationJwkSelector().select(token, keys);
      return key != null && key.getKey() instanceof PublicKey open ? open : null;
    } catch (JoseException e) {
      return null;
    }
  }
}
