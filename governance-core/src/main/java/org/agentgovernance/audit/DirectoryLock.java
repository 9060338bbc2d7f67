package org.agentgovernance.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second writer out of a directory, in this process and in any other. The set comes first:
 * on POSIX, a second channel to the lock file would release the first one's lock when it is closed.
 */
final class DirectoryLock implements Closeable {
  static final String FILE = "audit.lock";
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;

  private DirectoryLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /** Locks a directory that is given by its real path. */
  static DirectoryLock take(Path directory) throws IOException {
    if (!HELD.add(directory)) {
      throw refused(directory, "this process");
    }
    @Nullable FileChannel channel = null;
    try {
      channel = AuditDirectory.openForWriting(directory.resolve(FILE));
      if (channel.tryLock() != null) {
        return new DirectoryLock(directory, channel);
      }
    } catch (OverlappingFileLockException e) {
      closeAndForget(directory, channel);
      throw refused(directory, "this process");
    } catch (IOException | RuntimeException e) {
      closeAndForget(directory, channel);
      throw e;
    }
    closeAndForget(directory, channel);
    throw refused(directory, "another process");
  }

  private static void closeAndForget(Path directory, @Nullable FileChannel channel)
      throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      HELD.remove(directory);
    }
  }

  private static GovernanceException refused(Path directory, String who) {
    return new GovernanceException(
        ReasonCode.AUDIT_UNAVAILABLE,
        "audit.unavailable: "
            + who
            + " is writing to "
            + directory
            + " already; a log has one writer, so share it or choose another directory");
  }

  @Override
  public void close() throws IOException {
    closeAndForget(directory, channel);
  }
}
