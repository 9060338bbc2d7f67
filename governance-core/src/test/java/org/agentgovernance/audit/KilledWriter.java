package org.agentgovernance.audit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.agentgovernance.checkpoint.Keys;
import org.agentgovernance.decision.GovernanceException;

/** A process that writes until it is killed, and prints each record that was acknowledged. */
final class KilledWriter {
  private KilledWriter() {}

  /** Small segments and frequent checkpoints, so that a kill hits every part of the format. */
  static AuditOptions options(Path keys) throws IOException {
    return Samples.options()
        .withSegmentBytes(32_768)
        .withCheckpointEvery(Duration.ofMillis(20))
        .withSigner(Keys.signer(keys));
  }

  /** Every third call is one whose arguments stand beside the log. */
  static boolean isPersonal(String id) {
    return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1)) % 3 == 0;
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Path directory = Path.of(args[0]);
    String run = args[1];
    AuditLog log = AuditLog.open(directory, options(Path.of(args[2])));
    try {
      AuditLog.open(directory);
    } catch (GovernanceException refused) {
      say("locked");
    }
    Thread[] threads = new Thread[3];
    for (int t = 0; t < threads.length; t++) {
      int thread = t;
      threads[t] = new Thread(() -> write(log, run + "-" + thread));
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void write(AuditLog log, String name) {
    for (int i = 0; ; i++) {
      String id = name + "-" + i;
      log.appendAndWait(
          isPersonal(id) ? Samples.intent(id, ArgumentsMode.PERSONAL) : Samples.intent(id));
      say(id);
      log.append(Samples.denied(id + "-aside"));
      log.append(Samples.outcome(id));
    }
  }

  private static void say(String line) {
    PrintStream out = System.out;
    synchronized (out) {
      out.println(line);
      out.flush();
    }
  }
}
