package org.agentgovernance.identity;

import org.agentgovernance.decision.ReasonCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One check of one credential by one verifier: what a {@link PrincipalVerifier} is handed to state
 * its result. Nobody else can make one, so nothing but a verifier makes a verified principal. Only
 * the thread that it was handed to may use it.
 */
public final class Verification {
  private static final Logger LOG = LoggerFactory.getLogger(Verification.class);

  private boolean open = true;

  private Verification() {}

  /**
   * Has a verifier check a credential. May block, as the verifier may.
   *
   * @param verifier what checks
   * @param credential what is checked
   * @param <C> the kind of credential
   * @return whose credential it is
   * @throws IdentityException when it is not good, or when the verifier fails
   */
  public static <C> VerifiedPrincipal of(PrincipalVerifier<C> verifier, C credential) {
    Verification verification = new Verification();
    try {
      VerifiedPrincipal made = verifier.verify(credential, verification);
      if (made == null) {
        throw verification.refuse("the verifier named nobody");
      }
      return made;
    } catch (IdentityException e) {
      throw e;
    } catch (RuntimeException e) {
      // Its message may quote the credential; the host gets it as the cause.
      LOG.error("a verifier failed with {}; the credential is refused", e.getClass().getName());
      throw new IdentityException(
          ReasonCode.IDENTITY_UNVERIFIED,
          "the verifier failed with " + e.getClass().getSimpleName(),
          e);
    } finally {
      verification.open = false;
    }
  }

  /**
   * States whose credential it is.
   *
   * @param issuer who vouches for the user's id; not blank
   * @param id the user's id there; not blank
   * @return where to state the rest
   * @throws IdentityException when one of the two is blank
   * @throws IllegalStateException when the check is over
   */
  public VerifiedPrincipal.Builder user(String issuer, String id) {
    requireOpen();
    if (issuer.isBlank() || id.isBlank()) {
      throw refuse("the credential names no issuer or no user");
    }
    return new VerifiedPrincipal.Builder(this, issuer, id);
  }

  void requireOpen() {
    if (!open) {
      throw new IllegalStateException("a verification is over once the verifier has returned");
    }
  }

  /**
   * Makes the exception that refuses the credential.
   *
   * @param message why, and what to do next, for the operator; never the credential itself
   * @return an exception to throw, with the code {@code identity.unverified}
   */
  public IdentityException refuse(String message) {
    return refuse(ReasonCode.IDENTITY_UNVERIFIED, message);
  }

  /**
   * Makes the exception that refuses the credential under a code of one's own.
   *
   * @param code why, for programs
   * @param message why, and what to do next, for the operator; never the credential itself
   * @return an exception to throw
   */
  public IdentityException refuse(ReasonCode code, String message) {
    return new IdentityException(code, message);
  }
}
