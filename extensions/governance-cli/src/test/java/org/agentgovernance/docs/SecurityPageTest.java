package org.agentgovernance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page about security names only tests that exist, and leaves no requirement out. */
class SecurityPageTest {
  private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z0-9]+Test)`");

  private final List<String> lines = read();

  private static List<String> read() {
    try {
      return Files.readAllLines(Repository.root().resolve("docs/security.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> tests() throws IOException {
    try (Stream<Path> files = Files.walk(Repository.root())) {
      return files
          .filter(file -> file.toString().contains("/src/test/java/"))
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith("Test.java"))
          .map(name -> name.substring(0, name.length() - ".java".length()))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Set<String> named = new TreeSet<>();
    for (String line : lines) {
      Matcher matcher = TEST.matcher(line);
      while (matcher.find()) {
        named.add(matcher.group(1));
      }
    }
    assertThat(named).hasSizeGreaterThan(30);
    assertThat(tests()).containsAll(named);
  }

  @Test
  void everyRequirementOfBothChaptersHasARow() {
    // How many requirements each section of the standard's release 1.0 has.
    int[] c9 = {3, 10, 8, 4, 6, 3};
    int[] c10 = {3, 7, 0, 8};
    check(9, c9);
    check(10, c10);
    assertThat(lines).anyMatch(line -> line.startsWith("| 10.3.1 to 10.3.5 "));
  }

  private void check(int chapter, int[] sections) {
    for (int section = 0; section < sections.length; section++) {
      for (int number = 1; number <= sections[section]; number++) {
        String id = chapter + "." + (section + 1) + "." + number;
        assertThat(lines.stream().filter(line -> line.startsWith("| " + id + " ")))
            .as(id)
            .hasSize(1);
      }
    }
  }
}
