package org.agentgovernance.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.agentgovernance.call.Actor;
import org.agentgovernance.identity.IdentityException;
import org.agentgovernance.identity.Verification;
import org.agentgovernance.identity.VerifiedPrincipal;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JwtPrincipalVerifierTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_800_000_000L), ZoneOffset.UTC);
  private static final String GOOD =
      "{\"iss\":\"https://idp\",\"sub\":\"ann\",\"aud\":\"desk\",\"exp\":1800000600,"
          + "\"scope\":\"read refund\",\"roles\":[\"clerk\"],\"jti\":\"t-1\"}";
  @TempDir static Path dir;
  private static RsaJsonWebKey key;
  private static JwtPrincipalVerifier verifier;

  @BeforeAll
  static void keys() throws Exception {
    key = RsaJwkGenerator.generateJwk(2048);
    key.setKeyId("k-1");
    Path file = dir.resolve("jwks.json");
    Files.writeString(file, new JsonWebKeySet(List.of(key)).toJson());
    verifier = verifier(file);
  }

  private static JwtPrincipalVerifier verifier(Path file) {
    return JwtPrincipalVerifier.builder("https://idp", "desk")
        .keys(JwtKeys.file(file))
        .clock(CLOCK)
        .build();
  }

  private static String signed(String payload) throws Exception {
    return signed(payload, "k-1", "at+jwt");
  }

  private static String signed(String payload, String kid, String type) throws Exception {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setPayload(payload);
    jws.setAlgorithmHeaderValue("RS256");
    jws.setHeader("typ", type);
    jws.setKeyIdHeaderValue(kid);
    jws.setKey(key.getPrivateKey());
    return jws.getCompactSerialization();
  }

  private static String code(String token) {
    IdentityException refused =
        catchThrowableOfType(IdentityException.class, () -> Verification.of(verifier, token));
    assertThat(refused).as("the token is refused").isNotNull();
    assertThat(refused.getMessage()).doesNotContain("ann");
    return refused.code().value();
  }

  private static String part(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void acceptsAnAccessToken() throws Exception {
    VerifiedPrincipal ann = Verification.of(verifier, signed(GOOD));
    assertThat(ann.user().toString()).isEqualTo("ann@https://idp");
    assertThat(ann.user().roles()).containsExactly("clerk");
    assertThat(ann.scopes()).containsExactlyInAnyOrder("read", "refund");
    assertThat(ann.principal("desk", "").build().keyId()).isEqualTo("k-1");
  }

  @Test
  void acceptsATokenOfAnExchangeWithItsActors() throws Exception {
    String act = ",\"act\":{\"sub\":\"desk\",\"act\":{\"sub\":\"front\"}}}";
    VerifiedPrincipal ann =
        Verification.of(verifier, signed(GOOD.substring(0, GOOD.length() - 1) + act));
    assertThat(ann.actors()).containsExactly(Actor.of("desk"), Actor.of("front"));
  }

  @Test
  void refusesEachFaultUnderItsOwnCode() throws Exception {
    String claims = part(GOOD);
    assertThat(code(part("{\"alg\":\"none\",\"typ\":\"at+jwt\"}") + "." + claims + "."))
        .isEqualTo("identity.token_algorithm");
    assertThat(code(signed(GOOD.replace("\"desk\"", "\"other\""))))
        .isEqualTo("identity.token_audience");
    assertThat(code(signed(GOOD.replace("1800000600", "1799999000"))))
        .isEqualTo("identity.token_expired");
    assertThat(code(signed(GOOD.replace("\"exp\":1800000600,", ""))))
        .isEqualTo("identity.token_no_expiry");
    assertThat(code(signed(GOOD.replace("//idp", "//evil")))).isEqualTo("identity.token_issuer");
    assertThat(code(signed(GOOD, "k-2", "at+jwt"))).isEqualTo("identity.token_unknown_key");
    assertThat(code(signed(GOOD, "k-1", "JWT"))).isEqualTo("identity.token_type");
    assertThat(code("x".repeat(1 << 20))).isEqualTo("identity.token_too_large");
    assertThat(code(signed(GOOD.replace("{\"iss\"", "{\"sub\":\"bo\",\"iss\""))))
        .isEqualTo("identity.token_malformed");
    String bomb = "{\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}";
    assertThat(code(signed(bomb))).isEqualTo("identity.token_malformed");
    assertThat(code("a.b")).isEqualTo("identity.token_malformed");
    String token = signed(GOOD);
    String forged =
        token.substring(0, token.indexOf('.'))
            + "."
            + part(GOOD.replace("ann", "eve"))
            + token.substring(token.lastIndexOf('.'));
    assertThat(code(forged)).isEqualTo("identity.token_signature");
    String deep = "{\"sub\":\"a\"}";
    for (int i = 0; i < 4; i++) {
      deep = "{\"sub\":\"a\",\"act\":" + deep + "}";
    }
    assertThat(code(signed(GOOD.substring(0, GOOD.length() - 1) + ",\"act\":" + deep + "}")))
        .isEqualTo("identity.token_actors");
  }

  @Test
  void refusesHs256SignedWithThePublicKey() throws Exception {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setPayload(GOOD);
    jws.setAlgorithmHeaderValue("HS256");
    jws.setHeader("typ", "at+jwt");
    jws.setKeyIdHeaderValue("k-1");
    jws.setKey(new HmacKey(key.getRsaPublicKey().getEncoded()));
    assertThat(code(jws.getCompactSerialization())).isEqualTo("identity.token_algorithm");
    assertThatThrownBy(() -> JwtPrincipalVerifier.builder("i", "a").algorithms("HS256"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesEverythingWithoutKeys() throws Exception {
    JwtPrincipalVerifier blind = verifier(dir.resolve("missing.json"));
    String token = signed(GOOD);
    assertThatThrownBy(() -> Verification.of(blind, token))
        .extracting(e -> ((IdentityException) e).code().value())
        .isEqualTo("identity.token_keys_unavailable");
    assertThatThrownBy(() -> JwtKeys.url(URI.create("http://idp/jwks")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
