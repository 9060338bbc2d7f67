package org.agentgovernance.audit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of a log as one array of bytes, each after a line with its name; for fuzz tests. */
final class LogFiles {
  /** No other name is ever made a file. */
  private static final List<String> NAMES =
      List.of(
          "audit-00000001.checkpoints",
          "audit-00000001.jsonl",
          "audit-00000001.personal",
          "audit-00000002.checkpoints",
          "audit-00000002.jsonl",
          "audit-00000002.personal",
          "audit.tree",
          "witness-1.checkpoint");

  private LogFiles() {}

  private static byte[] head(String name) {
    return ("==> " + name + " <==\n").getBytes(StandardCharsets.US_ASCII);
  }

  static Map<String, byte[]> read(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (String name : NAMES) {
      if (Files.exists(directory.resolve(name))) {
        files.put(name, Files.readAllBytes(directory.resolve(name)));
      }
    }
    return files;
  }

  static byte[] pack(Path directory) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Map.Entry<String, byte[]> file : read(directory).entrySet()) {
      out.write(head(file.getKey()));
      out.write(file.getValue());
    }
    return out.toByteArray();
  }

  /** Makes a directory of what was packed, whatever has become of it since. */
  static void unpack(byte[] packed, Path directory) throws IOException {
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Map<Integer, String> heads = new TreeMap<>();
    for (String name : NAMES) {
      int at = find(head(name), packed);
      if (at >= 0) {
        heads.put(at, name);
      }
    }
    int end = packed.length;
    for (int at : heads.keySet().stream().sorted(Comparator.reverseOrder()).toList()) {
      String name = String.valueOf(heads.get(at));
      Files.write(directory.resolve(name), Arrays.copyOfRange(packed, at + head(name).length, end));
      end = at;
    }
  }

  private static int find(byte[] head, byte[] in) {
    for (int i = 0; i + head.length <= in.length; i++) {
      if (Arrays.equals(in, i, i + head.length, head, 0, head.length)) {
        return i;
      }
    }
    return -1;
  }

  static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
