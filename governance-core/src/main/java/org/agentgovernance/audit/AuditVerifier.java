package org.agentgovernance.audit;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Checks a log offline. */
public final class AuditVerifier {
  private AuditVerifier() {}

  public static AuditReport verify(Path log) {
    return verify(log, null);
  }

  public static AuditReport verify(Path log, @Nullable AuditHead expected) {
    throw new UnsupportedOperationException();
  }
}
