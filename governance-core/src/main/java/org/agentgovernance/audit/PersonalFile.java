package org.agentgovernance.audit;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.agentgovernance.file.PrivateFiles;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * Personal values beside each segment, {@code audit-00000001.personal}: a line of JSON for each
 * value with its record, its name, its salt and itself. Erasing writes the file anew without them.
 * Used by one thread.
 */
final class PersonalFile implements Vault, Closeable {
  /** A stored value. */
  record Entry(long seq, String name, String salt, String value) {
    static @Nullable Entry read(byte[] line) {
      try {
        Map<String, @Nullable Object> fields = Json.object(Json.parse(line));
        return fields.get("seq") instanceof Long seq
                && fields.get("name") instanceof String name
                && fields.get("salt") instanceof String salt
                && fields.get("value") instanceof String value
            ? new Entry(seq, name, salt, value)
            : null;
      } catch (JsonException e) {
        return null;
      }
    }

    boolean has(String hmac) {
      try {
        byte[] bytes = HexFormat.of().parseHex(salt);
        return bytes.length > 0
            && HexFormat.of().formatHex(bytes).equals(salt) // as it was written, to the byte
            && Hmac.of(bytes, value).equals(hmac);
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
  }

  private final Path directory;
  private final LineBuffer buffer = new LineBuffer();
  private @Nullable FileChannel channel;
  private int segment;
  private long seq;
  private boolean unforced;

  PersonalFile(Path directory, int segment) {
    this.directory = directory;
    this.segment = segment;
  }

  @Override
  public void record(long number) {
    seq = number;
  }

  @Override
  public String seal(String name, String value) {
    byte[] salt = Hmac.salt();
    buffer.json(
        Json.text(
            Map.of(
                "seq", seq, "name", name, "salt", HexFormat.of().formatHex(salt), "value", value)));
    buffer.ascii("\n");
    return Hmac.of(salt, value);
  }

  /** Writes the values sealed since; before the lines that vouch for them. */
  void write() throws IOException {
    if (buffer.length() == 0) {
      return;
    }
    FileChannel open = channel;
    if (open == null) {
      open = PrivateFiles.openForWriting(directory.resolve(AuditDirectory.personal(segment)));
      channel = open;
      PrivateFiles.force(directory);
    }
    ByteBuffer bytes = ByteBuffer.wrap(buffer.bytes(), 0, buffer.length());
    long position = open.size();
    while (bytes.hasRemaining()) {
      position += open.write(bytes, position);
    }
    buffer.clear();
    unforced = true;
  }

  void force() throws IOException {
    if (unforced && channel != null) {
      channel.force(true);
      unforced = false;
    }
  }

  void rotate(int next) throws IOException {
    close();
    segment = next;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }

  /** Drops what belongs to records that were never written, or not to a whole line. */
  static void repair(Path directory, int segment, long head) throws IOException {
    Path file = directory.resolve(AuditDirectory.personal(segment));
    if (Files.exists(file)) {
      keep(file, seq -> seq <= head);
    }
  }

  /** Removes the values of those records; gives how many there were. */
  static long erase(Path directory, LongPredicate records) throws IOException {
    long erased = 0;
    SortedMap<Integer, Path> files = AuditDirectory.personal(directory);
    for (Path file : files.values()) {
      erased += keep(file, seq -> !records.test(seq));
    }
    return erased;
  }

  private static long keep(Path file, LongPredicate kept) throws IOException {
    LineBuffer rest = new LineBuffer();
    long dropped = 0;
    boolean torn;
    try (LineReader lines = LineReader.open(file)) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        Entry entry = Entry.read(line);
        if (entry != null && kept.test(entry.seq())) {
          rest.json(new String(line, StandardCharsets.UTF_8));
          rest.ascii("\n");
        } else {
          dropped++;
        }
      }
      torn = lines.torn();
    }
    if (dropped > 0 || torn) {
      PrivateFiles.replace(file, Arrays.copyOf(rest.bytes(), rest.length()));
    }
    return dropped;
  }

  /** Of those records, the ones whose values are there; a record once for each value. */
  static List<Long> present(Path directory, List<Long> records) {
    List<Long> found = new ArrayList<>();
    Set<Long> wanted = Set.copyOf(records);
    try {
      for (Path file : AuditDirectory.personal(directory).values()) {
        try (LineReader lines = LineReader.open(file)) {
          for (byte[] line = lines.next(); line != null; line = lines.next()) {
            Entry entry = Entry.read(line);
            if (entry != null && wanted.contains(entry.seq())) {
              found.add(entry.seq());
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** The values of one record, by name. */
  static Map<String, String> of(Path directory, long seq) {
    Map<String, String> values = new TreeMap<>();
    try {
      for (Path file : AuditDirectory.personal(directory).values()) {
        try (LineReader lines = LineReader.open(file)) {
          for (byte[] line = lines.next(); line != null; line = lines.next()) {
            Entry entry = Entry.read(line);
            if (entry != null && entry.seq() == seq) {
              values.put(entry.name(), entry.value());
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }
}
