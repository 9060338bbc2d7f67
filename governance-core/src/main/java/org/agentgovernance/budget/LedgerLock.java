package org.agentgovernance.budget;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a directory for one process. Within the process a set does: on some systems closing a
 * second handle on the file would let go of the first one's lock.
 */
final class LedgerLock {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerLock.class);
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private LedgerLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  static LedgerLock take(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path real = directory.toRealPath();
    if (!HELD.add(real)) {
      throw inUse(directory, "this process");
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel =
          FileChannel.open(
              real.resolve("budgets.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      taken = channel.tryLock() != null;
      if (!taken) {
        throw inUse(directory, "another process");
      }
      return new LedgerLock(real, channel);
    } finally {
      if (!taken) {
        HELD.remove(real);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  void release() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("the lock of the budget ledger could not be released", e);
    } finally {
      HELD.remove(directory);
    }
  }

  private static GovernanceException inUse(Path directory, String who) {
    return new GovernanceException(
        ReasonCode.BUDGET_UNAVAILABLE,
        "the budget ledger in "
            + directory
            + " is in use by "
            + who
            + "; several processes need a store in a database");
  }
}
