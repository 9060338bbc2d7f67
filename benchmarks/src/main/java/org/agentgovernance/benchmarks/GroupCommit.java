package org.agentgovernance.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** The floor: appends bytes to a file, forces once for all who wait, and does nothing else. */
final class GroupCommit implements AutoCloseable {
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Entry(byte[] bytes, CompletableFuture<Void> done) {}

  private final LinkedBlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
  private final FileChannel channel;
  private final Thread thread = new Thread(this::run, "group-commit");

  GroupCommit(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    thread.setDaemon(true);
    thread.start();
  }

  void append(byte[] bytes) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    queue.add(new Entry(bytes, done));
    done.join();
  }

  private void run() {
    List<Entry> batch = new ArrayList<>();
    try {
      while (true) {
        batch.add(queue.take());
        queue.drainTo(batch);
        ByteBuffer[] buffers =
            batch.stream().map(e -> ByteBuffer.wrap(e.bytes())).toArray(ByteBuffer[]::new);
        while (buffers[buffers.length - 1].hasRemaining()) {
          channel.write(buffers);
        }
        channel.force(false);
        batch.forEach(e -> e.done().complete(null));
        batch.clear();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    thread.interrupt();
    channel.close();
  }
}
