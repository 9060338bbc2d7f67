package org.agentgovernance.examples.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Subject;
import org.agentgovernance.identity.PrincipalVerifier;
import org.agentgovernance.jdbc.GovernanceDatabase;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One process of the fleet: reads the number of an order from its input, changes that order, and
 * answers with one line. A service would give it a pool of connections.
 */
public final class OrderDesk {
  private OrderDesk() {}

  /**
   * Runs until its input ends.
   *
   * @param arguments the URL of the database
   * @throws IOException when input cannot be read
   * @throws URISyntaxException never
   */
  public static void main(String[] arguments) throws IOException, URISyntaxException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(arguments[0]);
    Path manifest =
        Path.of(Objects.requireNonNull(OrderDesk.class.getResource("agent.manifest.json")).toURI());
    // fleet: begin
    try (GovernanceDatabase database = GovernanceDatabase.on(source).open();
        Governor governor =
            Governor.of(manifest)
                .tool("order.read", args -> "order " + args.integer("order"))
                .tool("order.change", args -> "changed order " + args.integer("order"))
                .budgets(database.budgets())
                .audit(AuditLog.inMemory())
                .open();
        Session session =
            governor
                .session(PrincipalVerifier.attestedByHost("shop"), Subject.of("ann"))
                .task("orders")
                .open()) {
      // fleet: end
      answer(session);
    }
  }

  private static void answer(Session session) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String order = in.readLine(); order != null; order = in.readLine()) {
      CallResult result = session.call("order.change", Map.of("order", Long.valueOf(order)));
      System.out.println(
          result.outcome().ran() ? result.forModel() : "REFUSED " + result.forOperator());
    }
  }
}
