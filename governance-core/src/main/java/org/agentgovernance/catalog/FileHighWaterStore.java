package org.agentgovernance.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.file.PrivateFiles;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * Versions in a file: read, raised, written beside it, forced, moved over it. A file that cannot be
 * understood is an error, never an empty store. The lock is held on a file of its own, because the
 * store's is replaced.
 */
final class FileHighWaterStore implements HighWaterStore {
  private static final int MOST_BYTES = 64 << 10;

  /** A process may hold the lock of a file only once, whichever store asks. */
  private static final Object IN_PROCESS = new Object();

  private final Path file;

  FileHighWaterStore(Path file) {
    this.file = file.toAbsolutePath();
  }

  @Override
  public long raise(String name, long version) {
    synchronized (IN_PROCESS) {
      try (FileChannel lock = PrivateFiles.openForWriting(beside(".lock"));
          FileLock held = lock.lock()) {
        Map<String, @Nullable Object> versions = read();
        long known = versions.get(name) instanceof Long kept ? kept : 0;
        if (version > known && held.isValid()) {
          versions.put(name, version);
          PrivateFiles.replace(file, Json.canonical(versions));
        }
        return Math.max(version, known);
      } catch (IOException e) {
        throw unavailable("cannot be read or written", e);
      }
    }
  }

  private Path beside(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private Map<String, @Nullable Object> read() throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return new TreeMap<>();
    }
    try (InputStream in = Files.newInputStream(file)) {
      Map<String, @Nullable Object> versions =
          new TreeMap<>(Json.object(Json.parse(in.readNBytes(MOST_BYTES))));
      for (Object each : versions.values()) {
        if (!(each instanceof Long version) || version < 1) {
          throw unavailable("holds something else than versions", null);
        }
      }
      return versions;
    } catch (JsonException e) {
      throw unavailable("is damaged", e);
    }
  }

  private GovernanceException unavailable(String what, @Nullable Exception cause) {
    String message =
        file
            + " remembers the highest versions of the catalogue and "
            + what
            + "; restore it rather than delete it";
    return cause == null
        ? new GovernanceException(ReasonCode.CATALOG_UNAVAILABLE, message)
        : new GovernanceException(ReasonCode.CATALOG_UNAVAILABLE, message, cause);
  }
}
