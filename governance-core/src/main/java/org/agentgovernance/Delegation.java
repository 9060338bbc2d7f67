package org.agentgovernance;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditSection;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The border around a sub-agent: whatever it throws ends here, and its session is closed. */
final class Delegation {
  private static final Logger LOG = LoggerFactory.getLogger(Delegation.class);

  private final Enforcement shared;
  private final Session session;

  Delegation(Enforcement shared, Session session) {
    this.shared = shared;
    this.session = session;
  }

  <T> DelegationResult<T> run(DelegatedWork<T> work) {
    T value = null;
    Throwable thrown = null;
    try {
      value = work.run(session);
    } catch (Throwable e) {
      thrown = e;
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
    }
    return ended(value, thrown);
  }

  <T> CompletionStage<DelegationResult<T>> runAsync(
      DelegatedWork<? extends CompletionStage<T>> work) {
    CompletionStage<T> stage;
    try {
      stage = work.run(session);
      if (stage == null) {
        return CompletableFuture.completedFuture(ended(null, null));
      }
      CompletableFuture<DelegationResult<T>> told = stage.handle(this::ended).toCompletableFuture();
      var unused =
          told.whenComplete(
              (result, problem) -> {
                if (problem != null) {
                  session.close(); // the parent has gone; ended() follows when the work does
                }
              });
      return told;
    } catch (Throwable e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      return CompletableFuture.completedFuture(ended(null, e));
    }
  }

  private <T> DelegationResult<T> ended(@Nullable T value, @Nullable Throwable thrown) {
    session.close();
    CallContext context = session.context();
    DelegationResult<T> result =
        DelegationResult.of(context.principal().agent(), context.session(), value, thrown);
    if (!result.succeeded()) {
      failed(result);
    }
    return result;
  }

  private void failed(DelegationResult<?> result) {
    CallContext context = session.context();
    Map<String, String> details = new LinkedHashMap<>();
    details.put("code", result.code().value());
    result.cause().ifPresent(cause -> details.put("cause", cause.value()));
    result.error().ifPresent(error -> details.put("error", error.getClass().getName()));
    Map<String, String> section = new LinkedHashMap<>(details);
    section.put("event", "delegation.failed");
    AuditRecord record =
        AuditRecord.builder(AuditKind.EVENT, context.nowMillis())
            .session(context)
            .manifest(shared.manifest.digest(), shared.redaction)
            .section(AuditSection.EVENT, section)
            .build();
    if (!shared.recorder.takes(record)) {
      LOG.error("that the sub-agent of session {} failed could not be recorded", session.id());
    }
    shared.events.emit(GovernanceEvent.of("delegation.failed", context, null, details));
  }
}
