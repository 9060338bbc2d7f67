package org.agentgovernance.budget;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.file.PrivateFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal on disk: appended to, rewritten when it has grown, read once. */
final class LedgerFile {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerFile.class);
  private static final String NAME = "budgets.ledger";
  private static final String VERSION = "V 1";
  private static final int MOST_CHARS = 1 << 16;
  private static final long SMALL = 1 << 20;
  private static final int GROWTH = 4;

  private final Path directory;
  private FileChannel channel;
  private long size;
  private long rewriteAt;

  private LedgerFile(Path directory, FileChannel channel, long size) {
    this.directory = directory;
    this.channel = channel;
    this.size = size;
    this.rewriteAt = Math.max(SMALL, GROWTH * size);
  }

  /** Reads what there is into a state, ends what a dead process left, and writes it anew. */
  static LedgerFile open(Path directory, LedgerState state) throws IOException {
    Path path = directory.resolve(NAME);
    if (Files.exists(path)) {
      read(path, state);
      state.resolve();
    }
    FileChannel channel = rewrite(directory, state);
    return new LedgerFile(directory, channel, channel.size());
  }

  /** Writes the journal anew when it has grown to several times what it says. */
  void tidy(LedgerState state) throws IOException {
    if (size >= rewriteAt) {
      FileChannel next = rewrite(directory, state);
      channel.close();
      channel = next;
      size = next.size();
      rewriteAt = Math.max(SMALL, GROWTH * size);
    }
  }

  /** Appends an entry whole or not at all. */
  void append(String entry) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(LedgerLine.bytes(entry));
    int length = bytes.remaining();
    if (channel.size() != size) {
      // An earlier entry was cut off by a full disk; nothing was granted on it.
      channel.truncate(size);
    }
    long at = size;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
    size += length;
  }

  void force() throws IOException {
    channel.force(false);
  }

  void close() {
    try (FileChannel closing = channel) {
      closing.force(true);
    } catch (IOException e) {
      LOG.warn("the budget ledger could not be forced to the disk when it was closed", e);
    }
  }

  private static FileChannel rewrite(Path directory, LedgerState state) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(LedgerLine.bytes(VERSION));
    for (String line : state.lines()) {
      all.write(LedgerLine.bytes(line));
    }
    return PrivateFiles.replaceOpen(directory.resolve(NAME), all.toByteArray());
  }

  private static void read(Path path, LedgerState state) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      int number = 1;
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b != '\n') {
          line.write(b);
          if (line.size() > MOST_CHARS) {
            throw damaged(path, number, "it is too long");
          }
          continue;
        }
        String entry = LedgerLine.entry(line.toByteArray(), line.size());
        if (entry == null) {
          throw damaged(path, number, "its checksum is wrong");
        }
        apply(entry, path, number, state);
        line.reset();
        number++;
      }
      if (number == 1) {
        throw damaged(path, 1, "it has no version");
      }
      // What is left in the line is the end that a crash cut off: nothing was granted on it.
    }
  }

  private static void apply(String entry, Path path, int number, LedgerState state) {
    if (number == 1) {
      if (!entry.equals(VERSION)) {
        throw damaged(path, 1, "it names a version that is not known");
      }
      return;
    }
    try {
      state.apply(entry);
    } catch (RuntimeException e) {
      throw damaged(path, number, "it cannot be understood");
    }
  }

  private static GovernanceException damaged(Path path, int line, String why) {
    return new GovernanceException(
        ReasonCode.BUDGET_UNAVAILABLE,
        "the budget ledger "
            + path
            + " is damaged in line "
            + line
            + ": "
            + why
            + "; restore it from a backup, or remove it to begin at nothing");
  }
}
