package org.agentgovernance.jwt;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.agentgovernance.identity.IdentityException;
import org.agentgovernance.identity.Verification;

/** Whatever comes in as a token is refused as one: nothing else is thrown, nothing gets through. */
class JwtPrincipalVerifierFuzzTest {
  private static final JwtPrincipalVerifier VERIFIER =
      JwtPrincipalVerifier.builder("https://idp", "desk")
          .keys(JwtKeys.file(Path.of("no-such-file.json")))
          .build();

  @FuzzTest(maxDuration = "60s")
  void refusesWhateverIsNotAToken(byte[] data) {
    String text = new String(data, StandardCharsets.ISO_8859_1);
    try {
      Verification.of(VERIFIER, text);
    } catch (IdentityException refused) {
      if (!refused.code().value().startsWith("identity.token_")) {
        throw new AssertionError("refused for the wrong reason", refused);
      }
      return;
    }
    throw new AssertionError("verified without a key");
  }
}
