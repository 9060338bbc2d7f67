package org.agentgovernance.audit;

import java.io.PrintStream;
import java.nio.file.Path;
import org.agentgovernance.decision.GovernanceException;

/** A process that writes until it is killed, and prints each record that was acknowledged. */
final class KilledWriter {
  private KilledWriter() {}

  public static void main(String[] args) throws InterruptedException {
    Path directory = Path.of(args[0]);
    String run = args[1];
    AuditLog log = AuditLog.open(directory, Samples.options().withSegmentBytes(32_768));
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
      log.appendAndWait(Samples.intent(id));
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
