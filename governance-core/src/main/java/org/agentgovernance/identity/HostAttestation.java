package org.agentgovernance.identity;

import org.agentgovernance.call.Subject;

/** The host's own word for its users. */
final class HostAttestation implements PrincipalVerifier<Subject> {
  private final String issuer;

  HostAttestation(String issuer) {
    if (issuer.isBlank()) {
      throw new IllegalArgumentException("a host vouches under a name");
    }
    this.issuer = issuer;
  }

  @Override
  public VerifiedPrincipal verify(Subject user, Verification verification) {
    if (user.equals(Subject.anonymous())) {
      throw verification.refuse("nobody can vouch for the anonymous user; use Anonymous.USER");
    }
    if (!user.issuer().isEmpty() && !user.issuer().equals(issuer)) {
      throw verification.refuse(
          "the user's issuer is \""
              + user.issuer()
              + "\", and this host vouches as \""
              + issuer
              + "\"; leave the issuer empty");
    }
    return verification
        .user(issuer, user.id())
        .roles(user.roles())
        .attributes(user.attributes())
        .verified();
  }
}
