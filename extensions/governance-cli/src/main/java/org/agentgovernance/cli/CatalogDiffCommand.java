package org.agentgovernance.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.agentgovernance.catalog.CatalogEntry;
import org.agentgovernance.catalog.CatalogStatement;
import org.agentgovernance.catalog.DescriptorChange;
import org.agentgovernance.catalog.DsseEnvelope;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what changed in the tools' descriptors. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = {
      "Shows what changed in the tools' descriptors, word by word.",
      "Each file is a catalogue or what MCP's tools/list returns. Signatures are not",
      "looked at. Ends with 1 when anything differs."
    },
    footerHeading = "%nExample:%n",
    footer = "  governance catalog diff catalog.dsse.json tools.json")
final class CatalogDiffCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "REVIEWED", description = "What was reviewed.")
  private Path before = Path.of("");

  @Parameters(index = "1", paramLabel = "DEPLOYED", description = "What is deployed now.")
  private Path after = Path.of("");

  CatalogDiffCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Map<String, ToolDescriptor> old = descriptors("REVIEWED", before);
    Map<String, ToolDescriptor> now = descriptors("DEPLOYED", after);
    TreeSet<String> names = new TreeSet<>(old.keySet());
    names.addAll(now.keySet());
    int different = 0;
    for (String name : names) {
      different += show(name, old.get(name), now.get(name));
    }
    terminal
        .out()
        .println(
            different == 0
                ? "no tool differs, of " + names.size()
                : different
                    + " of "
                    + names.size()
                    + (names.size() == 1 ? " tool" : " tools")
                    + (different == 1 ? " differs" : " differ"));
    return different == 0 ? ExitCode.PASS : ExitCode.FAILED;
  }

  private int show(String name, @Nullable ToolDescriptor old, @Nullable ToolDescriptor now) {
    String title = terminal.colour(Terminal.Colour.BOLD, Text.safe(Text.cut(name, 64)));
    if (old == null || now == null) {
      terminal.out().println(title + (old == null ? ": new, not reviewed" : ": not deployed"));
      if (now != null) {
        shown(now.changesFrom(ToolDescriptor.parse("{\"name\":" + nameJson(now) + "}")));
      }
      return 1;
    }
    if (old.digest().equals(now.digest())) {
      return 0;
    }
    terminal.out().println(title + ": changed");
    shown(now.changesFrom(old));
    return 1;
  }

  private static String nameJson(ToolDescriptor tool) {
    return Json.text(tool.name());
  }

  private void shown(List<DescriptorChange> changes) {
    changes.forEach(change -> terminal.out().print(ChangeText.of(change, terminal)));
  }

  /** By name; several versions of one tool cannot be compared with one deployed tool. */
  private static Map<String, ToolDescriptor> descriptors(String option, Path file) {
    byte[] bytes = Inputs.bytes(option, file);
    Map<String, ToolDescriptor> byName = new LinkedHashMap<>();
    try {
      for (ToolDescriptor each : list(bytes)) {
        ToolDescriptor other = byName.put(each.name(), each);
        if (other != null && !other.digest().equals(each.digest())) {
          throw InputException.usage(
              option + ": " + file + " has two different descriptors of " + each.name());
        }
      }
    } catch (JsonException | GovernanceException e) {
      throw InputException.usage(option + ": " + file + ": " + e.getMessage());
    }
    return byName;
  }

  private static List<ToolDescriptor> list(byte[] bytes) {
    DsseEnvelope envelope;
    try {
      envelope = DsseEnvelope.parse(bytes);
    } catch (GovernanceException e) {
      if (!e.code().equals(ReasonCode.CATALOG_MALFORMED)) {
        throw e;
      }
      return ToolDescriptor.parseAll(bytes);
    }
    return CatalogStatement.read(envelope).entries().values().stream()
        .map(CatalogEntry::descriptor)
        .toList();
  }
}
