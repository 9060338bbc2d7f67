package org.agentgovernance.testing;

import org.agentgovernance.call.Subject;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.identity.Verification;
import org.agentgovernance.identity.VerifiedPrincipal;

/** Users for whom the tests vouch. */
public final class Users {
  private static final PrincipalVerifier<Subject> TESTS =
      (user, verification) ->
          verification
              .user(user.issuer().isEmpty() ? "test" : user.issuer(), user.id())
              .roles(user.roles())
              .attributes(user.attributes())
              .verified();

  private Users() {}

  public static VerifiedPrincipal of(String id) {
    return of(Subject.of(id));
  }

  public static VerifiedPrincipal of(Subject user) {
    return Verification.of(TESTS, user);
  }
}
