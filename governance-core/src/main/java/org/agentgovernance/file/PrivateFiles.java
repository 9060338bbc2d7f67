package org.agentgovernance.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes, opens and replaces files that only their owner may read and write. A symbolic link in the
 * place of a file is refused. Where the system knows no POSIX permissions, the directory's own
 * rules hold. All methods block on the disk; safe for use by many threads.
 */
public final class PrivateFiles {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final OpenOption NOT_A_LINK = LinkOption.NOFOLLOW_LINKS;

  private PrivateFiles() {}

  /**
   * Makes a directory with mode 0700 where there is none, and what is above it as the process makes
   * directories.
   *
   * @param directory the directory
   * @throws IOException when that fails
   */
  public static void makeDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      Files.createDirectories(parent);
    }
    Files.createDirectory(directory, permissions("rwx------"));
    force(parent);
  }

  /**
   * Opens a file for writing, making it with mode 0600 where there is none.
   *
   * @param file the file; not a symbolic link
   * @return the channel, at the beginning of what the file holds
   * @throws IOException when that fails
   */
  public static FileChannel openForWriting(Path file) throws IOException {
    return open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, NOT_A_LINK));
  }

  /**
   * Opens a file for reading and writing, making it with mode 0600 where there is none.
   *
   * @param file the file; not a symbolic link
   * @return the channel, at the beginning of what the file holds
   * @throws IOException when that fails
   */
  public static FileChannel openToReadAndWrite(Path file) throws IOException {
    return open(
        file,
        Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            NOT_A_LINK));
  }

  private static FileChannel open(Path file, Set<OpenOption> options) throws IOException {
    return FileChannel.open(file, options, permissions("rw-------"));
  }

  /**
   * Puts a new content in the place of a file. After a crash there is the old content or the new
   * one, never a part; when the method returns the new one is durable.
   *
   * @param file the file, which need not exist
   * @param content what it is to hold
   * @throws IOException when that fails; the file then holds what it held
   */
  public static void replace(Path file, byte[] content) throws IOException {
    try (FileChannel written = replaceOpen(file, content)) {
      written.force(true);
    }
  }

  /**
   * The same, and keeps the new file open for appending to it.
   *
   * @param file the file, which need not exist
   * @param content what it is to hold
   * @return the channel, behind the content
   * @throws IOException when that fails; the file then holds what it held
   */
  public static FileChannel replaceOpen(Path file, byte[] content) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    // One that a crash has left may have been made by somebody else.
    Files.deleteIfExists(next);
    FileChannel channel = openForWriting(next);
    try {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
      move(next, file);
      force(file.toAbsolutePath().getParent());
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void move(Path next, Path file) throws IOException {
    try {
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * Makes the names in a directory durable, where the system can.
   *
   * @param directory the directory, or null for none
   * @throws IOException when that fails
   */
  public static void force(@Nullable Path directory) throws IOException {
    if (POSIX && directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /**
   * Whether somebody besides the owner may write to a file or directory.
   *
   * @param path the file or directory; a symbolic link is looked at itself
   * @return true when they may; false where the system knows no POSIX permissions
   * @throws IOException when the permissions cannot be read
   */
  public static boolean othersMayWrite(Path path) throws IOException {
    if (!POSIX) {
      return false;
    }
    Set<PosixFilePermission> may = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    return may.contains(PosixFilePermission.GROUP_WRITE)
        || may.contains(PosixFilePermission.OTHERS_WRITE);
  }

  private static FileAttribute<?>[] permissions(String mode) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }
}
