package org.agentgovernance.examples.fleet;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.agentgovernance.jdbc.GovernanceDatabase;

/**
 * Starts a PostgreSQL and two processes that share a budget of five writes a day. They take turns;
 * the sixth write is refused, whichever of the two asks.
 */
public final class FleetExample {
  private FleetExample() {}

  /**
   * Runs it.
   *
   * @param arguments none
   * @throws IOException when the database or a process cannot be started
   */
  public static void main(String[] arguments) throws IOException {
    run(System.out);
  }

  static void run(PrintStream out) throws IOException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        GovernanceDatabase database =
            GovernanceDatabase.on(postgres.getPostgresDatabase()).open()) {
      out.println("tables at version " + database.migrate());
      String url = postgres.getJdbcUrl("postgres", "postgres");
      try (Desk a = Desk.start("A", url);
          Desk b = Desk.start("B", url)) {
        List<Desk> turns = List.of(a, b, a, a, b, b, a);
        for (int i = 0; i < turns.size(); i++) {
          out.println(turns.get(i).change(i + 1));
        }
      }
    }
  }

  /** A process and its pipes. */
  private record Desk(String name, Process process, BufferedWriter in, BufferedReader out)
      implements AutoCloseable {
    static Desk start(String name, String url) throws IOException {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  classPath(),
                  OrderDesk.class.getName(),
                  url)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return new Desk(
          name,
          process,
          process.outputWriter(StandardCharsets.US_ASCII),
          process.inputReader(StandardCharsets.US_ASCII));
    }

    String change(int order) throws IOException {
      in.write(order + "\n");
      in.flush();
      return "process " + name + ", write " + order + ": " + out.readLine();
    }

    /** The same classes as here; Maven loads them with a loader of its own. */
    private static String classPath() {
      if (FleetExample.class.getClassLoader() instanceof URLClassLoader loader) {
        return Arrays.stream(loader.getURLs())
            .map(URL::getPath)
            .collect(Collectors.joining(File.pathSeparator));
      }
      return System.getProperty("java.class.path");
    }

    @Override
    public void close() throws IOException {
      in.close();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        process.destroy();
        Thread.currentThread().interrupt();
      }
    }
  }
}
