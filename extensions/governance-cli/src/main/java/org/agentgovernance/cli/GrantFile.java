package org.agentgovernance.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.agentgovernance.approval.StandingGrant;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.TrustRoot;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** A standing grant in its envelope. */
final class GrantFile {
  private static final int NAMES = 12;

  private GrantFile() {}

  static DsseEnvelope load(Path file) {
    Inputs.check("GRANT.dsse.json", file);
    DsseEnvelope envelope = DsseEnvelope.load(file);
    if (!envelope.payloadType().equals(StandingGrant.PAYLOAD_TYPE)) {
      throw InputException.usage(file + " holds something else than a standing grant");
    }
    return envelope;
  }

  /** Everything that the signatures say yes to, in the words of the grant. */
  static void print(DsseEnvelope envelope, TrustRoot root, Terminal terminal) {
    byte[] payload = envelope.payload();
    StandingGrant grant = StandingGrant.parse(payload);
    terminal.out().println("standing grant " + Text.safe(grant.id()));
    Json.parseObject(new String(payload, StandardCharsets.UTF_8))
        .forEach(
            (name, value) -> {
              if (!name.equals("apiVersion") && !name.equals("kind") && !name.equals("id")) {
                line(name, text(value), terminal);
              }
            });
    line("signed by", SigningOptions.progress(envelope, root), terminal);
    envelope.signedBy(root).stream()
        .sorted()
        .forEach(id -> line("key", SigningOptions.brief(id), terminal));
    terminal
        .out()
        .println(
            SigningOptions.complete(envelope, root)
                ? "complete: give it to the governor with standingGrants(..)"
                : "incomplete: pass it on to the holder of another key");
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? text : Json.text(value);
  }

  private static void line(String name, String value, Terminal terminal) {
    String first = "  " + Text.pad(name, NAMES) + " ";
    terminal.out().println(Text.wrap(first, Text.safe(value), Terminal.WIDTH));
  }
}
