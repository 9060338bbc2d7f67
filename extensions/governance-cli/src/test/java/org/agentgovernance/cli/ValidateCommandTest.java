package org.agentgovernance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {
  @TempDir private Path temp;
  private Path manifest;

  @BeforeEach
  void copySamples() {
    manifest = Cli.samples(temp).resolve("agent.manifest.json");
  }

  private Cli.Run validate(String text) {
    return Cli.run("validate", "--manifest", Cli.write(temp.resolve("m.json"), text));
  }

  @Test
  void sumsAValidManifestUp() {
    Cli.Run run =
        Cli.run("validate", "--manifest", manifest, "--tools", temp.resolve("tools.json"));
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .startsWith("refund-agent 1.4.0 is valid\n")
        .contains("sha256:")
        .containsPattern("tools +3 \\(1 read, 2 write\\)")
        .containsPattern("tasks +1\n")
        .containsPattern("rules +4\n")
        .containsPattern("budgets +2\n")
        .doesNotContain("input schema");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void warnsOfAToolWithoutSchema() {
    Cli.Run run = Cli.run("validate", "--manifest", manifest);
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("warning: tools crm.account.read").contains("give\n");
  }

  @Test
  void warnsOfDescriptorsThatDoNotMatchTheList() {
    Path tools =
        Cli.write(
            temp.resolve("other.json"), "[{\"name\": \"crm.account.reed\", \"inputSchema\": {}}]");
    Cli.Run run = Cli.run("validate", "--manifest", manifest, "--tools", tools);
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("is it deployed?")
        .contains("crm.account.reed is deployed and not listed")
        .contains("did you mean \"crm.account.read\"?");
  }

  @Test
  void readsYamlWithTheSameDigest() {
    String json = Cli.run("validate", "--manifest", manifest).out();
    // JSON is YAML.
    Path yaml = Cli.write(temp.resolve("agent.yaml"), Cli.text(manifest));
    assertThat(Cli.run("validate", "--manifest", yaml).out()).isEqualTo(json);
  }

  @Test
  void namesEveryProblemWithItsPlace() {
    String text =
        Cli.text(manifest)
            .replace("\"effect\": \"read\"", "\"efect\": \"read\"")
            .replace("[\"payments.refund\"], \"when\"", "[\"payments.refnd\"], \"when\"")
            .replace("\"limit\": \"5\"", "\"limit\": \"0\"");
    Cli.Run run = validate(text);
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .containsPattern("m\\.json:9:\\d+: tools\\[0\\]\\.efect: .*did you mean \"effect\"\\?")
        .contains("did you mean \"payments.refund\"?")
        .containsPattern("budgets\\[0\\]\\.limit: ")
        .contains("the manifest is not valid: ");
  }

  @Test
  void namesAConditionThatDoesNotFitTheSchema() {
    Cli.write(
        manifest, Cli.text(manifest).replace("args.amount <= 100.0\"", "args.amout <= 100.0\""));
    Cli.Run run =
        Cli.run("validate", "--manifest", manifest, "--tools", temp.resolve("tools.json"));
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err())
        .contains("permissions[1].when")
        .containsPattern("did you mean .amount.\\?");
  }

  @Test
  void refusesWhatIsNoManifest() throws Exception {
    assertThat(validate("").code()).isEqualTo(3);
    assertThat(validate("[]").code()).isEqualTo(3);
    assertThat(validate("{\"a\": 1, \"a\": 2}").code()).isEqualTo(3);
    assertThat(validate("[".repeat(100_000)).code()).isEqualTo(3);
    assertThat(validate(" ".repeat(10 << 20)).code()).isEqualTo(3);
    Path binary =
        Files.write(temp.resolve("binary.json"), new byte[] {0, (byte) 0xff, 1, (byte) 0xfe});
    Cli.Run run = Cli.run("validate", "--manifest", binary);
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).contains("UTF-8");
    assertThat(Cli.run("validate", "--manifest", temp).code()).isEqualTo(3);
    assertThat(Cli.run("validate", "--manifest", temp.resolve("missing")).err())
        .contains("does it exist?");
  }

  @Test
  void refusesDescriptorsThatCannotBeRead() {
    Path bad = Cli.write(temp.resolve("bad.json"), "{\"tools\": 1}");
    Cli.Run run = Cli.run("validate", "--manifest", manifest, "--tools", bad);
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).hasLineCount(1).contains("bad.json: expected an array");
    assertThat(Cli.run("validate", "--manifest", manifest, "--tools", temp).code()).isEqualTo(2);
    Cli.Run missing = Cli.run("validate", "--manifest", manifest, "--tools", temp.resolve("none"));
    assertThat(missing.code()).isEqualTo(2);
    assertThat(missing.err()).contains("--tools: ").contains("does not exist");
  }
}
