package org.agentgovernance.testkit;

import java.util.List;
import java.util.function.UnaryOperator;
import org.agentgovernance.identity.Verification;
import org.agentgovernance.identity.VerifiedPrincipal;

/**
 * Principals that no credential stands behind, for tests.
 *
 * <pre>{@code
 * Session session = governor.session(TestPrincipals.user("ann")).task("support").open();
 * }</pre>
 */
public final class TestPrincipals {
  /** The issuer of every principal made here. */
  public static final String ISSUER = "test";

  private TestPrincipals() {}

  /**
   * A user with roles.
   *
   * @param id the user's id
   * @param roles role names
   * @return a principal of the issuer {@link #ISSUER}
   */
  public static VerifiedPrincipal user(String id, String... roles) {
    return user(id, principal -> principal.roles(List.of(roles)));
  }

  /**
   * A user with whatever else a credential can say.
   *
   * @param id the user's id
   * @param more states attributes, scopes, actors, expiry
   * @return a principal of the issuer {@link #ISSUER}
   */
  public static VerifiedPrincipal user(String id, UnaryOperator<VerifiedPrincipal.Builder> more) {
    return Verification.of(
        (name, verification) -> more.apply(verification.user(ISSUER, name)).verified(), id);
  }
}
