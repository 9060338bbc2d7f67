package org.agentgovernance.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
  static final String VALID =
      """
      {
        "$schema": "https://agentgovernance.org/schema/v1/manifest.json",
        "apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
        "metadata": {"name": "refund-agent", "version": "1.4.0", "owner": "payments",
                     "accountable": {"executive": "a", "product": "b", "operations": "c",
                                     "compliance": "d"}},
        "purpose": {"approved": ["issue a small refund"], "prohibited": ["change an owner"]},
        "agent": {"id": "refund-agent", "bundle": {"code": "1.4.0", "model": "m", "prompt": "p"}},
        "catalog": {"unsigned": true},
        "tools": [
          {"name": "crm.account.read", "version": "2.1.0", "effect": "read", "risk": "A",
           "inputSchema": {"type": "object", "properties": {"account": {"type": "string"}}},
           "outputs": {"integrity": "untrusted", "confidentiality": "private",
                       "fields": {"/owner/id": "trusted"}}},
          {"name": "payments.refund", "version": "1.0.3", "effect": "irreversible", "risk": "C",
           "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000000",
           "inputSchema": {"type": "object", "properties": {"account": {"type": "string"},
             "amount": {"type": "number"}}, "required": ["account", "amount"]},
           "accepts": {"untrusted": false, "maxConfidentiality": "private",
             "otherwise": "approve", "identityArguments": ["account"], "evidence": "userWords"},
           "timeout": "PT5S", "breaker": {"failureRate": 0.5, "window": 20, "open": "PT30S"},
           "estimate": {"usd": "0.05"}, "approval": "supervisors", "arguments": "redacted",
           "undo": "payments.cancel"},
          {"name": "payments.cancel", "version": "1.0.3", "effect": "write",
           "inputSchema": true, "timeout": "none"}
        ],
        "tasks": [{"id": "refund", "tools": ["crm.*", "payments.refund"], "maxSteps": 20}],
        "permissions": [
          {"id": "own-accounts", "tools": ["crm.*"], "when": "args.account in user.accounts",
           "verdict": "permit"},
          {"id": "small-refund", "tools": ["payments.refund"], "tasks": ["refund"],
           "roles": ["customer"], "when": "args.amount <= 100.0", "verdict": "permit"},
          {"id": "large-refund", "tools": ["payments.refund"], "approval": "supervisors",
           "when": "args.amount > 100.0 && args.amount <= 5000.0", "verdict": "approve"}
        ],
        "budgets": [
          {"id": "daily-writes", "per": ["agent"], "match": {"effect": ["write", "irreversible"]},
           "unit": "calls", "limit": "5", "window": "P1D"},
          {"id": "task-cost", "per": ["session"], "unit": "usd", "limit": "2.50"}
        ],
        "rates": [{"id": "crm", "tools": ["crm.*"], "permits": 50, "per": "PT1S"}],
        "loops": {"identicalCalls": 3, "maxSteps": 50},
        "approvals": [{"id": "supervisors", "roles": ["supervisor"], "quorum": 1,
                       "approveWithin": "PT30M", "executeWithin": "PT5M"}],
        "attributes": {"user": {"properties": {"accounts":
          {"type": "array", "items": {"type": "string"}}}}, "sensitive": ["args.account"]},
        "audit": {"directory": "audit", "arguments": "full", "durability": "intent"},
        "rollout": {"mode": "enforce"}
      }
      """;

  private static List<ManifestProblem> problems(String text) {
    ManifestException e =
        catchThrowableOfType(
            ManifestException.class,
            () -> {
              Manifest manifest = Manifest.parse(text, "agent.manifest.json");
              compile(manifest);
            });
    assertThat(e).as("the manifest must be refused").isNotNull();
    return e.problems();
  }

  private static Policy compile(Manifest manifest) {
    return PolicyCompiler.compile(
        manifest, List.of(), null, ControlState.inMemory(Clock.systemUTC()), List.of());
  }

  private static String with(String from, String to) {
    assertThat(VALID).contains(from);
    return VALID.replace(from, to);
  }

  @Test
  void loadsAndCompilesAManifestWithEverySection() {
    Manifest manifest = Manifest.parse(VALID, "agent.manifest.json");
    assertThat(manifest.name()).isEqualTo("refund-agent");
    assertThat(manifest.tools())
        .containsExactly("crm.account.read", "payments.refund", "payments.cancel");
    assertThat(compile(manifest).tools()).hasSize(3);
  }

  @Test
  void namesAnUnknownKeyWithItsPlaceAndTheNearestOne() {
    ManifestProblem problem = problems(with("\"maxSteps\": 20", "\"maxStep\": 20")).get(0);
    assertThat(problem.path()).isEqualTo("tasks[0].maxStep");
    assertThat(problem.suggestion()).isEqualTo("maxSteps");
    String line = VALID.split("\n", -1)[problem.line() - 1];
    assertThat(line.substring(problem.column() - 1)).startsWith("\"maxSteps\"");
    assertThat(problem.toString())
        .startsWith("agent.manifest.json:")
        .endsWith("did you mean \"maxSteps\"?");
  }

  @Test
  void refusesAMisspeltConditionKeyThatWouldMakeARuleUnconditional() {
    assertThat(problems(with("\"when\": \"args.amount <= 100.0\"", "\"wehn\": \"x\"")))
        .anySatisfy(problem -> assertThat(problem.suggestion()).isEqualTo("when"));
  }

  @Test
  void refusesADuplicateKey() {
    assertThat(problems(with("\"quorum\": 1,", "\"quorum\": 1, \"quorum\": 2,")))
        .anySatisfy(problem -> assertThat(problem.message()).contains("stands twice"));
  }

  @Test
  void refusesADuplicateKeyInsideASchema() {
    assertThat(
            problems(
                with(
                    "\"amount\": {\"type\": \"number\"}",
                    "\"amount\": {\"type\": \"number\", \"type\": \"string\"}")))
        .anySatisfy(problem -> assertThat(problem.message()).contains("stands twice"));
  }

  @Test
  void reportsSeveralProblemsInTheOrderOfTheDocument() {
    String text =
        VALID
            .replace("\"effect\": \"read\"", "\"effect\": \"reed\"")
            .replace("\"window\": \"P1D\"", "\"window\": \"1 day\"")
            .replace("\"mode\": \"enforce\"", "\"mode\": \"audit\"");
    List<ManifestProblem> problems = problems(text);
    assertThat(problems).hasSize(3).isSortedAccordingTo((a, b) -> a.line() - b.line());
    assertThat(problems.get(0).suggestion()).isEqualTo("read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "limit": "5", | "limit": "0", | above 0
          "limit": "5", | "limit": "-1", | above 0
          "limit": "5", | "limit": 5, | quotation marks
          "limit": "5", | "limit": "1e3", | above 0
          "limit": "5", | "limit": "lots", | quotation marks
          "limit": "5", | | needs "limit"
          "verdict": "approve" | "verdict": "allow" | not one of
          "permits": 50 | "permits": 0 | whole number
          "permits": 50 | "permits": -1 | whole number
          "quorum": 1, | "quorum": 0, | whole number
          "quorum": 1, | "quorum": 101, | at most 100
          "approveWithin": "PT30M" | "approveWithin": "P999999999D" | from PT0.001S to P36500D
          "failureRate": 0.5 | "failureRate": 1.5 | above 0 and at most 1
          "timeout": "PT5S" | "timeout": "PT0S" | longer than nothing
          "timeout": "PT5S" | "timeout": "soon" | ISO 8601
          "timeout": "PT5S" | "timeout": "P200000D" | from PT0.001S to P36500D
          "timeout": "PT5S" | "timeout": "PT0.0001S" | from PT0.001S to P36500D
          "approveWithin": "PT30M" | "approveWithin": "P99999999D" | from PT0.001S to P36500D
          "limit": "5", | "limit": "+5", | in digits
          "limit": "5", | "limit": "\u0665", | quotation marks
          "limit": "5", | "limit": ".5", | in digits
          "roles": ["customer"] | "roles": [] | at least one entry
          "roles": ["supervisor"] | "roles": [] | at least one entry
          "tasks": ["refund"] | "tasks": [] | at least one entry
          "unsigned": true | "unsigned": false | openly
          {"unsigned": true} | {"unsigned": true, "file": "catalog.dsse.json"} | one of the two
          {"unsigned": true} | {"file": ""} | not empty
          {"unsigned": true} | {"file": 1} | must be a string
          {"unsigned": true} | {} | one of the two
          "kind": "AgentManifest" | "kind": "Agent" | must be "AgentManifest"
          "apiVersion": "agentgovernance/v1" | "apiVersion": "v2" | must be "agentgovernance/v1"
          "undo": "payments.cancel" | "undo": "payments.cancle" | not listed
          "tools": ["payments.refund"], "tasks" | "tools": ["payments.refnd"], "tasks" | not listed
          "tools": ["crm.*"], "permits" | "tools": ["crn.*"], "permits" | no tool matches
          "tools": ["crm.*"], "permits" | "tools": [], "permits" | no tool is reached
          "tasks": ["refund"] | "tasks": ["refunds"] | not declared
          "approval": "supervisors", "arguments" | "approval": "boss", "arguments" | not declared
          "name": "payments.cancel" | "name": "Payments.Refund" | stands twice
          "name": "payments.cancel" | "name": "pay ments" | A-Z a-z
          "digest": "sha256:00 | "digest": "sha256:zz | 64 hexadecimal
          "effect": "write", | | needs "effect"
          "version": "2.1.0", | | needs "version"
          "id": "crm" | "id": "" | not empty
          "id": "large-refund" | "id": "small-refund" | stands twice
          "per": ["agent"] | "per": ["agnet"] | not one of
          "per": ["agent"] | "per": [] | needs "per"
          "fields": {"/owner/id": "trusted"} | "fields": {"owner": "trusted"} | starts with /
          "catalog": {"unsigned": true}, | | needs "catalog"
          "inputSchema": true, | "inputSchema": "any", | must be a JSON Schema
          {"type": "string"}}}, | {"type": "strin"}}}, | does not compile
          ["args.account"] | ["account"] | is not a path
          args.amount <= 100.0" | args.amont <= 100.0" | amont
          args.amount <= 100.0" | args.amount <= " | args.amount
          args.amount <= 100.0" | args.amount" | bool
          args.amount <= 100.0" | user.limit > 1" | limit
          """)
  void refuses(String from, String to, String message) {
    assertThat(problems(with(from.strip(), to == null ? "" : to.strip())))
        .anySatisfy(problem -> assertThat(problem.toString()).contains(message.strip()));
  }

  @Test
  void refusesARuleThatNoToolCanReach() {
    String text =
        with(
            "\"tasks\": [{\"id\": \"refund\"",
            "\"tasks\": [{\"id\": \"empty\", \"tools\": [\"payments.cancel\"]}, {\"id\":"
                + " \"refund\"");
    assertThat(problems(text.replace("\"tasks\": [\"refund\"]", "\"tasks\": [\"empty\"]")))
        .anySatisfy(problem -> assertThat(problem.message()).contains("never applies"));
  }

  @Test
  void pointsAtThePlaceInsideACondition() {
    ManifestProblem problem =
        problems(with("args.amount <= 100.0", "args.amont <= 100.0")).stream()
            .filter(p -> p.path().endsWith(".when"))
            .findFirst()
            .orElseThrow();
    String line = VALID.split("\n", -1)[problem.line() - 1];
    assertThat(line.substring(problem.column() - 1)).startsWith("amount");
    assertThat(problem.message()).contains("^~~~~", "did you mean 'amount'?");
  }

  @Test
  void refusesTenMegabytesAndHundredThousandLevels() {
    String big = "{\"x\": \"" + "y".repeat(10 << 20) + "\"}";
    assertThat(problems(big).get(0).message()).contains("more than");
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertThat(problems(deep)).hasSize(1);
    assertThat(problems("{\"a\":".repeat(100_000))).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"''", "' '", "[]", "null", "{", "{}", "'{\"a\":1} x'", "NaN", "'\"x\"'", "{'a':1}"})
  void refusesWhatIsNoManifestAtAll(String text) {
    assertThat(problems(text)).isNotEmpty().allMatch(problem -> problem.line() >= 1);
  }

  @Test
  void refusesAFileThatIsNotUtf8OrMissing(@TempDir Path dir) throws IOException {
    Path latin = dir.resolve("latin.json");
    Files.write(latin, "{\"é\":1}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Manifest.load(latin))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("not valid UTF-8");
    assertThatThrownBy(() -> Manifest.load(dir.resolve("absent.json")))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> Manifest.load(dir)).isInstanceOf(ManifestException.class);
  }

  @Test
  void theDigestIgnoresLayoutAndTheFormatItIsWrittenIn() throws IOException {
    JsonNode tree = new ObjectMapper().readTree(VALID);
    String compact = tree.toString();
    String yaml = new YAMLMapper().writeValueAsString(tree);
    Manifest json = Manifest.parse(VALID, "a.json");
    assertThat(Manifest.parse(compact, "b.json").digest()).isEqualTo(json.digest());
    assertThat(Manifest.parse(yaml, "c.yaml").digest()).isEqualTo(json.digest());
    assertThat(Manifest.parse(with("\"quorum\": 1", "\"quorum\": 2"), "a.json").digest())
        .isNotEqualTo(json.digest());
  }

  @Test
  void namesThePlaceInYamlToo() throws IOException {
    String yaml =
        new YAMLMapper()
            .writeValueAsString(new ObjectMapper().readTree(VALID))
            .replace("maxSteps: 20", "maxStep: 20");
    ManifestException e =
        catchThrowableOfType(
            ManifestException.class, () -> Manifest.parse(yaml, "agent.manifest.yaml"));
    ManifestProblem problem = e.problems().get(0);
    assertThat(yaml.split("\n", -1)[problem.line() - 1]).contains("maxStep: 20");
    assertThat(problem.suggestion()).isEqualTo("maxSteps");
  }

  @Test
  void refusesAToolForWhichNoneOfSeveralApprovalPoliciesIsNamed() {
    String two = with("\"approvals\": [{", "\"approvals\": [{\"id\": \"owners\"}, {");
    assertThat(compile(Manifest.parse(two, "agent.manifest.json")).tools()).hasSize(3);
    String unnamed = two.replace("\"approval\": \"supervisors\", \"arguments\"", "\"arguments\"");
    assertThat(problems(unnamed))
        .singleElement()
        .satisfies(p -> assertThat(p.message()).contains("none is named", "\"default\""));
    assertThat(compile(Manifest.parse(unnamed.replace("owners", "default"), "m.json")).tools())
        .hasSize(3);
    // A task grants the tool too, and the tool is confirmed all the same.
    Map<String, Object> byTask = new LinkedHashMap<>(Json.parseObject(unnamed));
    byTask.put("permissions", List.of());
    byTask.put("approvals", List.of(Map.of("id", "owners"), Map.of("id", "supervisors")));
    assertThat(problems(Json.text(byTask).replaceAll("\"accepts\":\\{[^}]*},", "")))
        .anySatisfy(p -> assertThat(p.message()).contains("none is named"));
  }

  @Test
  void refusesASecondYamlDocument() throws IOException {
    String yaml =
        new YAMLMapper().writeValueAsString(new ObjectMapper().readTree(VALID))
            + "---\nkind: AgentManifest\n";
    assertThatThrownBy(() -> Manifest.parse(yaml, "agent.manifest.yaml"))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("text after the end");
  }

  @Test
  void refusesYamlAliasesAndDuplicates() {
    for (String yaml :
        List.of("a: &x [1]\nb: *x\n", "kind: a\nkind: b\n", "a: !!java.lang.X {}\n")) {
      assertThatThrownBy(() -> Manifest.parse(yaml, "m.yaml"))
          .isInstanceOf(ManifestException.class);
    }
  }

  @Test
  void takesTheAuditDirectoryFromTheManifestsOwn(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("agent.manifest.json"), VALID);
    assertThat(Manifest.load(file).auditDirectory()).isEqualTo(dir.resolve("audit"));
  }
}
