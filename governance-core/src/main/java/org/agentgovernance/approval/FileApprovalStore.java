package org.agentgovernance.approval;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.file.DirectoryLock;
import org.agentgovernance.file.PrivateFiles;
import org.agentgovernance.json.Digest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps requests in a directory, one file each, for one process at a time: they survive a restart,
 * a crash and the loss of power. Safe for use by many threads, which write one after the other and
 * wait for the disk.
 *
 * <p>A file is replaced as a whole, for its owner only, before a change takes effect; after a crash
 * there is the old state or the new one. A file that is damaged, or that others may write, refuses
 * to open. The directory must be out of the reach of every tool and agent: whoever can write there
 * can approve, unless its entries are {@link ApprovalStore#signed signed}, and whoever can read
 * there sees the arguments of calls.
 */
public final class FileApprovalStore implements ApprovalStore, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileApprovalStore.class);
  private static final String LOCK = "approvals.lock";
  private static final String FILES = "apr-*.json";
  private static final long LARGEST = 16 << 20;

  private final Path directory;
  private final DirectoryLock lock;
  private final OpenEntries entries = new OpenEntries();
  private boolean closed;

  private FileApprovalStore(Path directory, DirectoryLock lock) {
    this.directory = directory;
    this.lock = lock;
  }

  /**
   * Opens a directory, which is made if need be.
   *
   * @param directory the directory; nothing else belongs there
   * @return the store; close it after the governors that use it, to let another process open it
   * @throws GovernanceException with code {@code approval.unavailable} when another process has it
   *     open, or it cannot be read or written, or a request in it is damaged
   */
  public static FileApprovalStore open(Path directory) {
    DirectoryLock lock = null;
    try {
      PrivateFiles.makeDirectory(directory);
      Path real = directory.toRealPath();
      refuseIfOpenToOthers(real);
      lock = DirectoryLock.take(real, LOCK);
      FileApprovalStore store = new FileApprovalStore(real, lock);
      store.load();
      return store;
    } catch (DirectoryLock.InUseException e) {
      throw unavailable(
          "the approvals in "
              + directory
              + " are in use by "
              + e.holder()
              + "; several processes need a store in a database",
          e);
    } catch (IOException | GovernanceException e) {
      if (lock != null) {
        release(lock);
      }
      throw unavailable(
          "the approvals in " + directory + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private void load() throws IOException {
    for (Path unfinished : files(FILES + ".new")) {
      Files.delete(unfinished);
    }
    for (Path file : files()) {
      ApprovalEntry entry = read(file);
      if (entry.state().open()) {
        boolean unused = entries.add(entry);
      }
    }
  }

  private List<Path> files() throws IOException {
    return files(FILES);
  }

  private List<Path> files(String names) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, names)) {
      found.forEach(files::add);
    }
    return files;
  }

  private static ApprovalEntry read(Path file) throws IOException {
    refuseIfOpenToOthers(file);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LARGEST) {
      throw new IOException(file + " is no regular file of at most " + LARGEST + " bytes");
    }
    ApprovalEntry entry;
    try {
      entry = ApprovalEntry.parse(Files.readString(file, StandardCharsets.UTF_8));
    } catch (GovernanceException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    if (!file.getFileName().toString().equals(name(entry.id()))) {
      throw new IOException(file + " holds the request of another file");
    }
    return entry;
  }

  /** Whoever else may write here could approve. */
  private static void refuseIfOpenToOthers(Path path) throws IOException {
    if (PrivateFiles.othersMayWrite(path)) {
      throw new IOException("others may write to " + path + "; take that right from them");
    }
  }

  private static String name(String id) {
    return id + ".json";
  }

  private void write(ApprovalEntry entry) {
    if (closed) {
      throw unavailable("the store of the approvals is closed", null);
    }
    try {
      PrivateFiles.replace(
          directory.resolve(name(entry.id())), entry.toJson().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unavailable("an approval cannot be written to " + directory + ": " + e, e);
    }
  }

  @Override
  public void add(ApprovalEntry entry) {
    synchronized (this) {
      if (entry.version() != 1 || find(entry.id()).isPresent()) {
        throw new IllegalArgumentException("a new request has version 1 and an id of its own");
      }
      write(entry);
      boolean unused = entries.add(entry);
    }
  }

  @Override
  public boolean replace(ApprovalEntry next) {
    synchronized (this) {
      ApprovalEntry now = entries.get(next.id());
      if (now == null || now.version() + 1 != next.version()) {
        return false;
      }
      write(next);
      boolean unused = entries.replace(next);
    }
    entries.tell(next);
    return true;
  }

  @Override
  public Optional<ApprovalEntry> find(String id) {
    ApprovalEntry open = entries.get(id);
    if (open != null) {
      return Optional.of(open);
    }
    if (!SealedRequest.isId(id)) {
      return Optional.empty(); // and no path
    }
    Path file = directory.resolve(name(id));
    try {
      return Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(read(file))
          : Optional.empty();
    } catch (IOException e) {
      throw unavailable("the approvals in " + directory + " cannot be read: " + e, e);
    }
  }

  @Override
  public List<ApprovalEntry> open() {
    return entries.all();
  }

  @Override
  public List<ApprovalEntry> open(Digest key) {
    return entries.of(key);
  }

  @Override
  public synchronized int forget(Instant before) {
    int forgotten = 0;
    try {
      for (Path file : files()) {
        ApprovalEntry entry = read(file);
        if (entry.ends().isBefore(before)) {
          entries.remove(entry.id());
          Files.deleteIfExists(file);
          forgotten++;
        }
      }
      return forgotten;
    } catch (IOException e) {
      throw unavailable("old approvals in " + directory + " cannot be removed: " + e, e);
    }
  }

  @Override
  public Watch watch(Watcher watcher) {
    return entries.watch(watcher);
  }

  /** Lets go of the directory. A second close does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      release(lock);
    }
  }

  private static void release(DirectoryLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("the lock of the approvals could not be released", e);
    }
  }

  private static GovernanceException unavailable(String message, @Nullable Exception cause) {
    return cause == null
        ? new GovernanceException(ReasonCode.APPROVAL_UNAVAILABLE, message)
        : new GovernanceException(ReasonCode.APPROVAL_UNAVAILABLE, message, cause);
  }
}
