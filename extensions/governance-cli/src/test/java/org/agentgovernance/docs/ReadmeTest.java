package org.agentgovernance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final Path EXAMPLE = Repository.root().resolve("governance-examples/src/main");
  private static final String NAME = "org/agentgovernance/examples/quickstart/";

  private final Page readme = Repository.page("README.md");
  private final Fence java = readme.fences("java").get(0);

  @Test
  void showsWorkingCodeByLineTwentyFive() {
    assertThat(java.lastLine()).isLessThanOrEqualTo(25);
    assertThat(java.mark()).as("the code is run by a test").isEqualTo("run");
    assertThat(java.lines()).hasSizeLessThanOrEqualTo(16);
  }

  @Test
  void namesTheCommandThatContinuousIntegrationRuns() throws IOException {
    String ci = Files.readString(Repository.root().resolve(".ci/run"));
    String command = "mvn -B verify";

    assertThat(ci).contains("exec " + command + " ");
    assertThat(readme.lines()).contains(command);
  }

  @Test
  void namesTheCommandThatThePomSpeaksOf() throws IOException {
    String pom = Files.readString(Repository.root().resolve("pom.xml"));
    String command = "mvn -q -pl governance-examples -am compile exec:java";

    assertThat(pom).contains(command);
    assertThat(readme.lines()).contains(command);
  }

  @Test
  void listsEveryModule() throws IOException {
    String pom = Files.readString(Repository.root().resolve("pom.xml"));
    List<String> modules =
        pom.lines()
            .map(String::strip)
            .filter(line -> line.startsWith("<module>"))
            .map(line -> line.replaceAll("</?module>", ""))
            .toList();

    assertThat(modules).isNotEmpty();
    assertThat(Table.rows(readme).stream().map(Table.Row::key)).containsAll(modules);
  }

  @Test
  void namesTheFrameworkVersionsOfTheBuild() throws IOException {
    String pom = Files.readString(Repository.root().resolve("pom.xml"));
    assertThat(pom).contains("<langchain4j.version>1.19.0<", "<spring-ai.version>2.0.1<");
    assertThat(String.join("\n", readme.lines()))
        .contains("| LangChain4j | 1.19.0", "| Spring AI | 2.0.1");
  }

  @Test
  void showsTheExampleWordForWord() throws IOException {
    String source = Files.readString(EXAMPLE.resolve("java").resolve(NAME + "Quickstart.java"));
    String begin = "    // quickstart: begin\n";
    String example =
        source.substring(
            source.indexOf(begin) + begin.length(), source.indexOf("    // quickstart: end"));

    assertThat(java.text())
        .isEqualTo(
            "Path manifest = Path.of(\"agent.manifest.json\");\n"
                + example.replaceAll("(?m)^ {4}", ""));
    assertThat(readme.fences("json").get(0).text())
        .isEqualTo(
            Files.readString(EXAMPLE.resolve("resources").resolve(NAME + "agent.manifest.json")));
  }
}
