package org.agentgovernance.identity;

import org.agentgovernance.call.Subject;

/**
 * Checks a credential and says whose it is. The only way to a {@link VerifiedPrincipal}: an
 * implementation gets a {@link Verification} handed in, states there what it has checked, and
 * returns what that makes of it.
 *
 * <p>A verifier for JSON Web Tokens is an extension of its own. An application that knows its user
 * from elsewhere, such as a login session, writes a verifier for what it has:
 *
 * <pre>{@code
 * PrincipalVerifier<Login> logins =
 *     (login, verification) -> {
 *       if (!login.valid()) {
 *         throw verification.refuse("the login has ended; log in again");
 *       }
 *       return verification.user("shop", login.userName()).roles(login.roles()).verified();
 *     };
 * Session session = governor.session(logins, login).open();
 * }</pre>
 *
 * <p>Implementations are called by many threads at once. They may block. One that throws anything
 * but an {@link IdentityException} refuses the credential too.
 *
 * @param <C> the kind of credential
 */
@FunctionalInterface
public interface PrincipalVerifier<C> {
  /**
   * Checks a credential.
   *
   * @param credential what the user or agent presents
   * @param verification where to state what was checked; of use for this one call only
   * @return whose it is
   * @throws IdentityException when the credential is not good
   */
  VerifiedPrincipal verify(C credential, Verification verification);

  /**
   * A verifier that checks nothing: the host has authenticated the user by its own means and
   * vouches for what it says of them. Never pass on what a user, a model or an agent says here.
   *
   * @param issuer the name under which the host vouches; it stands in records and conditions as the
   *     user's issuer
   * @return the verifier
   */
  static PrincipalVerifier<Subject> attestedByHost(String issuer) {
    return new HostAttestation(issuer);
  }
}
