package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.agentgovernance.audit.AuditProblem.Kind;
import org.agentgovernance.checkpoint.CheckpointSigner;
import org.agentgovernance.checkpoint.FileAnchor;
import org.agentgovernance.checkpoint.Keys;
import org.agentgovernance.checkpoint.SignedCheckpoint;

/**
 * Somebody who may write to every file, knows the form and computes anew whatever can be computed
 * without the key. Over random logs of several segments, with personal values and a witness's file,
 * an auditor who holds the key and one checkpoint finds every forgery.
 */
class AuditForgeryTest {
  private enum Change {
    EDIT,
    INSERT,
    REMOVE,
    MOVE,
    DOUBLE
  }

  /** How much of what depends on the lines is computed anew. */
  private enum Effort {
    NOTHING,
    CHAIN,
    CHAIN_UP_TO_A_LINE,
    CHAIN_AND_TREE,
    CHAIN_TREE_AND_ROOTS,
    ALL_WITH_ANOTHER_KEY
  }

  /** A log as its auditor knows it. */
  private record Scene(Path temp, Path dir, HeldEvidence held, Random random)
      implements AutoCloseable {
    static Scene of(int calls, long seed) throws Exception {
      Random random = new Random(seed);
      Path temp = Files.createTempDirectory("audit-forgery");
      Path dir = temp.resolve("audit");
      AuditOptions options =
          Samples.options()
              .withSegmentBytes(2048)
              .withSigner(Keys.signer(temp))
              .withWitnesses(
                  List.of(new FileAnchor(temp.resolve("anchor"))), java.time.Duration.ofDays(1));
      try (AuditLog log = AuditLog.open(dir, options)) {
        for (int i = 0; i < calls; i++) {
          String id = "call-" + i;
          boolean personal = random.nextInt(3) == 0;
          assertThat(
                  log.append(
                      personal ? Samples.intent(id, ArgumentsMode.PERSONAL) : Samples.intent(id)))
              .isEqualTo(Acceptance.ACCEPTED);
          assertThat(log.append(Samples.outcome(id))).isEqualTo(Acceptance.ACCEPTED);
          if (i % 2 == 1) {
            log.flush(); // a batch may be longer than a segment
          }
        }
      }
      SignedCheckpoint last = Objects.requireNonNull(CheckpointFiles.last(dir));
      HeldEvidence held = HeldEvidence.none().withKey(Keys.key()).withCheckpoint(last);
      assertThat(AuditVerifier.verify(dir, held).problem()).isNull();
      return new Scene(temp, dir, held, random);
    }

    AuditReport report() {
      return AuditVerifier.verify(dir, held);
    }

    @Override
    public void close() throws IOException {
      LogFiles.delete(temp);
    }
  }

  @Property(tries = 150)
  void everyForgedLineIsFoundWhateverIsComputedAnew(
      @ForAll @IntRange(min = 2, max = 8) int calls,
      @ForAll Change change,
      @ForAll Effort effort,
      @ForAll long seed)
      throws Exception {
    try (Scene scene = Scene.of(calls, seed)) {
      List<String> before = Samples.lines(scene.dir());
      Forger forger = new Forger(scene.dir());
      forge(forger, change, scene.random());
      write(scene, forger, effort);
      List<String> now = Samples.lines(scene.dir());
      AuditReport report = scene.report();
      if (now.size() > before.size() && now.subList(0, before.size()).equals(before)) {
        // Behind the last checkpoint anybody can write; the report says from where on.
        assertThat(report.ok() && report.signed() > before.size()).isFalse();
      } else if (!now.equals(before)) {
        assertThat(report.ok()).as("%s, %s", change, effort).isFalse();
      }
    }
  }

  private static void forge(Forger forger, Change change, Random random) {
    int lines = forger.lines();
    int at = random.nextInt(lines);
    String body = forger.body(at);
    switch (change) {
      case EDIT ->
          forger.replace(
              at,
              body.contains("permit")
                  ? body.replace("permit", "forbid")
                  : body.replaceFirst("2026", "2025"));
      case INSERT ->
          forger.insert(
              at, forger.body(random.nextInt(lines)).replaceFirst("call-[0-9]+", "call-99"));
      case REMOVE -> forger.remove(at);
      case MOVE -> {
        int to = random.nextInt(lines);
        forger.replace(at, forger.body(to));
        forger.replace(to, body);
      }
      case DOUBLE -> forger.insert(at, body);
    }
  }

  private static void write(Scene scene, Forger forger, Effort effort) throws Exception {
    List<String> old = Samples.lines(scene.dir());
    forger.rechain();
    switch (effort) {
      case NOTHING -> unchain(scene, forger, old, 0);
      case CHAIN_UP_TO_A_LINE ->
          unchain(scene, forger, old, 1 + scene.random().nextInt(old.size()));
      case CHAIN -> {}
      case CHAIN_AND_TREE -> forger.retree();
      case CHAIN_TREE_AND_ROOTS -> {
        forger.retree();
        forger.resign(null);
      }
      case ALL_WITH_ANOTHER_KEY -> {
        forger.retree();
        CheckpointSigner own = Keys.signer(scene.temp(), Keys.LOG, Keys.OTHER_SEED);
        forger.resign(own);
      }
    }
  }

  /** Computed anew up to a line; behind it stands again what stood there before. */
  private static void unchain(Scene scene, Forger forger, List<String> old, int from)
      throws IOException {
    int line = 0;
    for (Map.Entry<Integer, List<String>> segment : forger.bodies.entrySet()) {
      Path file = Samples.segment(scene.dir(), segment.getKey());
      List<String> now = new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8));
      for (int i = 0; i < now.size(); i++, line++) {
        if (line >= from && line < old.size()) {
          now.set(i, from == 0 ? withBody(old.get(line), now.get(i)) : old.get(line));
        }
      }
      Files.write(file, now);
    }
  }

  /** An old line's number and hash before a new line's content and checksum. */
  private static String withBody(String old, String now) {
    return old.substring(0, old.indexOf(",\"at\":")) + now.substring(now.indexOf(",\"at\":"));
  }

  @Property(tries = 60)
  void segmentsThatWereSwappedDoubledOrTakenOutAreFound(
      @ForAll @IntRange(min = 4, max = 9) int calls,
      @ForAll @IntRange(min = 0, max = 3) int how,
      @ForAll long seed)
      throws Exception {
    try (Scene scene = Scene.of(calls, seed)) {
      List<Path> segments = List.copyOf(AuditDirectory.segments(scene.dir()).values());
      assertThat(segments).hasSizeGreaterThan(1);
      int one = scene.random().nextInt(segments.size());
      int other = (one + 1 + scene.random().nextInt(segments.size() - 1)) % segments.size();
      byte[] bytes = Files.readAllBytes(segments.get(one));
      switch (how) {
        case 0 -> {
          Files.write(segments.get(one), Files.readAllBytes(segments.get(other)));
          Files.write(segments.get(other), bytes);
        }
        case 1 -> Files.write(segments.get(other), bytes);
        case 2 -> Files.write(Samples.segment(scene.dir(), segments.size() + 1), bytes);
        default -> Files.delete(segments.get(one));
      }
      assertThat(scene.report().ok()).as("%d of %d, %d", one, segments.size(), how).isFalse();
      assertThat(Objects.requireNonNull(scene.report().problem()).kind())
          .isIn(
              Kind.REMOVED,
              Kind.REORDERED,
              Kind.DUPLICATE,
              Kind.MISSING_SEGMENT,
              Kind.BROKEN_CHAIN,
              Kind.TRUNCATED,
              Kind.FORK);
    }
  }

  @Property(tries = 40)
  void anEndThatWasCutFromEveryFileIsFoundByTheCheckpointHeld(
      @ForAll @IntRange(min = 2, max = 8) int calls, @ForAll long seed) throws Exception {
    try (Scene scene = Scene.of(calls, seed)) {
      Forger forger = new Forger(scene.dir());
      int cut = 1 + scene.random().nextInt(forger.lines() - 1);
      for (int i = 0; i < cut; i++) {
        forger.remove(forger.lines() - 1);
      }
      forger.rechain();
      forger.retree();
      for (Path file : AuditDirectory.checkpoints(scene.dir()).values()) {
        StringBuilder notes = new StringBuilder();
        CheckpointFiles.read(
            file,
            note -> {
              if (note.checkpoint().size() <= forger.lines()) {
                notes.append(note).append('\n'); // they are genuine
              }
            });
        Files.writeString(file, notes);
      }
      Files.deleteIfExists(scene.dir().resolve("witness-1.checkpoint"));
      assertThat(Objects.requireNonNull(scene.report().problem()).kind()).isEqualTo(Kind.TRUNCATED);
    }
  }

  @Property(tries = 80)
  void aBitOfACheckpointFlippedHidesNoForgedLine(
      @ForAll @IntRange(min = 2, max = 6) int calls, @ForAll boolean forged, @ForAll long seed)
      throws Exception {
    try (Scene scene = Scene.of(calls, seed)) {
      if (forged) {
        Forger forger = new Forger(scene.dir());
        forge(forger, Change.EDIT, scene.random());
        forger.rechain();
        forger.retree();
        forger.resign(null);
      }
      List<Path> files = new ArrayList<>(AuditDirectory.checkpoints(scene.dir()).values());
      Path file = files.get(scene.random().nextInt(files.size()));
      byte[] notes = Files.readAllBytes(file);
      int at = scene.random().nextInt(notes.length);
      notes[at] ^= (byte) (1 << scene.random().nextInt(8));
      Files.write(file, notes);
      AuditReport report = scene.report();
      if (forged) {
        assertThat(report.ok()).isFalse();
      } else if (report.ok()) {
        // A line of a key that nobody holds, or the signature of one that a later one covers.
        assertThat(report.signed()).isEqualTo(report.head().seq());
      }
    }
  }

  @Property(tries = 50)
  void everyBitOfSizeAndRootAndOfTheLastSignatureOfACheckpointMatters(
      @ForAll @IntRange(min = 1, max = 5) int calls, @ForAll long seed) throws Exception {
    try (Scene scene = Scene.of(calls, seed)) {
      List<Path> files = new ArrayList<>(AuditDirectory.checkpoints(scene.dir()).values());
      Path file = files.get(scene.random().nextInt(files.size()));
      String text = Files.readString(file);
      List<int[]> parts = new ArrayList<>();
      int start = 0;
      for (int end = text.indexOf("\n\n", text.indexOf('\u2014')); end > 0; ) {
        int size = text.indexOf('\n', start) + 1;
        parts.add(new int[] {size, text.indexOf("\n\n", start)});
        start = end + 2;
        end = start >= text.length() ? -1 : text.indexOf("\n\n", text.indexOf('\u2014', start));
      }
      int signature = text.lastIndexOf(' ') + 8; // behind the name of the key
      parts.add(new int[] {signature, text.length() - 2});
      int[] part = parts.get(scene.random().nextInt(parts.size()));
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int offset = text.substring(0, part[0]).getBytes(StandardCharsets.UTF_8).length;
      int at = offset + scene.random().nextInt(part[1] - part[0]);
      bytes[at] ^= (byte) (1 << scene.random().nextInt(8));
      Files.write(file, bytes);
      assertThat(scene.report().ok()).as("byte %d of %s", at, text).isFalse();
    }
  }

  @Property(tries = 60)
  void aPersonalValueThatWasChangedIsFoundOrCountedAsMissing(
      @ForAll @IntRange(min = 3, max = 6) int calls, @ForAll long seed) throws Exception {
    try (Scene scene = Scene.of(calls, seed)) {
      List<Path> files = new ArrayList<>(AuditDirectory.personal(scene.dir()).values());
      if (files.isEmpty()) {
        return;
      }
      Path file = files.get(scene.random().nextInt(files.size()));
      byte[] bytes = Files.readAllBytes(file);
      int at = scene.random().nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << scene.random().nextInt(8));
      Files.write(file, bytes);
      AuditReport report = scene.report();
      if (report.ok()) {
        assertThat(report.unknowable())
            .anySatisfy(what -> assertThat(what).contains("personal value"));
      } else {
        assertThat(Objects.requireNonNull(report.problem()).kind()).isEqualTo(Kind.PERSONAL);
      }
    }
  }

  @Property(tries = 25)
  void aWitnessFileThatWasChangedIsNamed(@ForAll long seed) throws Exception {
    try (Scene scene = Scene.of(3, seed)) {
      Path file = scene.dir().resolve("witness-1.checkpoint");
      if (!Files.exists(file)) {
        SignedCheckpoint last = Objects.requireNonNull(CheckpointFiles.last(scene.dir()));
        Files.writeString(file, last.toString());
        assertThat(scene.report().problem()).isNull();
      }
      byte[] bytes = Files.readAllBytes(file);
      String text = new String(bytes, StandardCharsets.UTF_8);
      int from = text.indexOf('\n') + 1;
      int at = from + scene.random().nextInt(text.indexOf("\n\n") - from);
      bytes[at] ^= (byte) (1 << scene.random().nextInt(8));
      Files.write(file, bytes);
      assertThat(scene.report().ok()).isFalse();
      Files.write(file, Arrays.copyOf(bytes, 3));
      AuditProblem problem = Objects.requireNonNull(scene.report().problem());
      assertThat(Set.of(Kind.CHECKPOINT)).contains(problem.kind());
      assertThat(problem.file()).isEqualTo("witness-1.checkpoint");
    }
  }
}
