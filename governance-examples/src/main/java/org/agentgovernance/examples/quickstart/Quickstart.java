package org.agentgovernance.examples.quickstart;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Subject;
import org.agentgovernance.identity.PrincipalVerifier;

/** One manifest, two tools, four calls: permitted, waiting for a person, refused, unknown. */
public final class Quickstart {
  private Quickstart() {}

  /**
   * Runs it.
   *
   * @param arguments none
   * @throws URISyntaxException never
   */
  public static void main(String[] arguments) throws URISyntaxException {
    run(
        Path.of(
            Objects.requireNonNull(Quickstart.class.getResource("agent.manifest.json")).toURI()));
  }

  static void run(Path manifest) {
    // quickstart: begin
    PrincipalVerifier<Subject> logins = PrincipalVerifier.attestedByHost("shop");
    try (Governor governor =
            Governor.of(manifest)
                .tool("order.read", args -> "order " + args.string("order") + ": 40.00, shipped")
                .tool("refund", args -> "refunded " + args.decimal("amount"))
                .audit(AuditLog.inMemory()) // without this line: files in ./audit
                .open();
        Session session = governor.session(logins, Subject.of("ann")).task("support").open()) {

      System.out.println(session.call("order.read", Map.of("order", "7")).forModel());
      System.out.println(session.call("refund", Map.of("order", "7", "amount", 40)).forModel());
      System.out.println(session.call("refund", Map.of("order", "7", "amount", 400)).forModel());
      System.out.println(session.call("order.delete", Map.of("order", "7")).forOperator());
    }
    // quickstart: end
  }
}
