package org.agentgovernance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class ReadmeTest {
  private static final Path EXAMPLES = Repository.root().resolve("governance-examples/src/main");

  private final Page readme = Repository.page("README.md");
  private final Fence java = readme.fences("java").get(0);

  @Test
  void showsWorkingCodeByLineTwentyFive() {
    assertThat(java.lastLine()).isLessThanOrEqualTo(25);
    assertThat(java.mark()).as("the code is run by a test").isEqualTo("run");
    assertThat(java.lines()).hasSizeLessThanOrEqualTo(14);
  }

  @Test
  void namesTheCommandThatContinuousIntegrationRuns() throws IOException {
    String ci = Files.readString(Repository.root().resolve(".ci/run"));
    String command = "mvn -B verify";

    assertThat(ci).contains("exec " + command + " ");
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

  static boolean hasQuickstart() throws IOException {
    return quickstart() != null;
  }

  private static Path quickstart() throws IOException {
    if (!Files.isDirectory(EXAMPLES)) {
      return null;
    }
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      return files.filter(f -> f.endsWith("Quickstart.java")).findFirst().orElse(null);
    }
  }

  @Test
  @EnabledIf("hasQuickstart")
  void showsTheTextOfTheExample() throws IOException {
    assertThat(plain(Files.readString(quickstart()))).contains(plain(java.text()));
  }

  private static String plain(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
