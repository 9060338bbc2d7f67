package org.agentgovernance.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second user out of a directory, in this process and in any other. The set comes first: on
 * POSIX, a second channel to the lock file would release the first one's lock when it is closed.
 * Safe for use by many threads.
 */
public final class DirectoryLock implements Closeable {
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private DirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Says that a directory is held already. */
  public static final class InUseException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String holder;

    private InUseException(String holder) {
      super("in use by " + holder);
      this.holder = holder;
    }

    /**
     * Who holds the directory.
     *
     * @return {@code this process} or {@code another process}
     */
    public String holder() {
      return holder;
    }
  }

  /**
   * Takes a directory.
   *
   * @param directory the directory by its real path
   * @param name the name of the lock file in it
   * @return the lock; close it to let the directory go. A process that ends lets it go too
   * @throws InUseException when it is held already
   * @throws IOException when the lock file cannot be opened
   */
  public static DirectoryLock take(Path directory, String name) throws IOException {
    Path file = directory.resolve(name);
    if (!HELD.add(file)) {
      throw new InUseException("this process");
    }
    FileChannel channel = null;
    try {
      channel = PrivateFiles.openForWriting(file);
      if (channel.tryLock() != null) {
        return new DirectoryLock(file, channel);
      }
    } catch (OverlappingFileLockException e) {
      letGo(file, channel);
      throw new InUseException("this process");
    } catch (IOException | RuntimeException e) {
      letGo(file, channel);
      throw e;
    }
    letGo(file, channel);
    throw new InUseException("another process");
  }

  private static void letGo(Path file, @Nullable FileChannel channel) throws IOException {
    try {
      if (channel != null) {
        channel.close();
      }
    } finally {
      HELD.remove(file);
    }
  }

  @Override
  public void close() throws IOException {
    letGo(file, channel);
  }
}
