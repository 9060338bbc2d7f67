package org.agentgovernance.rollout;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The file of orders: read whole, written beside and put in place, for its owner only. */
final class OrdersFile {
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final int LARGEST = 64 << 20;

  private final Path file;
  private final Path directory;

  OrdersFile(Path file) {
    this.file = file.toAbsolutePath().normalize();
    Path parent = this.file.getParent();
    if (parent == null) {
      throw new IllegalArgumentException(file + " is not a file in a directory");
    }
    this.directory = parent;
  }

  Orders read() throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Orders.none();
    }
    refuseIfOpen(directory);
    refuseIfOpen(file);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > LARGEST) {
      throw new IOException("it is no regular file of at most " + LARGEST + " bytes");
    }
    return OrdersText.read(Files.readAllBytes(file));
  }

  /** Whoever else may write here could lift a halt. */
  private static void refuseIfOpen(Path path) throws IOException {
    if (POSIX) {
      Set<PosixFilePermission> may = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
      if (may.contains(PosixFilePermission.GROUP_WRITE)
          || may.contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new IOException("others may write to " + path + "; take that right from them");
      }
    }
  }

  /** Changes whenever the file is replaced; empty when there is none. */
  String stamp() throws IOException {
    try {
      BasicFileAttributes now =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return now.lastModifiedTime() + "/" + now.size() + "/" + now.fileKey();
    } catch (NoSuchFileException e) {
      return "none";
    }
  }

  void write(Orders orders) throws IOException {
    Path beside = directory.resolve(file.getFileName() + ".new");
    Files.deleteIfExists(beside);
    try (FileChannel channel =
        FileChannel.open(
            beside,
            Set.<OpenOption>of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            permissions("rw-------"))) {
      ByteBuffer bytes = ByteBuffer.wrap(orders.toJson().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(directory);
  }

  /** Opens the file that is locked while the orders are replaced. */
  FileChannel openLock() throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, permissions("rwx------"));
      force(directory.getParent());
    }
    return FileChannel.open(
        directory.resolve(file.getFileName() + ".lock"),
        Set.<OpenOption>of(
            StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
        permissions("rw-------"));
  }

  private static void force(@Nullable Path directory) throws IOException {
    if (POSIX && directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static FileAttribute<?>[] permissions(String mode) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
