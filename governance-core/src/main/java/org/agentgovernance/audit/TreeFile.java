package org.agentgovernance.audit;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import org.agentgovernance.checkpoint.MerkleTree;
import org.agentgovernance.checkpoint.TreeHash;
import org.agentgovernance.file.PrivateFiles;
import org.jspecify.annotations.Nullable;

/**
 * The hashes of the Merkle tree over the log, 32 bytes each, in the order in which they arise:
 * {@code audit.tree}. It can be computed from the segments as long as they are there, so it is not
 * forced with them; it is forced before a segment is removed.
 *
 * <p>Leaves are added and written by one thread; written hashes may be read by any.
 */
final class TreeFile implements Closeable, MerkleTree.Source {
  static final String FILE = "audit.tree";
  private static final int WRITE_AT = 1 << 20;

  private final FileChannel channel;
  private final boolean writable;
  private MerkleTree tree = new MerkleTree();
  private byte[] buffer = new byte[1 << 14];
  private int buffered;
  private long written;

  private TreeFile(FileChannel channel, boolean writable) {
    this.channel = channel;
    this.writable = writable;
  }

  static TreeFile open(Path directory) throws IOException {
    return new TreeFile(PrivateFiles.openToReadAndWrite(directory.resolve(FILE)), true);
  }

  /** Opens the file to be read, or gives null when there is none. */
  static @Nullable TreeFile read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    return new TreeFile(
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)), false);
  }

  /** Whether the file holds every hash of a tree of that size. */
  boolean covers(long size) throws IOException {
    return channel.size() / TreeHash.BYTES >= MerkleTree.nodes(size);
  }

  /** Takes the first leaves from the file; what stands behind them is replaced as leaves come. */
  void resume(long size) {
    tree = MerkleTree.resume(size, this);
    written = MerkleTree.nodes(size);
    buffered = 0;
  }

  /** Adds the next leaf. */
  void leaf(byte[] hash) {
    tree.append(hash, this::node);
  }

  private void node(byte[] hash) {
    if (buffered == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffered);
    }
    System.arraycopy(hash, 0, buffer, buffered, TreeHash.BYTES);
    buffered += TreeHash.BYTES;
  }

  long size() {
    return tree.size();
  }

  TreeHash root() {
    return tree.root();
  }

  /** Whether so much waits to be written that it should be. */
  boolean full() {
    return buffered >= WRITE_AT;
  }

  /** Writes the hashes that were added. */
  void write() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, buffered);
    long position = written * TreeHash.BYTES;
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
    written += buffered / TreeHash.BYTES;
    buffered = 0;
    if (buffer.length > 2 * WRITE_AT) {
      buffer = new byte[WRITE_AT];
    }
  }

  /**
   * Writes what was added since {@link #resume} over what stood there, and cuts off the rest.
   *
   * @return whether something else stood there
   */
  boolean rewrite() throws IOException {
    byte[] old = new byte[buffered];
    int there = 0;
    ByteBuffer into = ByteBuffer.wrap(old);
    while (into.hasRemaining()) {
      int read = channel.read(into, written * TreeHash.BYTES + there);
      if (read < 0) {
        break;
      }
      there += read;
    }
    boolean differs = !Arrays.equals(old, 0, there, buffer, 0, there);
    write();
    channel.truncate(written * TreeHash.BYTES);
    return differs;
  }

  void force() throws IOException {
    channel.force(true);
  }

  @Override
  public TreeHash hash(int level, long index) {
    ByteBuffer hash = ByteBuffer.allocate(TreeHash.BYTES);
    long at = MerkleTree.position(level, index) * TreeHash.BYTES;
    try {
      while (hash.hasRemaining()) {
        int read = channel.read(hash, at + hash.position());
        if (read < 0) {
          throw new IOException(FILE + " ends before the hashes that are looked for");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return TreeHash.of(hash.array());
  }

  /** Reads hashes in their order; gives how many bytes there were. */
  int read(ByteBuffer into, long node) throws IOException {
    return channel.read(into, node * TreeHash.BYTES);
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      if (writable && channel.isOpen()) {
        write();
      }
    }
  }
}
