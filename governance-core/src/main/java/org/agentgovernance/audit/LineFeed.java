package org.agentgovernance.audit;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a segment in batches and has them examined by other threads while it reads on,
 * so that the order stays and memory stays flat. Used by one thread.
 */
final class LineFeed {
  private static final int BATCH_LINES = 1024;
  private static final int BATCH_BYTES = 1 << 20;

  /** Lines that follow one another. */
  record Batch(long firstLine, List<byte[]> lines, List<ExaminedLine> examined) {}

  private final LineReader reader;
  private final Executor examiners;
  private final int ahead;
  private final ArrayDeque<CompletableFuture<Batch>> running = new ArrayDeque<>();
  private boolean ended;
  private @Nullable IOException broken;

  LineFeed(LineReader reader, Executor examiners, int ahead) {
    this.reader = reader;
    this.examiners = examiners;
    this.ahead = ahead;
  }

  /** The next batch, or null at the end of the segment. */
  @Nullable Batch next() throws IOException {
    while (!ended && running.size() < ahead) {
      read();
    }
    CompletableFuture<Batch> oldest = running.poll();
    if (oldest != null) {
      try {
        return oldest.join();
      } catch (CompletionException e) {
        throw new IOException("a line could not be examined", e.getCause());
      }
    }
    if (broken != null) {
      throw broken;
    }
    return null;
  }

  private void read() {
    long first = reader.line() + 1;
    List<byte[]> lines = new ArrayList<>(BATCH_LINES);
    long bytes = 0;
    try {
      while (lines.size() < BATCH_LINES && bytes < BATCH_BYTES) {
        byte[] line = reader.next();
        if (line == null) {
          ended = true;
          break;
        }
        lines.add(line);
        bytes += line.length;
      }
    } catch (IOException e) {
      ended = true;
      broken = e; // after the lines before it
    }
    if (lines.isEmpty()) {
      return;
    }
    boolean small = ended && running.isEmpty(); // not worth another thread
    running.add(
        CompletableFuture.supplyAsync(
            () -> examine(first, lines), small ? Runnable::run : examiners));
  }

  private static Batch examine(long first, List<byte[]> lines) {
    LineExaminer examiner = new LineExaminer();
    List<ExaminedLine> examined = new ArrayList<>(lines.size());
    for (byte[] line : lines) {
      examined.add(examiner.examine(line));
    }
    return new Batch(first, lines, examined);
  }
}
