package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.approval.StandingGrant;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.InMemoryAuditTrail;
import org.agentgovernance.budget.InMemoryBudgetStore;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.interceptor.GovernanceEvent;
import org.agentgovernance.json.Json;
import org.agentgovernance.testing.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standing grant that is not good does not open the governor, and the code says why. */
class StandingRefusalTest {
  @TempDir Path directory;

  private static GovernorBuilder bank(boolean optedIn) {
    return Governor.of(Standing.bank(optedIn))
        .clock(new ManualClock("2026-11-20T10:00:00Z"))
        .audit(AuditLog.inMemory());
  }

  private static String refusal(GovernorBuilder builder, Path... files) {
    GovernanceException e =
        catchThrowableOfType(
            GovernanceException.class,
            () ->
                builder
                    .budgets(new InMemoryBudgetStore())
                    .standingGrants(Standing.ROOT, files)
                    .open()
                    .close());
    assertThat(e).as("must be refused").isNotNull();
    assertThat(e.getMessage()).isNotBlank();
    return e.code().value();
  }

  private String refusalOf(byte[] grant) {
    return refusal(bank(true), Standing.signed(directory, grant));
  }

  @Test
  void tamperedUnderSignedAndUnsigned() {
    DsseEnvelope good = Standing.sign(Standing.grant(), Standing.ALICE, Standing.BOB);
    Map<String, Object> json =
        new LinkedHashMap<>(Json.parseObject(new String(good.toJson(), StandardCharsets.UTF_8)));
    DsseEnvelope wider =
        Standing.sign(Standing.grantWith("uses", "500"), Standing.ALICE, Standing.BOB);
    json.put(
        "payload",
        Json.parseObject(new String(wider.toJson(), StandardCharsets.UTF_8)).get("payload"));
    DsseEnvelope tampered = DsseEnvelope.parse(Json.canonical(json));
    assertThat(refusal(bank(true), Standing.written(directory, tampered)))
        .isEqualTo("standing.tampered");

    byte[] grant = Standing.grant();
    for (DsseEnvelope envelope :
        List.of(
            Standing.sign(grant),
            Standing.sign(grant, Standing.ALICE),
            Standing.sign(grant, Standing.ALICE, Standing.ALICE),
            Standing.sign(grant, Standing.ALICE, Standing.MALLORY))) {
      assertThat(refusal(bank(true), Standing.written(directory, envelope)))
          .isEqualTo("standing.under_signed");
    }
  }

  @Test
  void aRefusalIsRecordedAndTold() throws Exception {
    InMemoryAuditTrail trail = AuditLog.inMemory();
    CompletableFuture<GovernanceEvent> told = new CompletableFuture<>();
    GovernorBuilder builder = bank(true).audit(trail).events(told::complete);
    String code = refusal(builder, Standing.written(directory, Standing.sign(Standing.grant())));
    assertThat(trail.lines())
        .anySatisfy(line -> assertThat(line).contains("standing.refused", code))
        .noneSatisfy(line -> assertThat(line).contains("A-1"));
    assertThat(told.get(10, TimeUnit.SECONDS).kind()).isEqualTo("standing.refused");
  }

  @Test
  void expiredAtItsLastMomentAndWithItsRoot() {
    byte[] over = Standing.grantWith("notAfter", "\"2026-11-20T10:00:00Z\"");
    assertThat(refusalOf(over)).isEqualTo("standing.expired");
    GovernorBuilder late = bank(true).clock(new ManualClock("2027-06-01T00:00:00Z"));
    assertThat(refusal(late, Standing.signed(directory, Standing.grant())))
        .isEqualTo("standing.expired");
  }

  @Test
  void anIrreversibleToolNeedsTheManifestsOptInAndAtMostADay() {
    Path good = Standing.signed(directory, Standing.grant());
    assertThat(refusal(bank(false), good)).isEqualTo("standing.not_allowed");
    assertThat(refusalOf(Standing.grantWith("approval", "\"supervisors\"")))
        .isEqualTo("standing.not_allowed");
    assertThat(refusalOf(Standing.grantWith("approval", "\"nobody\"")))
        .isEqualTo("standing.not_allowed");
    assertThat(refusalOf(Standing.grantWith("notAfter", "\"2026-11-21T00:00:01Z\"")))
        .isEqualTo("standing.not_allowed");
    assertThat(refusalOf(Standing.grantWith("tools", "[\"refund\", \"no.such\"]")))
        .isEqualTo("standing.not_allowed");
  }

  @Test
  void aToolThatCanBeUndoneMayBeGrantedFor90DaysAndNoLonger() {
    Map<String, Object> map =
        new LinkedHashMap<>(Json.parseObject(new String(Standing.grant(), StandardCharsets.UTF_8)));
    map.put("tools", List.of("note.add"));
    map.put("notAfter", "2027-02-18T00:00:00Z");
    bank(true)
        .budgets(new InMemoryBudgetStore())
        .standingGrants(Standing.ROOT, Standing.signed(directory, Json.canonical(map)))
        .open()
        .close();
    map.put("notAfter", "2027-02-18T00:00:01Z");
    assertThat(refusalOf(Json.canonical(map))).isEqualTo("standing.malformed");
  }

  @Test
  void whatIsNoGrantIsRefusedWhoeverSignedIt() throws Exception {
    List<byte[]> bad = new ArrayList<>();
    for (String[] field :
        new String[][] {
          {"kind", "\"Grant\""},
          {"apiVersion", "\"agentgovernance/v2\""},
          {"id", "\"\""},
          {"id", "7"},
          {"uses", "0"},
          {"uses", "-1"},
          {"uses", "1000001"},
          {"uses", "1.5"},
          {"uses", "null"},
          {"tools", "[]"},
          {"tools", "[\"refund*\"]"},
          {"tools", "\"refund\""},
          {"tools", "[7]"},
          {"arguments", "null"},
          {"arguments", "[]"},
          {"arguments", "{\"a\":{}}"},
          {"arguments", "{\"a\":{\"any\":false}}"},
          {"arguments", "{\"a\":{\"matches\":\".*\"}}"},
          {"arguments", "{\"a\":{\"equals\":null}}"},
          {"arguments", "{\"a\":{\"oneOf\":[]}}"},
          {"arguments", "{\"a\":{\"atMost\":100}}"},
          {"arguments", "{\"a\":{\"atMost\":\"1,000\"}}"},
          {"arguments", "{\"a\":{\"atMost\":\"-1\"}}"},
          {"arguments", "{\"a\":{\"atMost\":\"1e9\"}}"},
          {"arguments", "{\"a\":{\"atMost\":\"1\",\"any\":true}}"},
          {"total", "{\"argument\":\"amount\",\"limit\":\"0\"}"},
          {"total", "{\"argument\":\"amount\"}"},
          {"user", "{\"issuer\":\"x\"}"},
          {"user", "{\"id\":\"x\",\"role\":\"y\"}"},
          {"notBefore", "\"yesterday\""},
          {"notBefore", "\"-1000000000-01-01T00:00:00Z\""},
          {"notAfter", "\"+1000000000-12-31T23:59:59Z\""},
          {"notAfter", "\"2026-11-20T00:00:00Z\""},
          {"hours", "{\"from\":\"18:00\",\"to\":\"08:00\",\"zone\":\"UTC\"}"},
          {"hours", "{\"from\":\"08:00\",\"to\":\"25:00\",\"zone\":\"UTC\"}"},
          {"hours", "{\"from\":\"08:00\",\"to\":\"18:00\",\"zone\":\"Mars/Base\"}"},
          {"issuer", "null"},
          {"reason", "null"},
          {"notBeforr", "\"2026-11-20T00:00:00Z\""}
        }) {
      bad.add(Standing.grantWith(field[0], field[1]));
    }
    bad.add(new byte[0]);
    bad.add("[]".getBytes(StandardCharsets.UTF_8));
    bad.add("{\"a\":1,\"a\":2}".getBytes(StandardCharsets.UTF_8));
    for (byte[] grant : bad) {
      String shown = new String(grant, StandardCharsets.UTF_8);
      GovernanceException e =
          catchThrowableOfType(GovernanceException.class, () -> StandingGrant.parse(grant));
      assertThat(e).as(shown).isNotNull();
      assertThat(e.code().value()).as(shown).isEqualTo("standing.malformed");
    }
    assertThat(refusalOf(bad.get(0))).isEqualTo("standing.malformed");
    DsseEnvelope other =
        DsseEnvelope.of("application/vnd.in-toto+json", Standing.grant())
            .sign(Standing.ALICE)
            .sign(Standing.BOB);
    assertThat(refusal(bank(true), Standing.written(directory, other)))
        .isEqualTo("standing.malformed");
    Path noise = Files.write(directory.resolve("noise"), new byte[] {1, 2, 3});
    assertThat(refusal(bank(true), noise)).isEqualTo("standing.malformed");
    assertThat(refusal(bank(true), directory.resolve("missing"))).isEqualTo("standing.unavailable");
    Path good = Standing.signed(directory, Standing.grant());
    assertThat(refusal(bank(true), good, good)).isEqualTo("standing.malformed");
  }

  @Test
  void needsAStoreThatIsNamedBecauseUsesAreCountedInIt() {
    Path good = Standing.signed(directory, Standing.grant());
    assertThatThrownBy(() -> bank(true).standingGrants(Standing.ROOT, good).open())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("budgets(...)");
  }
}
