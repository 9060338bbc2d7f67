package org.agentgovernance.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;
import org.agentgovernance.call.Actor;
import org.agentgovernance.identity.IdentityException;
import org.agentgovernance.identity.Verification;
import org.agentgovernance.identity.VerifiedPrincipal;
import org.jose4j.jwk.RsaJsonWebKey;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which claims become what, as a verifier is told, and what becomes of claims that are not so. */
final class ClaimsTest {
  private static final long NOW = 1_800_000_000L;
  @TempDir static Path dir;
  private static RsaJsonWebKey key;

  @BeforeAll
  static void keys() throws Exception {
    key = Tokens.key("k-1");
    Files.writeString(dir.resolve("jwks.json"), Tokens.set(key));
  }

  private static VerifiedPrincipal verified(
      UnaryOperator<JwtPrincipalVerifier.Builder> options, String claims) throws Exception {
    JwtPrincipalVerifier.Builder builder =
        JwtPrincipalVerifier.builder("https://idp", "desk")
            .keys(JwtKeys.file(dir.resolve("jwks.json")))
            .clock(Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));
    return Verification.of(options.apply(builder).build(), Tokens.signed(key, with(claims)));
  }

  private static String with(String claims) {
    return Tokens.GOOD.substring(0, Tokens.GOOD.length() - 1)
        + (claims.isEmpty() ? "}" : "," + claims + "}");
  }

  private static String refused(
      UnaryOperator<JwtPrincipalVerifier.Builder> options, String claims) {
    IdentityException refusal =
        catchThrowableOfType(IdentityException.class, () -> verified(options, claims));
    assertThat(refusal).as("the token is refused").isNotNull();
    return refusal.code().value();
  }

  @Test
  void aTokenIsNotGoodBeforeItsTimeLessTheSkewOfTheClocks() throws Exception {
    assertThat(verified(b -> b, "\"nbf\":" + (NOW + 30)).user().id()).isEqualTo("ann");
    assertThat(refused(b -> b, "\"nbf\":" + (NOW + 31))).isEqualTo("identity.token_not_yet_valid");
    assertThat(refused(b -> b.clockSkew(Duration.ZERO), "\"nbf\":" + (NOW + 1)))
        .isEqualTo("identity.token_not_yet_valid");
  }

  @Test
  void rolesAndGroupsComeFromWhereTheIssuerWritesThem() throws Exception {
    VerifiedPrincipal ann =
        verified(
            b -> b.rolesFrom("realm_access.roles").groupsFrom("https://idp/teams"),
            "\"realm_access\":{\"roles\":[\"clerk\"]},\"https://idp/teams\":[\"north\"],"
                + "\"roles\":[\"admin\"],\"groups\":[\"everybody\"]");
    assertThat(ann.user().roles()).containsExactly("clerk");
    assertThat(ann.user().attributes()).containsEntry("groups", List.of("north"));
  }

  @Test
  void onlyNamedClaimsBecomeFacts() throws Exception {
    VerifiedPrincipal ann =
        verified(
            b -> b.attribute("accounts", "shop.accounts").attribute("missing", "shop.none"),
            "\"shop\":{\"accounts\":[\"A-1\"],\"secret\":\"s\"},\"email\":\"ann@example.org\"");
    assertThat(ann.user().attributes()).containsOnlyKeys("accounts");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"admin\"", "{\"admin\":true}", "[1]", "[null]", "[[\"admin\"]]", "7"})
  void rolesThatAreNoListOfTextsAreRefused(String value) {
    assertThat(refused(b -> b, "\"roles\":" + value)).isEqualTo("identity.token_malformed");
    assertThat(refused(b -> b, "\"groups\":" + value)).isEqualTo("identity.token_malformed");
  }

  @Test
  void anActorsInstanceComesFromItsNamedMember() throws Exception {
    String act = "\"act\":{\"sub\":\"desk\",\"pod\":\"desk-7\",\"act\":{\"sub\":\"front\"}}";
    assertThat(verified(b -> b.instanceFrom("pod"), act).actors())
        .containsExactly(new Actor("desk", "desk-7"), Actor.of("front"));
    assertThat(verified(b -> b, act).actors()).containsExactly(Actor.of("desk"), Actor.of("front"));
  }

  @Test
  void theClientActsOnlyWhereItIsAskedForAndNobodyElseDoes() throws Exception {
    String client = "\"client_id\":\"refunds\"";
    assertThat(verified(b -> b, client).actors()).isEmpty();
    assertThat(verified(JwtPrincipalVerifier.Builder::clientActs, client).actors())
        .containsExactly(Actor.of("refunds"));
    assertThat(
            verified(
                    JwtPrincipalVerifier.Builder::clientActs,
                    client + ",\"act\":{\"sub\":\"desk\"}")
                .actors())
        .containsExactly(Actor.of("desk"));
    assertThat(refused(JwtPrincipalVerifier.Builder::clientActs, "\"client_id\":\" \""))
        .isEqualTo("identity.token_malformed");
    assertThat(refused(JwtPrincipalVerifier.Builder::clientActs, ""))
        .isEqualTo("identity.token_malformed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"desk\"", "[]", "{}", "{\"sub\":\"\"}", "{\"sub\":7}"})
  void aMalformedActorIsRefused(String act) {
    assertThat(refused(b -> b, "\"act\":" + act)).isEqualTo("identity.token_malformed");
  }

  @Test
  void anAlgorithmThatIsNotAskedForIsRefused() {
    assertThat(refused(b -> b.algorithms("ES256"), "")).isEqualTo("identity.token_algorithm");
  }

  @Test
  void optionsThatWouldWeakenTheCheckCannotBeGiven() {
    JwtPrincipalVerifier.Builder builder = JwtPrincipalVerifier.builder("https://idp", "desk");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.algorithms("none"));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.algorithms("HS256"));
    assertThatIllegalArgumentException().isThrownBy(builder::algorithms);
    assertThatIllegalArgumentException().isThrownBy(() -> builder.maxActors(5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.clockSkew(Duration.ofMinutes(5).plusMillis(1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JwtPrincipalVerifier.builder("https://idp", " "));
    assertThatIllegalStateException().isThrownBy(builder::build);
  }
}
