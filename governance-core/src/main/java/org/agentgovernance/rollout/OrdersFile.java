package org.agentgovernance.rollout;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.agentgovernance.file.PrivateFiles;

/** The file of orders: read whole, written beside and put in place, for its owner only. */
final class OrdersFile {
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
    if (PrivateFiles.othersMayWrite(path)) {
      throw new IOException("others may write to " + path + "; take that right from them");
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
    PrivateFiles.replace(file, orders.toJson().getBytes(StandardCharsets.UTF_8));
  }

  /** Opens the file that is locked while the orders are replaced. */
  FileChannel openLock() throws IOException {
    PrivateFiles.makeDirectory(directory);
    return PrivateFiles.openForWriting(directory.resolve(file.getFileName() + ".lock"));
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
