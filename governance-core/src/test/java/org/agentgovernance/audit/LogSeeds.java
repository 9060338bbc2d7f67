package org.agentgovernance.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.agentgovernance.checkpoint.Keys;

/**
 * Writes the inputs that the fuzzer begins with, as the log itself makes them. Run it when the form
 * of a log changes; its argument is the folder {@code LogFuzzTestInputs} under the test resources.
 */
final class LogSeeds {
  private final Path folder;
  private final Path temp;
  private int made;

  private LogSeeds(Path folder, Path temp) {
    this.folder = folder;
    this.temp = temp;
  }

  public static void main(String[] args) throws IOException {
    Path temp = Files.createTempDirectory("log-seeds");
    try {
      new LogSeeds(Path.of(args[0]), temp).write();
    } finally {
      LogFiles.delete(temp);
    }
  }

  private void write() throws IOException {
    AuditOptions signed = Samples.options().withSigner(Keys.signer(temp));
    AuditOptions small = signed.withSegmentBytes(1024);
    seed("good-empty", log(Samples.options(), 0));
    seed("good-unsigned", log(Samples.options(), 1));
    seed("good-signed", log(signed, 1));
    seed("good-two-segments", log(small, 2));
    Path personal = next();
    try (AuditLog log = AuditLog.open(personal, signed)) {
      log.appendAndWait(Samples.intent("one", ArgumentsMode.PERSONAL));
      log.appendAndWait(Samples.intent("two", ArgumentsMode.PERSONAL));
      log.erase(Erasure.ofCall("one"));
    }
    seed("good-personal", personal);
    Path twice = log(signed, 1);
    AuditLog.open(twice, signed).close();
    seed("good-opened-twice", twice);

    Path torn = log(signed, 1);
    change(torn, "audit-00000001.jsonl", b -> Arrays.copyOf(b, b.length - 30));
    Files.delete(torn.resolve("audit-00000001.checkpoints"));
    seed("bad-torn-line", torn);
    Path note = log(signed, 1);
    change(note, "audit-00000001.checkpoints", b -> Arrays.copyOf(b, 100));
    change(note, "audit-00000001.jsonl", b -> text(b, "s1", "s2"));
    seed("bad-torn-checkpoint-and-changed-line", note);
    Path tree = log(signed, 1);
    change(tree, "audit.tree", b -> flipped(b, 40));
    seed("bad-tree", tree);
    Path forged = log(signed, 1);
    change(forged, "audit-00000001.checkpoints", b -> flipped(b, b.length - 60));
    change(forged, "audit-00000001.jsonl", b -> flipped(b, 300));
    seed("bad-forged-and-flipped", forged);
    Path cut = log(small, 2);
    change(cut, "audit-00000002.jsonl", b -> new byte[0]);
    seed("bad-cut-segment", cut);

    List<String> lines = Samples.lines(log(signed, 1));
    Path quick = folder.resolve("theQuickReaderTakesNothingThatTheStrictOneRefuses");
    Files.createDirectories(quick);
    for (int i = 0; i < lines.size(); i++) {
      Files.writeString(quick.resolve("line-" + (i + 1)), lines.get(i));
    }
    Files.writeString(
        quick.resolve("escapes"),
        lines.get(1).replace("A-1", "\\u202e\\\\\\\"\u00e9\u4e2d\ud83d\ude00"));
    Files.writeString(quick.resolve("twice"), lines.get(1).replace("\"tool\"", "\"call\""));
  }

  private Path next() {
    return temp.resolve("log-" + ++made);
  }

  private Path log(AuditOptions options, int calls) {
    Path directory = next();
    Samples.write(directory, calls, options);
    return directory;
  }

  private void seed(String name, Path directory) throws IOException {
    Path seeds = folder.resolve("damageIsNamedAndWhatOpensVerifies");
    Files.createDirectories(seeds);
    Files.write(seeds.resolve(name), LogFiles.pack(directory));
  }

  private interface Change {
    byte[] of(byte[] bytes);
  }

  private static void change(Path directory, String name, Change change) throws IOException {
    Path file = directory.resolve(name);
    Files.write(file, change.of(Files.readAllBytes(file)));
  }

  private static byte[] flipped(byte[] bytes, int at) {
    byte[] copy = bytes.clone();
    copy[at] ^= 1;
    return copy;
  }

  private static byte[] text(byte[] bytes, String from, String to) {
    String changed = new String(bytes, StandardCharsets.UTF_8).replace(from, to);
    return changed.getBytes(StandardCharsets.UTF_8);
  }
}
