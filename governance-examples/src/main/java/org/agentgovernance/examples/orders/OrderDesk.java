package org.agentgovernance.examples.orders;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.PendingCall;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Subject;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.manifest.Manifest;

/**
 * The order desk that an agent works at in the framework examples: {@code orders.manifest.json}
 * lets it read orders, refund them once a supervisor agrees, and never delete them.
 */
public final class OrderDesk implements AutoCloseable {
  private static final String MANIFEST = "orders.manifest.json";
  private static final Subject SUPERVISOR = Subject.of("bo").withRoles(List.of("supervisor"));

  private final Governor governor;
  private final Session session;
  private final PrintStream out;
  private final List<CallResult> results = new ArrayList<>();

  /**
   * Opens the desk for a user called ann.
   *
   * @param out where each result is printed
   */
  public OrderDesk(PrintStream out) {
    this.out = out;
    this.governor = Governor.of(Manifest.parse(text(), MANIFEST)).audit(AuditLog.inMemory()).open();
    this.session =
        governor
            .session(PrincipalVerifier.attestedByHost("shop"), Subject.of("ann"))
            .task("support")
            .open();
  }

  private static String text() {
    try (InputStream in = OrderDesk.class.getResourceAsStream(MANIFEST)) {
      if (in == null) {
        throw new IllegalStateException("missing from the class path: " + MANIFEST);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The governed session.
   *
   * @return the session
   */
  public Session session() {
    return session;
  }

  /**
   * Remembers and prints what came of a call; the examples need it to show what happens next.
   *
   * @param tool the tool's name as the model wrote it
   * @param result what came of its call
   * @return the same result
   */
  public CallResult noted(String tool, CallResult result) {
    results.add(result);
    out.printf("%-16s %-8s %s%n", tool, result.verdict().word(), result.code());
    out.printf("  the model reads: %s%n", result.forModel());
    return result;
  }

  /**
   * Lets a supervisor approve everything that waits.
   *
   * @return what the model is told of it
   */
  public String approve() {
    StringBuilder told = new StringBuilder();
    for (CallResult result : results) {
      if (result.pending().isPresent()) {
        PendingCall pending = result.pending().get();
        governor.approvals().approve(pending.request().id(), SUPERVISOR, "the parcel was lost");
        CallResult done = pending.completion().toCompletableFuture().join();
        String line = pending.request().tool() + " was approved: " + done.forModel();
        out.printf("the supervisor says yes%n  the model reads: %s%n", line);
        told.append(line);
      }
    }
    return told.toString();
  }

  @Override
  public void close() {
    session.close();
    governor.close();
  }
}
