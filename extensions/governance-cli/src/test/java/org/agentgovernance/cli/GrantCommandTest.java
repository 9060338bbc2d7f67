package org.agentgovernance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agentgovernance.approval.StandingGrant;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.TrustRoot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two people sign a standing grant, each of whom reads it first. */
final class GrantCommandTest {
  private static final String GRANT =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "StandingGrant", "id": "recall",
       "approval": "payments", "agent": "refund-agent", "tools": ["refund.create"],
       "arguments": {"account": {"oneOf": ["A-1", "A-3"]}, "amount": {"atMost": "50.00"}},
       "uses": 20, "total": {"argument": "amount", "limit": "600.00"},
       "notBefore": "2026-11-20T06:00:00Z", "notAfter": "2026-11-20T20:00:00Z",
       "reason": "refunds of the recall", "issuer": "head of payments"}
      """;

  @TempDir private Path directory;

  @BeforeEach
  void root() {
    Cli.write(file("recall.json"), GRANT);
    assertThat(
            Cli.run(
                    "catalog",
                    "init-root",
                    "--trust-root",
                    file("root.json"),
                    "--key",
                    file("alice.pem"),
                    "--key",
                    file("bob.pem"),
                    "--threshold",
                    2)
                .code())
        .isZero();
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private Cli.Run first() {
    return Cli.run(
        "grant",
        "sign",
        "--trust-root",
        file("root.json"),
        "--key",
        file("alice.pem"),
        "--grant",
        file("recall.json"),
        file("recall.dsse.json"));
  }

  private Cli.Run second(String key) {
    return Cli.run(
        "grant",
        "sign",
        "--trust-root",
        file("root.json"),
        "--key",
        file(key),
        file("recall.dsse.json"));
  }

  private Cli.Run show() {
    return Cli.run("grant", "show", "--trust-root", file("root.json"), file("recall.dsse.json"));
  }

  @Test
  void theSecondPersonReadsWhatTheFirstHasSigned() {
    Cli.Run begun = first();
    assertThat(begun.code()).isZero();
    assertThat(begun.out()).contains("1 of 2 signatures", "incomplete: pass it on");
    assertThat(show().code()).isEqualTo(1);
    assertThat(show().out())
        .contains(
            "standing grant recall\n",
            "  tools        [\"refund.create\"]\n",
            "{\"oneOf\":[\"A-1\",\"A-3\"]}",
            "  uses         20\n",
            "  issuer       head of payments\n");

    assertThat(second("bob.pem").out()).contains("2 of 2 signatures", "complete: give it");

    assertThat(show().code()).isZero();
    assertThat(show().out().lines()).allMatch(line -> line.length() <= 80);
    DsseEnvelope signed = DsseEnvelope.load(file("recall.dsse.json"));
    TrustRoot.load(file("root.json")).requireSigned(signed, "the grant");
    assertThat(StandingGrant.parse(signed.payload()).uses()).isEqualTo(20);
  }

  @Test
  void oneKeyCountsOnce() {
    first();
    assertThat(second("alice.pem").out()).contains("1 of 2 signatures");
  }

  @Test
  void aGrantThatNoGovernorWouldTakeIsNotSigned() {
    Cli.write(file("recall.json"), GRANT.replace("\"uses\": 20", "\"uses\": 0"));
    Cli.Run refused = first();
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("uses");
    assertThat(file("recall.dsse.json")).doesNotExist();
  }

  @Test
  void anEnvelopeIsNeverOverwrittenByAnotherGrant() throws Exception {
    first();
    byte[] before = Files.readAllBytes(file("recall.dsse.json"));
    Cli.write(file("recall.json"), GRANT.replace("\"uses\": 20", "\"uses\": 2000"));
    assertThat(first().code()).isEqualTo(2);
    assertThat(Files.readAllBytes(file("recall.dsse.json"))).isEqualTo(before);
  }

  @Test
  void anotherKindOfEnvelopeAndAStrangersKeyAreRefused() {
    Cli.run("catalog", "init-root", "--trust-root", file("other.json"), "--key", file("eve.pem"));
    first();
    assertThat(second("eve.pem").err()).contains("is not in the trust root");
    Cli.write(
        file("recall.dsse.json"),
        new String(DsseEnvelope.of("text/plain", new byte[] {1}).toJson(), StandardCharsets.UTF_8));
    assertThat(second("bob.pem").code()).isEqualTo(2);
    assertThat(show().err()).contains("something else than a standing grant");
  }
}
