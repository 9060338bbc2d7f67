package org.agentgovernance.cli;

import org.agentgovernance.call.Subject;
import org.agentgovernance.identity.Anonymous;
import org.agentgovernance.identity.Identity;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.identity.Verification;

/** Users as a record or the person at the command line names them. No tool runs for them. */
public final class RecordedUsers {
  private static final String UNNAMED = "recorded";
  private static final PrincipalVerifier<Subject> RECORDS =
      (user, verification) ->
          verification
              .user(user.issuer().isBlank() ? UNNAMED : user.issuer(), user.id())
              .roles(user.roles())
              .attributes(user.attributes())
              .verified();

  private RecordedUsers() {}

  /**
   * Takes a record's word for a user.
   *
   * @param user the user, or the anonymous one
   * @return an identity that a session can be opened for
   * @throws org.agentgovernance.identity.IdentityException when the user's id is blank
   */
  public static Identity of(Subject user) {
    return user.equals(Subject.anonymous()) ? Anonymous.USER : Verification.of(RECORDS, user);
  }
}
