package org.agentgovernance.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.agentgovernance.manifest.Manifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints a JSON Schema. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    versionProvider = GovernanceCommand.Version.class,
    description = "Prints the JSON Schema of a manifest or of an audit record.",
    footerHeading = "%nExample:%n",
    footer = "  governance schema manifest")
final class SchemaCommand implements Callable<Integer> {
  private static final String RECORD_SCHEMA = "/org/agentgovernance/schema/v1/audit-record.json";
  private static final String AUDIT_RECORD = "audit-record";
  private static final String MANIFEST = "manifest";

  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "KIND",
      description = "manifest or audit-record; manifest when nothing is said.")
  private String kind = MANIFEST;

  SchemaCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    String schema =
        switch (kind) {
          case MANIFEST -> Manifest.jsonSchema();
          case AUDIT_RECORD -> auditRecord();
          default ->
              throw InputException.usage(
                  "there is no schema of \"" + kind + "\"; say manifest or audit-record");
        };
    terminal.out().println(schema.stripTrailing());
    return ExitCode.PASS;
  }

  private static String auditRecord() throws IOException {
    try (InputStream in = Manifest.class.getResourceAsStream(RECORD_SCHEMA)) {
      if (in == null) {
        throw new IllegalStateException("the schema is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
