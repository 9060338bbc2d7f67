package org.agentgovernance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.agentgovernance.Governor;
import org.agentgovernance.ModelCall;
import org.agentgovernance.ModelUsage;
import org.agentgovernance.Session;
import org.agentgovernance.budget.AccountKey;
import org.agentgovernance.budget.BudgetAccount;
import org.agentgovernance.budget.BudgetStore;
import org.agentgovernance.budget.FileBudgetStore;
import org.agentgovernance.budget.InMemoryBudgetStore;
import org.agentgovernance.budget.Scope;
import org.agentgovernance.budget.Window;
import org.agentgovernance.call.ToolResult;
import org.agentgovernance.identity.Anonymous;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

  private static final BigDecimal ONE_CENT = new BigDecimal("0.01");
  private static final int NIGHTS = 60;

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

  @Test
  void countsWhatACrashLeftAsTheLedgerDoesAndForWhomItWas() throws Exception {
    // The intent of a tool that writes is on the disk before it runs, and all before it.
    Files.writeString(
        temp.resolve("agent.manifest.json"), MANIFEST.replace("\"read\"", "\"write\""));
    assertThat(crash(true)).isEqualTo(9);
    Files.writeString(
        temp.resolve("audit").resolve("audit-00000001.jsonl"),
        "{\"v\":1,\"seq\":99,\"prev\":\"cut off by the cra",
        StandardOpenOption.APPEND);
    String dead = output("report", "cost", log(), "--format", "csv");
    assertThat(dead).contains("sales,usd,1.353334,3\r\n"); // 0.033334, 0.07 and 1.25
    String segment = temp.resolve("audit").resolve("audit-00000001.jsonl").toString();
    assertThat(output("report", "cost", segment, "--format", "csv")).isEqualTo(dead);
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    assertThat(run(new ByteArrayOutputStream(), err, "report", "cost", log())).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("2 calls have no end in the log");

    assertThat(crash(false)).isZero(); // finds what the first has left, and goes on
    assertThat(output("report", "cost", log(), "--format", "csv"))
        .contains("sales,usd,1.386668,4\r\n")
        .doesNotContain("\n,usd");
    try (FileBudgetStore ledger = FileBudgetStore.open(temp.resolve("budgets"))) {
      assertThat(booked(ledger, "cost", Scope.TEAM, "sales")).isEqualByComparingTo("1.386668");
    }
  }

  @Test
  void countsUseInTheWindowOfItsReservationToTheMillisecond() throws Exception {
    AtomicLong now = new AtomicLong();
    String text =
        MANIFEST.replace(
            "\"per\": [\"agent\"],",
            "\"per\": [\"agent\"], \"window\": \"day\", \"zone\": \"Europe/Berlin\",");
    Path manifest = Files.writeString(temp.resolve("agent.manifest.json"), text);
    InMemoryBudgetStore ledger = new InMemoryBudgetStore();
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Window day = Window.calendar(Window.Unit.DAY, berlin);
    BudgetAccount account =
        ledger.account(new AccountKey("all", "usd", day, Map.of(Scope.AGENT, "a")));
    LocalDate first = LocalDate.of(2026, 3, 20); // the clocks change on the 29th
    List<BigDecimal> afterMidnight = new ArrayList<>();
    try (Governor governor =
            Governor.of(Manifest.load(manifest))
                .budgets(ledger)
                .clock(ticking(now))
                .tool("dear", args -> ToolResult.of("ok").used("usd", "0.02"))
                .open();
        Session session = governor.session(Anonymous.USER).open()) {
      // Each midnight comes a moment later in the course of a call, until it comes after it.
      for (int n = 0; n < NIGHTS; n++) {
        long midnight = midnight(first.plusDays(n), berlin).toEpochMilli();
        now.set(midnight - n);
        session.call("dear", Map.of("n", n));
        try (ModelCall model = session.modelCall("m").estimate("usd", ONE_CENT).begin()) {
          model.succeeded(ModelUsage.unknown().amount("usd", ONE_CENT));
        }
        afterMidnight.add(BigDecimal.valueOf(account.used(midnight + NIGHTS), 6));
      }
    }
    assertThat(afterMidnight.stream().map(BigDecimal::doubleValue).distinct())
        .containsExactly(0.03, 0.01, 0.0);
    for (int n = 0; n < NIGHTS; n++) {
      Instant midnight = midnight(first.plusDays(n), berlin);
      String noon = midnight.plusSeconds(43_200).toString();
      String noonBefore = midnight.minusSeconds(43_200).toString();
      BigDecimal after = afterMidnight.get(n);
      assertThat(usd("--from", midnight.toString(), "--to", noon)).isEqualByComparingTo(after);
      assertThat(usd("--from", noonBefore, "--to", midnight.toString()))
          .isEqualByComparingTo(new BigDecimal("0.03").subtract(after));
    }
    assertThat(usd()).isEqualByComparingTo(booked(ledger, "cost", Scope.TEAM, "ops"));
  }

  private static Instant midnight(LocalDate day, ZoneId zone) {
    return day.atStartOfDay(zone).toInstant();
  }

  /** A millisecond passes whenever somebody looks. */
  private static Clock ticking(AtomicLong now) {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return Instant.ofEpochMilli(now.incrementAndGet());
      }
    };
  }

  @Test
  void addsUpTheLogsOfProcessesThatShareALedger() throws Exception {
    run(new InMemoryBudgetStore());
    BigDecimal once = usd();
    Files.move(temp.resolve("audit"), temp.resolve("other"));
    run(new InMemoryBudgetStore());
    assertThat(usd(temp.resolve("other").toString()))
        .isEqualByComparingTo(once.multiply(BigDecimal.valueOf(2)));
  }

  @Test
  @Timeout(60)
  void countsAmountsOfAnySizeAsBudgetsDo() throws Exception {
    Path manifest = Files.writeString(temp.resolve("agent.manifest.json"), MANIFEST);
    List<String> amounts = List.of("1E-999999999", "0.02", "1E+999999999", "1e40", "7e12");
    try (Governor governor =
        Governor.of(Manifest.load(manifest))
            .tool(
                "dear",
                args ->
                    ToolResult.of("ok")
                        .used("usd", amounts.get((int) args.integer("n")))
                        .used("own", amounts.get((int) args.integer("n"))))
            .open()) {
      for (int n = 0; n < amounts.size(); n++) {
        try (Session session = governor.session(Anonymous.USER).tag("team", "t" + n).open()) {
          session.call("dear", Map.of("n", n));
        }
      }
    }
    String csv = output("report", "cost", log(), "--format", "csv");
    assertThat(csv)
        .contains("t0,own,0.000001,1\r\n", "t0,usd,0.000001,1\r\n")
        .contains("t1,own,0.02,1\r\n", "t1,usd,0.02,1\r\n")
        .contains("t2,own,9223372036854.775807,1\r\n", "t2,usd,9223372036854.775807,1\r\n");
  }

  private int crash(boolean dies) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            CrashedAgent.class.getName(),
            temp.toString(),
            String.valueOf(dies))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** What the report says of all teams together. */
  private BigDecimal usd(String... more) throws Exception {
    List<String> args = new ArrayList<>(List.of("report", "cost", log(), "--format", "json"));
    args.addAll(List.of(more));
    BigDecimal sum = BigDecimal.ZERO;
    String json = output(args.toArray(String[]::new));
    for (Object row : (List<?>) Json.parseObject(json.strip()).get("cost")) {
      Map<?, ?> entry = (Map<?, ?>) row;
      if ("usd".equals(entry.get("unit"))) {
        sum = sum.add(new BigDecimal((String) entry.get("amount")));
      }
    }
    return sum;
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

  private static BigDecimal booked(BudgetStore ledger, String budget, Scope scope, String owner) {
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
