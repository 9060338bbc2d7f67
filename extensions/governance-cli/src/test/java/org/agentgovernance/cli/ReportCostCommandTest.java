package org.agentgovernance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.Governor;
import org.agentgovernance.ModelCall;
import org.agentgovernance.ModelUsage;
import org.agentgovernance.Session;
import org.agentgovernance.budget.AccountKey;
import org.agentgovernance.budget.InMemoryBudgetStore;
import org.agentgovernance.budget.Scope;
import org.agentgovernance.budget.Window;
import org.agentgovernance.call.ToolResult;
import org.agentgovernance.identity.Anonymous;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCostCommandTest {
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "n", "version": "1"}, "agent": {"id": "a"},
       "catalog": {"unsigned": true},
       "tools": [{"name": "dear", "version": "1", "effect": "read", "inputSchema": true,
                  "estimate": {"usd": "0.07"}}],
       "permissions": [{"id": "p", "tools": ["dear"], "verdict": "permit"}],
       "budgets": [{"id": "cost", "per": ["team"], "unit": "usd", "limit": "1000"},
                   {"id": "all", "per": ["agent"], "unit": "usd", "limit": "1000"}],
       "attribution": {"team": "ops", "project": "p1"},
       "audit": {"directory": "audit"}}
      """;

  @TempDir private Path temp;

  @Test
  void addsUpToTheLedgerToTheLastCent() throws Exception {
    InMemoryBudgetStore ledger = new InMemoryBudgetStore();
    run(ledger);
    String json = output("report", "cost", log(), "--by", "team", "--format", "json");
    Map<String, BigDecimal> byTeam = new HashMap<>();
    for (Object row : (List<?>) Json.parseObject(json.strip()).get("cost")) {
      Map<?, ?> entry = (Map<?, ?>) row;
      if ("usd".equals(entry.get("unit"))) {
        byTeam.put(
            (String) ((Map<?, ?>) entry.get("by")).get("team"),
            new BigDecimal((String) entry.get("amount")));
      }
    }
    for (String team : List.of("ops", "sales")) {
      assertThat(byTeam.get(team)).isEqualByComparingTo(booked(ledger, "cost", Scope.TEAM, team));
    }
    assertThat(byTeam.get("ops").add(byTeam.get("sales")))
        .isEqualByComparingTo(booked(ledger, "all", Scope.AGENT, "a"))
        .isGreaterThan(new BigDecimal(1));
  }

  @Test
  void printsATableAndCsvThatSayTheSame() throws Exception {
    run(new InMemoryBudgetStore());
    String table = output("report", "cost", log(), "--by", "team,project");
    assertThat(table.lines().findFirst())
        .hasValueSatisfying(head -> assertThat(head).startsWith("team   project  unit"));
    assertThat(table.lines()).allMatch(line -> line.length() <= 80);
    String csv = output("report", "cost", log(), "--by", "team,project", "--format", "csv");
    assertThat(csv).startsWith("team,project,unit,amount,calls\r\n").contains("sales,p2,usd,");
    assertThat(csv.lines().count()).isEqualTo(table.lines().count());
  }

  @Test
  void countsOnlyTheTimeItIsAskedFor() throws Exception {
    run(new InMemoryBudgetStore());
    assertThat(output("report", "cost", log(), "--to", "2020-01-01"))
        .isEqualTo("No use is recorded.\n");
    assertThat(output("report", "cost", log(), "--from", "2020-01-01T00:00:00Z")).contains("usd");
  }

  @Test
  void saysWhatItCannotRead() throws Exception {
    assertThat(code("report", "cost", temp.resolve("none").toString())).isEqualTo(2);
    Path file = temp.resolve("audit-00000001.jsonl");
    Files.writeString(file, "{\"kind\":\"outcome\"\n");
    assertThat(code("report", "cost", file.toString())).isEqualTo(2);
    assertThat(code("report", "cost", file.toString(), "--from", "yesterday")).isEqualTo(2);
    assertThat(code("report", "cost", file.toString(), "--format", "pdf")).isEqualTo(2);
  }

  private void run(InMemoryBudgetStore ledger) throws Exception {
    Path manifest = Files.writeString(temp.resolve("agent.manifest.json"), MANIFEST);
    int[] call = {0};
    try (Governor governor =
        Governor.of(Manifest.load(manifest))
            .budgets(ledger)
            .tool(
                "dear",
                args -> {
                  int n = call[0]++;
                  if (n % 5 == 1) {
                    throw new IllegalStateException("no answer");
                  }
                  // some report what they used, to a tenth of a millionth; others leave it open
                  return n % 3 == 0
                      ? "free"
                      : ToolResult.of("ok").used("usd", "0.0312345" + n % 10);
                })
            .open()) {
      for (String team : List.of("ops", "sales")) {
        try (Session session =
            team.equals("ops")
                ? governor.session(Anonymous.USER).open()
                : governor.session(Anonymous.USER).tag("team", team).tag("project", "p2").open()) {
          for (int i = 0; i < 23; i++) {
            session.call("dear", Map.of("n", i));
          }
          for (int i = 0; i < 7; i++) {
            try (ModelCall model =
                session.modelCall("m").estimate("usd", new BigDecimal("0.10")).begin()) {
              if (i % 3 == 0) {
                model.succeeded(
                    ModelUsage.tokens(10, i).amount("usd", new BigDecimal("0.0111" + i)));
              } else if (i % 3 == 1) {
                model.notMade();
              }
            }
          }
        }
      }
    }
  }

  private static BigDecimal booked(
      InMemoryBudgetStore ledger, String budget, Scope scope, String owner) {
    AccountKey key = new AccountKey(budget, "usd", Window.total(), Map.of(scope, owner));
    return BigDecimal.valueOf(ledger.account(key).used(System.currentTimeMillis()), 6);
  }

  private String log() {
    return temp.resolve("audit").toString();
  }

  private static String output(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertThat(run(out, err, args)).as(err.toString(StandardCharsets.UTF_8)).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static int code(String... args) {
    return run(new ByteArrayOutputStream(), new ByteArrayOutputStream(), args);
  }

  private static int run(ByteArrayOutputStream out, ByteArrayOutputStream err, String... args) {
    return Main.run(
        args,
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false));
  }
}
