package org.agentgovernance.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.agentgovernance.audit.ArgumentsMode;
import org.agentgovernance.audit.AuditKind;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditOptions;
import org.agentgovernance.audit.AuditRecord;
import org.agentgovernance.audit.AuditedTool;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.ToolResult;
import org.agentgovernance.checkpoint.CheckpointSigner;
import org.agentgovernance.decision.Permit;

/** A signed log with personal arguments, its key, and copies, for tests of commands and pages. */
public final class SignedLog {
  public static final String NAME = "example.com/refund-agent/audit";

  private final Path folder;
  private final CheckpointSigner signer;

  /** Makes a key in a folder: {@code audit.key}, {@code audit.pem} and {@code audit.pub}. */
  public SignedLog(Path folder) {
    this.folder = folder;
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      pem("audit.key", "PRIVATE KEY", pair.getPrivate().getEncoded());
      folder.resolve("audit.key").toFile().setReadable(false, false);
      folder.resolve("audit.key").toFile().setReadable(true, true);
      pem("audit.pem", "PUBLIC KEY", pair.getPublic().getEncoded());
      this.signer = CheckpointSigner.ed25519(NAME, folder.resolve("audit.key"));
      Files.writeString(folder.resolve("audit.pub"), signer.key() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void pem(String name, String label, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
  }

  public Path directory() {
    return folder.resolve("audit");
  }

  /** Adds calls of a user, each an intent and an outcome. */
  public void write(int calls, String user) {
    try (AuditLog log = AuditLog.open(directory(), AuditOptions.defaults().withSigner(signer))) {
      for (int i = 0; i < calls; i++) {
        String id = user + "-" + i;
        log.appendAndWait(record(AuditKind.INTENT, id, user).build());
        log.append(
            record(AuditKind.OUTCOME, id, user)
                .outcome(Outcome.succeeded("done", ToolResult.of("done").usage(), 1_000), null)
                .build());
      }
    }
  }

  /** A copy of the log as it is while a call of a user runs: what a killed process leaves. */
  public Path whileACallRuns(String user, String name) throws IOException {
    try (AuditLog log = AuditLog.open(directory(), AuditOptions.defaults().withSigner(signer))) {
      log.appendAndWait(record(AuditKind.INTENT, user + "-open", user).build());
      return copy(name);
    }
  }

  private static AuditRecord.Builder record(AuditKind kind, String id, String user) {
    ToolCall call =
        ToolCall.builder("payments.refund")
            .id(id)
            .arguments(Map.of("iban", "DE00 1234", "note", "for " + user + "\u001b[2J"))
            .rationale(user + " asked for it")
            .build();
    CallContext context =
        new CallContext(
            new Principal(new Subject(user, "idp", Set.of(), Map.of()), "refund-agent", "i1"),
            "s1",
            "refund",
            "please",
            Map.of(),
            Clock.systemUTC());
    AuditRecord.Builder record =
        AuditRecord.builder(kind, System.currentTimeMillis())
            .session(context)
            .call(id, call, new AuditedTool("1.0.0", null, null, Map.of(), ArgumentsMode.PERSONAL));
    return kind == AuditKind.OUTCOME
        ? record
        : record.decision(new Permit("permission", null, java.util.List.of()));
  }

  /** A copy of the log's directory. */
  public Path copy(String name) throws IOException {
    Path to = Files.createDirectory(folder.resolve(name));
    try (Stream<Path> files = Files.list(directory())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }
}
