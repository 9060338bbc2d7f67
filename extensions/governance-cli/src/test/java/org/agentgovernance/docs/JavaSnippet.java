package org.agentgovernance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Java of a page: a whole file, or statements that become the body of a method. What a reader's
 * editor would import is imported.
 */
final class JavaSnippet {
  private static final Pattern TYPE =
      Pattern.compile(
          "^(?:public )?(?:final )?(?:class|record|enum|interface) (\\w+)", Pattern.MULTILINE);
  private static final String IMPORTS =
      """
      import java.math.BigDecimal;
      import java.nio.file.Path;
      import java.time.*;
      import java.util.*;
      import java.util.concurrent.*;
      import org.agentgovernance.*;
      import org.agentgovernance.approval.*;
      import org.agentgovernance.audit.AuditLog;
      import org.agentgovernance.audit.AuditReport;
      import org.agentgovernance.audit.AuditSink;
      import org.agentgovernance.audit.AuditVerifier;
      import org.agentgovernance.budget.*;
      import org.agentgovernance.call.*;
      import org.agentgovernance.identity.*;
      import org.agentgovernance.catalog.*;
      import org.agentgovernance.decision.*;
      import org.agentgovernance.interceptor.*;
      import org.agentgovernance.manifest.*;
      import org.agentgovernance.rollout.*;
      import org.jspecify.annotations.Nullable;
      """;

  private final List<Fence> parts;

  JavaSnippet(List<Fence> parts) {
    this.parts = List.copyOf(parts);
  }

  private Fence first() {
    return parts.get(0);
  }

  /** Compiles into a directory and returns the name of the class that can be run. */
  String compile(Path classes) {
    String own =
        parts.stream()
            .flatMap(part -> part.lines().stream())
            .filter(line -> !line.startsWith("import "))
            .collect(Collectors.joining("\n"));
    String imports =
        parts.stream()
            .flatMap(part -> part.lines().stream())
            .filter(line -> line.startsWith("import "))
            .collect(Collectors.joining("\n"));
    Matcher type = TYPE.matcher(own);
    boolean whole = type.find();
    String name = whole ? type.group(1) : "Snippet" + first().line();
    String source = IMPORTS + imports + "\n" + (whole ? own : method(name, own)) + "\n";
    compile(classes, name, source);
    return name;
  }

  private String method(String name, String body) {
    String given = first().after("given:");
    String head =
        given == null
            ? "public static void main(String[] arguments) throws Exception {\n"
            : "static void run(" + given + ") throws Exception {\n";
    return "class " + name + " {\n" + head + body + "\n}\n}";
  }

  private void compile(Path classes, String name, String source) {
    StringWriter messages = new StringWriter();
    JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
      Path file = classes.resolve(name + ".java");
      Files.writeString(file, source);
      boolean compiled =
          javac
              .getTask(
                  messages,
                  files,
                  null,
                  List.of(
                      "--release",
                      "17",
                      "-proc:none",
                      "-classpath",
                      classes + System.getProperty("path.separator") + classPath(),
                      "-d",
                      classes.toString()),
                  null,
                  files.getJavaFileObjects(file))
              .call();
      assertThat(compiled).as("%s compiles\n%s\n%s", first(), messages, source).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String classPath() {
    return System.getProperty("java.class.path");
  }
}
