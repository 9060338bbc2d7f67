package org.agentgovernance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.agentgovernance.manifest.LintRule;
import org.junit.jupiter.api.Test;

/** The page about lint explains every rule, with its weight, and no other. */
class LintPageTest {
  private static final List<String> LINES = lines();

  private static List<String> lines() {
    try {
      return Files.readAllLines(Repository.root().resolve("docs/lint.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void explainsEveryRuleAndNoOther() {
    assertThat(LINES.stream().filter(line -> line.startsWith("### ")).map(l -> l.substring(4)))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(LintRule.values()).map(LintRule::id).toList());
  }

  @Test
  void beginsEachWithItsSeverity() {
    for (LintRule rule : LintRule.values()) {
      String first = LINES.get(LINES.indexOf("### " + rule.id()) + 2);
      assertThat(first.toUpperCase(Locale.ROOT))
          .as(rule.id())
          .startsWith(rule.severity().name() + ".");
    }
  }
}
