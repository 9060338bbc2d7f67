package org.agentgovernance.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Appends batches to the last segment and begins a new one when it is full. Used by one thread. */
final class SegmentWriter implements Closeable {
  /** How a segment is opened for writing. */
  interface Opener {
    FileChannel open(Path file) throws IOException;
  }

  private final Path directory;
  private final long segmentBytes;
  private final Opener opener;
  private FileChannel channel;
  private int number;
  private long position;

  SegmentWriter(Path directory, int number, long position, long segmentBytes, Opener opener)
      throws IOException {
    this.directory = directory;
    this.number = number;
    this.position = position;
    this.segmentBytes = segmentBytes;
    this.opener = opener;
    this.channel = opener.open(directory.resolve(AuditDirectory.segment(number)));
    AuditDirectory.force(directory);
  }

  String name() {
    return AuditDirectory.segment(number);
  }

  void write(byte[] bytes, int length) throws IOException {
    if (position > 0 && position + length > segmentBytes) {
      rotate();
    }
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

  private void rotate() throws IOException {
    channel.force(true);
    channel.close();
    number++;
    position = 0;
    channel = opener.open(directory.resolve(name()));
    if (channel.size() != 0) {
      throw new IOException(name() + " exists already");
    }
    AuditDirectory.force(directory);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
