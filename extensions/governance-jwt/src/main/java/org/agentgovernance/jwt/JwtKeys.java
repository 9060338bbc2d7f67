package org.agentgovernance.jwt;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Where the issuer's public keys come from, and for how long they are believed. Immutable.
 *
 * <p>Keys are read when the first token arrives, kept for their lifetime, and read again when it
 * has passed or when a token names a key that is not among them. Reads come no closer together than
 * {@link #atMostEvery}, so that made-up key ids cannot make a client of the issuer run hot. When
 * the lifetime has passed and the keys cannot be read, every token is refused.
 */
public final class JwtKeys {
  private static final Duration LIFETIME = Duration.ofMinutes(15);
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final KeyDocument document;
  private final Duration lifetime;
  private final Duration pause;

  private JwtKeys(KeyDocument document, Duration lifetime, Duration pause) {
    this.document = document;
    this.lifetime = lifetime;
    this.pause = pause;
  }

  /**
   * A JWK set in a file.
   *
   * @param path the file; it is read again as keys are from an address
   * @return the keys
   */
  public static JwtKeys file(Path path) {
    return new JwtKeys(new FileKeys(path), LIFETIME, PAUSE);
  }

  /**
   * A JWK set behind an HTTPS address, trusted by the certificates of the JDK.
   *
   * @param address the issuer's {@code jwks_uri}
   * @return the keys
   * @throws IllegalArgumentException when the address does not begin with https
   */
  public static JwtKeys url(URI address) {
    return url(address, null);
  }

  /**
   * A JWK set behind an HTTPS address.
   *
   * @param address the issuer's {@code jwks_uri}
   * @param trust whose certificates are trusted, for an authority of one's own; null for the JDK's
   * @return the keys
   * @throws IllegalArgumentException when the address does not begin with https
   */
  public static JwtKeys url(URI address, @Nullable SSLContext trust) {
    String scheme = address.getScheme();
    if (scheme == null || !scheme.toLowerCase(Locale.ROOT).equals("https")) {
      throw new IllegalArgumentException(
          "keys come over https only; whoever can change them on the way can sign any token");
    }
    return new JwtKeys(new HttpsKeys(address, trust), LIFETIME, PAUSE);
  }

  /**
   * Sets for how long keys are believed; 15 minutes by default.
   *
   * @param value the lifetime
   * @return the same keys, kept that long
   */
  public JwtKeys lifetime(Duration value) {
    return new JwtKeys(document, positive(value), pause);
  }

  /**
   * Sets the least time between two reads; 30 seconds by default.
   *
   * @param value the pause
   * @return the same keys, read no more often
   */
  public JwtKeys atMostEvery(Duration value) {
    return new JwtKeys(document, lifetime, positive(value));
  }

  private static Duration positive(Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("a time span is longer than nothing");
    }
    return value;
  }

  KeyDocument document() {
    return document;
  }

  long lifetimeMillis() {
    return lifetime.toMillis();
  }

  long pauseMillis() {
    return pause.toMillis();
  }
}
