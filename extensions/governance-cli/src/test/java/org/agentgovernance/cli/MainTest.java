package org.agentgovernance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"", "validate", "explain", "replay", "audit", "audit verify", "schema"})
  void showsAnExampleThatWorksInTheHelpOfEveryCommand(String command) {
    Cli.samples(temp);
    Path log = temp.resolve("audit");
    assertThat(
            Cli.run(
                    "replay",
                    "--manifest",
                    temp.resolve("agent.manifest.json"),
                    "--calls",
                    temp.resolve("calls.jsonl"),
                    "--audit",
                    log)
                .code())
        .isZero();
    String words = command.isEmpty() ? "--help" : command + " --help";
    Cli.Run help = Cli.run((Object[]) words.split(" "));
    assertThat(help.code()).isZero();
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
    List<Object> example = example(help.out());
    Cli.Run run = Cli.run(example.toArray());
    assertThat(run.code()).as("%s: %s", example, run.err()).isZero();
  }

  /** The words behind "Example:", with the samples in place of the files that it names. */
  private List<Object> example(String help) {
    String text = help.substring(help.indexOf("Example:") + "Example:".length()).strip();
    assertThat(text).startsWith("governance ");
    List<Object> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text.replace("\\\n", " ").substring("governance ".length()));
    while (matcher.find()) {
      String word = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
      boolean file = word.endsWith(".json") || word.endsWith(".jsonl") || word.equals("audit");
      words.add(file && !(words.isEmpty() && word.equals("audit")) ? temp.resolve(word) : word);
    }
    return words;
  }

  @Test
  void printsTheSchemas() {
    assertThat(Json.parse(Cli.run("schema").out().strip()))
        .isEqualTo(Json.parse(Manifest.jsonSchema()));
    assertThat(Cli.run("schema", "manifest").out()).isEqualTo(Cli.run("schema").out());
    Map<?, ?> record = (Map<?, ?>) Json.parse(Cli.run("schema", "audit-record").out().strip());
    assertThat(record.get("title")).isEqualTo("Audit record");
    Cli.Run unknown = Cli.run("schema", "policy");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("say manifest or audit-record");
  }

  @Test
  void refusesACommandLineThatItDoesNotKnow() {
    for (Object[] words :
        new Object[][] {
          {},
          {"valdate"},
          {"validate"},
          {"validate", "--manifest"},
          {"validate", "--manifest", "m\0.json"},
          {"validate", "--manifesto", "m.json"},
          {"replay", "--manifest", "m.json"},
          {"audit"},
          {"explain", "--manifest", "m.json"}
        }) {
      Cli.Run run = Cli.run(words);
      assertThat(run.code()).as("%s", List.of(words)).isEqualTo(2);
      assertThat(run.out()).isEmpty();
      assertThat(run.err()).contains("--help'").doesNotContain("\tat ");
    }
    assertThat(Cli.run("valdate").err()).contains("validate");
  }

  @Test
  void printsItsVersion() {
    assertThat(Cli.run("--version").out()).startsWith("governance ");
  }

  @Test
  void endsWithOneLineWhenSomethingUnexpectedHappens() {
    Cli.samples(temp);
    InputStream broken =
        Cli.broken(
            () -> {
              throw new IllegalStateException("broken\nin two");
            });
    Cli.Run run =
        Cli.feed(
            broken,
            "explain",
            "--manifest",
            temp.resolve("agent.manifest.json"),
            "--tool",
            "crm.account.read",
            "--args",
            "-");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .hasLineCount(1)
        .startsWith("governance: an unexpected problem, java.lang.IllegalStateException");
  }

  @Test
  void usesNoColoursWithoutATerminal() {
    assertThat(Terminal.showsColours(Map.of("NO_COLOR", "1"))).isFalse();
    assertThat(Terminal.showsColours(Map.of("TERM", "dumb"))).isFalse();
    Terminal plain = new Terminal(InputStream.nullInputStream(), System.out, System.err, false);
    assertThat(plain.colour(Terminal.Colour.RED, "x")).isEqualTo("x");
    Terminal coloured = new Terminal(InputStream.nullInputStream(), System.out, System.err, true);
    assertThat(coloured.colour(Terminal.Colour.RED, "x")).isEqualTo("\u001b[31mx\u001b[0m");
  }
}
