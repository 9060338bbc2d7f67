package org.agentgovernance.jwt;

import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.identity.IdentityException;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.identity.Verification;
import org.agentgovernance.identity.VerifiedPrincipal;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Verifies signed access tokens (RFC 9068) and tokens of a token exchange (RFC 8693) of one issuer
 * for one audience. Immutable and safe for use by many threads; blocks while keys are read.
 *
 * <pre>{@code
 * JwtPrincipalVerifier tokens =
 *     JwtPrincipalVerifier.builder("https://idp.example", "order-desk")
 *         .keys(JwtKeys.url(URI.create("https://idp.example/jwks")))
 *         .build();
 * Session session = governor.session(tokens, bearer).task("support").open();
 * }</pre>
 *
 * <p>A token is refused, each fault under its own {@code identity.token_*} code, unless it is small
 * and well formed, signed by a key of the issuer with an allowed algorithm, of an allowed type, for
 * this audience, and not expired. Messages never hold the token or its claims.
 */
public final class JwtPrincipalVerifier implements PrincipalVerifier<String> {
  private static final Set<String> ASYMMETRIC =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

  private final String issuer;
  private final String audience;
  private final Set<String> algorithms;
  private final Set<String> types;
  private final Duration skew;
  private final Clock clock;
  private final KeyCache keys;
  private final Claims mapping;

  private JwtPrincipalVerifier(Builder from, JwtKeys source) {
    this.issuer = from.issuer;
    this.audience = from.audience;
    this.algorithms = from.algorithms;
    this.types = from.types;
    this.skew = from.skew;
    this.clock = from.clock;
    this.keys = new KeyCache(source, from.clock);
    this.mapping =
        new Claims(
            from.roles,
            from.groups,
            Map.copyOf(from.attributes),
            from.instance,
            from.clientActs,
            from.maxActors);
  }

  /**
   * Starts a verifier.
   *
   * @param issuer the exact {@code iss} of its tokens
   * @param audience what their {@code aud} must name: this application, as the issuer knows it
   * @return a builder
   */
  public static Builder builder(String issuer, String audience) {
    return new Builder(issuer, audience);
  }

  @Override
  public VerifiedPrincipal verify(String credential, Verification verification) {
    Token token = Token.of(credential);
    if (!algorithms.contains(token.algorithm())) {
      throw new IdentityException(
          ReasonCode.TOKEN_ALGORITHM,
          "the token's algorithm is not one of " + algorithms.stream().sorted().toList());
    }
    if (!types.contains(token.type())) {
      throw new IdentityException(
          ReasonCode.TOKEN_TYPE,
          "the token's type (\"typ\") is not one of "
              + types.stream().sorted().toList()
              + "; an ID token is not an access token");
    }
    Instant ends = checked(token, keys.keyOf(signature(token)));
    Map<String, @Nullable Object> claims = token.claims();
    return verification
        .user(issuer, String.valueOf(claims.get("sub")))
        .roles(mapping.roles(claims))
        .attributes(mapping.attributes(claims))
        .actors(mapping.actors(claims))
        .scopes(Claims.scopes(claims))
        .expires(ends.plus(skew))
        .credentialId(claims.get("jti") instanceof String id ? id : null)
        .keyId(token.header().get("kid") instanceof String id ? id : null)
        .verified();
  }

  private static JsonWebSignature signature(Token token) {
    try {
      JsonWebSignature signature = new JsonWebSignature();
      signature.setCompactSerialization(token.text());
      return signature;
    } catch (JoseException e) {
      throw Token.malformed("it cannot be read as a signed token");
    }
  }

  /** When the token ends, once its signature and claims are found good. */
  private Instant checked(Token token, PublicKey key) {
    JwtConsumer consumer =
        new JwtConsumerBuilder()
            .setVerificationKey(key)
            .setJwsAlgorithmConstraints(
                new AlgorithmConstraints(ConstraintType.PERMIT, algorithms.toArray(new String[0])))
            .setExpectedIssuer(true, issuer)
            .setExpectedAudience(true, audience)
            .setRequireSubject()
            .setRequireExpirationTime()
            .setAllowedClockSkewInSeconds(Math.toIntExact(skew.toSeconds()))
            .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis()))
            .build();
    try {
      NumericDate ends = consumer.processToClaims(token.text()).getExpirationTime();
      return Instant.ofEpochSecond(ends.getValue());
    } catch (InvalidJwtException e) {
      throw refusal(e);
    } catch (MalformedClaimException e) {
      throw Token.malformed("\"exp\" is not a time");
    } catch (RuntimeException e) {
      throw new IdentityException(
          ReasonCode.TOKEN_MALFORMED, "the token is malformed: it cannot be checked", e);
    }
  }

  /** The library's messages quote claims, so only its codes are used. */
  private IdentityException refusal(InvalidJwtException e) {
    if (e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)
        || e.hasErrorCode(ErrorCodes.SIGNATURE_MISSING)) {
      return refusal(ReasonCode.TOKEN_SIGNATURE, "its signature is not that of the issuer's key");
    }
    if (e.hasErrorCode(ErrorCodes.ISSUER_INVALID) || e.hasErrorCode(ErrorCodes.ISSUER_MISSING)) {
      return refusal(ReasonCode.TOKEN_ISSUER, "its issuer is not \"" + issuer + "\"");
    }
    if (e.hasErrorCode(ErrorCodes.AUDIENCE_INVALID)
        || e.hasErrorCode(ErrorCodes.AUDIENCE_MISSING)) {
      return refusal(ReasonCode.TOKEN_AUDIENCE, "its audience is not \"" + audience + "\"");
    }
    if (e.hasErrorCode(ErrorCodes.EXPIRATION_MISSING)) {
      return refusal(ReasonCode.TOKEN_NO_EXPIRY, "it has no \"exp\", and a token must end");
    }
    if (e.hasErrorCode(ErrorCodes.EXPIRED)) {
      return refusal(ReasonCode.TOKEN_EXPIRED, "it has expired; get a new one");
    }
    if (e.hasErrorCode(ErrorCodes.NOT_YET_VALID)) {
      return refusal(ReasonCode.TOKEN_NOT_YET_VALID, "it is not good yet; compare the clocks");
    }
    return Token.malformed("a claim is missing or is not what it should be");
  }

  private static IdentityException refusal(ReasonCode code, String why) {
    return new IdentityException(code, "the token is refused: " + why);
  }

  /** Collects what a verifier believes. Not safe for use by many threads. */
  public static final class Builder {
    private static final int USUAL_ACTORS = 4;
    private static final Duration MAX_SKEW = Duration.ofMinutes(5);

    private final String issuer;
    private final String audience;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private Set<String> algorithms = Set.of("RS256", "PS256", "ES256", "EdDSA");
    private Set<String> types = Set.of("at+jwt");
    private Duration skew = Duration.ofSeconds(30);
    private Clock clock = Clock.systemUTC();
    private String roles = "roles";
    private String groups = "groups";
    private @Nullable String instance;
    private boolean clientActs;
    private int maxActors = USUAL_ACTORS;
    private @Nullable JwtKeys keys;

    private Builder(String issuer, String audience) {
      if (issuer.isBlank() || audience.isBlank()) {
        throw new IllegalArgumentException("a verifier needs an issuer and an audience");
      }
      this.issuer = issuer;
      this.audience = audience;
    }

    /**
     * Sets where the issuer's public keys come from. Must be called.
     *
     * @param value the keys
     * @return this builder
     */
    public Builder keys(JwtKeys value) {
      this.keys = value;
      return this;
    }

    /**
     * Sets which signature algorithms are accepted; RS256, PS256, ES256 and EdDSA by default.
     *
     * @param names names of RFC 7518 and RFC 8037, asymmetric ones only
     * @return this builder
     * @throws IllegalArgumentException for {@code none}, for HS256 and its like, and for unknown
     *     names
     */
    public Builder algorithms(String... names) {
      Set<String> asked = Set.of(names);
      if (asked.isEmpty() || !ASYMMETRIC.containsAll(asked)) {
        throw new IllegalArgumentException(
            "algorithms are some of " + ASYMMETRIC.stream().sorted().toList());
      }
      this.algorithms = asked;
      return this;
    }

    /**
     * Sets which types of token are accepted; {@code at+jwt} alone by default. Issuers that do not
     * follow RFC 9068 write {@code JWT}, also into ID tokens; accept that only when the audience
     * tells the two apart.
     *
     * @param names values of {@code typ}, upper and lower case alike
     * @return this builder
     */
    public Builder types(String... names) {
      Set<String> asked = new HashSet<>();
      for (String name : names) {
        asked.add(name.toLowerCase(Locale.ROOT));
      }
      this.types = Set.copyOf(asked);
      return this;
    }

    /**
     * Sets how far the issuer's clock may be off; 30 seconds by default.
     *
     * @param value at most 5 minutes
     * @return this builder
     */
    public Builder clockSkew(Duration value) {
      if (value.isNegative() || value.compareTo(MAX_SKEW) > 0) {
        throw new IllegalArgumentException("a clock's skew is at most 5 minutes");
      }
      this.skew = value;
      return this;
    }

    /**
     * Sets what tells the time; the system's clock by default.
     *
     * @param value the clock
     * @return this builder
     */
    public Builder clock(Clock value) {
      this.clock = value;
      return this;
    }

    /**
     * Sets the claim that lists the user's roles; {@code roles} by default.
     *
     * @param claim its name, or a path such as {@code realm_access.roles}
     * @return this builder
     */
    public Builder rolesFrom(String claim) {
      this.roles = claim;
      return this;
    }

    /**
     * Sets the claim that lists the user's groups; {@code groups} by default. Conditions read them
     * as {@code user.groups}.
     *
     * @param claim its name, or a path
     * @return this builder
     */
    public Builder groupsFrom(String claim) {
      this.groups = claim;
      return this;
    }

    /**
     * Takes a claim over as a fact that conditions read as {@code user}. No other claims are.
     *
     * @param name the fact's name
     * @param claim the claim's name, or a path
     * @return this builder
     */
    public Builder attribute(String name, String claim) {
      attributes.put(name, claim);
      return this;
    }

    /**
     * Sets the member of an actor in {@code act} that names the running instance of the agent; by
     * default none does.
     *
     * @param member its name
     * @return this builder
     */
    public Builder instanceFrom(String member) {
      this.instance = member;
      return this;
    }

    /**
     * Takes the token's {@code client_id} for the agent when the token has no {@code act}; a token
     * with neither is then refused. By default a token without {@code act} names no agent, and the
     * manifest's agent acts.
     *
     * @return this builder
     */
    public Builder clientActs() {
      this.clientActs = true;
      return this;
    }

    /**
     * Sets how many actors {@code act} may name; 4 by default.
     *
     * @param value the current actor and those before it
     * @return this builder
     */
    public Builder maxActors(int value) {
      if (value < 1 || value > USUAL_ACTORS) {
        throw new IllegalArgumentException("a chain has 1 to " + USUAL_ACTORS + " actors");
      }
      this.maxActors = value;
      return this;
    }

    /**
     * Makes the verifier. Reads nothing yet.
     *
     * @return the verifier
     * @throws IllegalStateException when no keys were given
     */
    public JwtPrincipalVerifier build() {
      JwtKeys source = keys;
      if (source == null) {
        throw new IllegalStateException("say with keys(..) where the issuer's keys come from");
      }
      return new JwtPrincipalVerifier(this, source);
    }
  }
}
