package org.agentgovernance.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.agentgovernance.file.PrivateFiles;

/** Appends batches to the last segment and begins a new one when told. Used by one thread. */
final class SegmentWriter implements Closeable {
  /** How a segment is opened for writing. */
  interface Opener {
    FileChannel open(Path file) throws IOException;
  }

  private final Path directory;
  private final Opener opener;
  private FileChannel channel;
  private int number;
  private long position;

  SegmentWriter(Path directory, int number, long position, Opener opener) throws IOException {
    this.directory = directory;
    this.number = number;
    this.position = position;
    this.opener = opener;
    this.channel = opener.open(directory.resolve(AuditDirectory.segment(number)));
    PrivateFiles.force(directory);
  }

  int number() {
    return number;
  }

  long position() {
    return position;
  }

  String name() {
    return AuditDirectory.segment(number);
  }

  void write(byte[] bytes, int length) throws IOException {
    if (channel.size() != position) {
      throw new IOException(name() + " was changed by someone else while it was being written");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
  }

  void force() throws IOException {
    channel.force(false);
  }

  /** Begins the next segment; everything in the last one must have been forced. */
  void rotate() throws IOException {
    channel.force(true);
    channel.close();
    number++;
    position = 0;
    channel = opener.open(directory.resolve(name()));
    if (channel.size() != 0) {
      throw new IOException(name() + " exists already");
    }
    PrivateFiles.force(directory);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
