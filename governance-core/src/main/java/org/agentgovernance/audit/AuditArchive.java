package org.agentgovernance.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.agentgovernance.checkpoint.Checkpoint;
import org.agentgovernance.checkpoint.LogProof;
import org.agentgovernance.checkpoint.MerkleProofs;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.agentgovernance.checkpoint.TreeHash;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.jspecify.annotations.Nullable;

/**
 * A log's directory as a reader sees it: its records, its newest checkpoint, and proofs. Takes no
 * lock and changes nothing, so a log may be read while it is written; what was not written yet is
 * not seen. Damage is for {@link AuditVerifier} to name: verify before you believe what is read
 * here. Safe for use by many threads.
 */
public final class AuditArchive {
  private final Path directory;

  /**
   * A log's directory.
   *
   * @param directory where the segments are
   */
  public AuditArchive(Path directory) {
    this.directory = directory;
  }

  /** Takes records as they are read. */
  @FunctionalInterface
  public interface Reader {
    /**
     * The next record.
     *
     * @param seq its number, counted from 1
     * @param line the stored line without its line feed
     * @param fields what it says
     * @return whether to read on
     */
    boolean accept(long seq, String line, Map<String, @Nullable Object> fields);
  }

  /**
   * Reads records in their order.
   *
   * @param from the number of the first one wanted
   * @param to the number of the last one wanted
   * @param reader takes them
   * @throws GovernanceException with code {@code audit.tampered} at a line that is no record, and
   *     {@code audit.unavailable} when a file cannot be read
   */
  public void read(long from, long to, Reader reader) {
    try {
      List<Path> segments = List.copyOf(AuditDirectory.segments(directory).values());
      for (int i = 0; i < segments.size(); i++) {
        if (i + 1 < segments.size() && begins(segments.get(i + 1)) <= from) {
          continue;
        }
        if (!segment(segments.get(i), from, to, reader)) {
          return;
        }
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static long begins(Path segment) throws IOException {
    try (LineReader lines = LineReader.open(segment)) {
      byte[] line = lines.next();
      return line == null ? Long.MAX_VALUE : StoredLine.read(line).seq();
    } catch (StoredLine.NotARecord e) {
      return Long.MAX_VALUE; // so the segment before it is read, and then this line
    }
  }

  private static boolean segment(Path segment, long from, long to, Reader reader)
      throws IOException {
    try (LineReader lines = LineReader.open(segment)) {
      for (byte[] line = lines.next(); line != null; line = lines.next()) {
        StoredLine record = StoredLine.read(line);
        if (record.seq() > to) {
          return false;
        }
        if (record.seq() >= from
            && !reader.accept(
                record.seq(), new String(line, StandardCharsets.UTF_8), record.fields())) {
          return false;
        }
      }
      return true;
    } catch (StoredLine.NotARecord e) {
      throw LogRecovery.tampered(
          segment.getFileName() + " holds a line that is no record: " + e.getMessage());
    }
  }

  /**
   * The newest checkpoint.
   *
   * @return the checkpoint with its signatures, none of them checked; null when there is none
   * @throws GovernanceException with code {@code audit.tampered} when it cannot be read as one
   */
  public @Nullable SignedCheckpoint checkpoint() {
    try {
      return Files.isDirectory(directory) ? CheckpointFiles.last(directory) : null;
    } catch (CheckpointFiles.Unreadable e) {
      throw LogRecovery.tampered(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Proves that a record is in the log of the newest checkpoint.
   *
   * @param seq the number of the record
   * @return the proof, which stands alone
   * @throws GovernanceException with code {@code audit.unavailable} when there is no such record or
   *     no checkpoint covers it yet, and {@code audit.tampered} when the files contradict each
   *     other
   */
  public LogProof prove(long seq) {
    SignedCheckpoint note = checkpoint();
    long covered = note == null ? 0 : note.checkpoint().size();
    if (note == null || seq < 1 || seq > covered) {
      throw unavailable(
          "record " + seq + " is not in the log of the newest checkpoint, which covers " + covered);
    }
    String[] found = new String[1];
    read(
        seq,
        seq,
        (number, line, fields) -> {
          found[0] = line;
          return false;
        });
    String line = found[0];
    if (line == null) {
      throw unavailable("record " + seq + " is not there; retention may have removed it");
    }
    Checkpoint tree = note.checkpoint();
    List<TreeHash> hashes =
        withTree(source -> MerkleProofs.inclusion(seq - 1, tree.size(), source));
    LogProof proof = new LogProof(line, seq - 1, hashes, note);
    TreeHash leaf = TreeHash.ofLeaf(line.getBytes(StandardCharsets.UTF_8));
    if (!MerkleProofs.includes(seq - 1, leaf, tree.size(), tree.root(), hashes)) {
      throw LogRecovery.tampered(
          "record " + seq + ", " + TreeFile.FILE + " and the newest checkpoint do not agree");
    }
    return proof;
  }

  /**
   * Proves that an older checkpoint is the beginning of the newest one.
   *
   * @param older how many records the older one covers, at least 1
   * @return the hashes, to be checked with {@link MerkleProofs#consistent}
   * @throws GovernanceException with code {@code audit.unavailable} when the log is not so long
   */
  public List<TreeHash> consistency(long older) {
    SignedCheckpoint note = checkpoint();
    long newer = note == null ? 0 : note.checkpoint().size();
    if (older < 1 || older > newer) {
      throw unavailable("the newest checkpoint covers " + newer + " records, not " + older);
    }
    return withTree(source -> MerkleProofs.consistency(older, newer, source));
  }

  /**
   * The personal values of a record that stand beside the log.
   *
   * @param seq the number of the record
   * @return the values by name, {@code arguments} and {@code said} as JSON; empty when there are
   *     none or they were erased
   */
  public Map<String, String> personal(long seq) {
    try {
      return PersonalFile.of(directory, seq);
    } catch (UncheckedIOException e) {
      throw unreadable(e);
    }
  }

  private interface Use {
    List<TreeHash> of(TreeFile tree);
  }

  private List<TreeHash> withTree(Use use) {
    try (TreeFile tree = TreeFile.read(directory)) {
      if (tree == null) {
        throw unavailable(TreeFile.FILE + " is missing");
      }
      return use.of(tree);
    } catch (IOException e) {
      throw unreadable(e);
    } catch (UncheckedIOException e) {
      throw unreadable(e);
    }
  }

  private static GovernanceException unavailable(String why) {
    return new GovernanceException(ReasonCode.AUDIT_UNAVAILABLE, "audit.unavailable: " + why);
  }

  private static GovernanceException unreadable(Exception e) {
    return new GovernanceException(
        ReasonCode.AUDIT_UNAVAILABLE, "audit.unavailable: the log cannot be read: " + e, e);
  }
}
