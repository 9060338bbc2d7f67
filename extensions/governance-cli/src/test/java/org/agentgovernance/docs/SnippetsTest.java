package org.agentgovernance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.json.Json;
import org.agentgovernance.manifest.ControlState;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.manifest.PolicyCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SnippetsTest {
  static List<Page> pages() {
    // These need a log to work on: AuditWalkthroughTest and AuditQuestionsPageTest make one.
    return Repository.pages().stream()
        .filter(page -> !page.name().matches("docs/audit-(walkthrough|questions)\\.md"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void javaCompilesAndProgramsAndCommandsRunAsThePageSays(Page page, @TempDir Path directory) {
    new PageRun(page, directory).run();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void manifestsLoadAndCompile(Page page) {
    Map<String, Object> first = null;
    for (Fence fence : page.fences("json")) {
      boolean part = fence.after("part") != null;
      if (part || fence.text().contains("\"AgentManifest\"")) {
        Map<String, Object> manifest = new LinkedHashMap<>();
        if (part) {
          assertThat(first).as("%s has a manifest to be part of", fence).isNotNull();
          manifest.putAll(first);
        }
        manifest.putAll(Json.parseObject(fence.text()));
        compile(Manifest.parse(Json.text(manifest), fence + ".json"));
        first = first == null ? manifest : first;
      }
    }
  }

  private static void compile(Manifest manifest) {
    assertThat(
            PolicyCompiler.compile(
                manifest, List.of(), null, ControlState.inMemory(Clock.systemUTC()), List.of()))
        .isNotNull();
  }

  @Test
  void sayWhetherCommandLinesWereRun() {
    System.out.println(
        Commands.hasCommandLine()
            ? "docs: the command lines were run"
            : "docs: the command lines were not run, this build has no command line");
    assertThat(Repository.pages()).isNotEmpty();
  }

  @Test
  void partsCommandLinesAsAShellDoes() {
    assertThat(Commands.words("governance explain  --args '{\"a\": \"b c\"}' \"\" x"))
        .containsExactly("governance", "explain", "--args", "{\"a\": \"b c\"}", "", "x");
  }
}
