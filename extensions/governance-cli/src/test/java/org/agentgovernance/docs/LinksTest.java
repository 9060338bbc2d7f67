package org.agentgovernance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");

  static List<Path> documents() {
    return Repository.documents();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void leadSomewhere(Path document) throws IOException {
    Matcher links = LINK.matcher(Files.readString(document));
    while (links.find()) {
      String target = links.group(1);
      if (!target.contains("://")) {
        assertThat(document.resolveSibling(target)).as("a link of %s", document).exists();
      }
    }
  }

  @Test
  void theIndexLeadsToEveryPage() {
    String index = String.join("\n", Repository.page("docs/README.md").lines());
    for (Page page : Repository.pages()) {
      String name = page.name().replace("docs/", "");
      if (!name.equals("README.md")) {
        assertThat(index).contains("(" + name + ")");
      }
    }
  }
}
