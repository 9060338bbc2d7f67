package org.agentgovernance.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.agentgovernance.audit.AuditHead;
import org.agentgovernance.audit.HeldEvidence;
import org.agentgovernance.checkpoint.CheckpointKey;
import org.agentgovernance.checkpoint.SignedCheckpoint;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What someone who verifies holds from elsewhere. */
final class AuditEvidenceOptions {
  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = {
        "A public key of the log or of a witness: name+hash+key, or PEM together with --name.",
        "Repeat it for more keys."
      })
  private List<Path> keys = List.of();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The log's name, for a key in a PEM file.")
  private @Nullable String name;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "A checkpoint as it was kept elsewhere. Repeat it for more.")
  private List<Path> checkpoints = List.of();

  @Option(
      names = "--head",
      paramLabel = "SEQ:HASH",
      description = "The end of the log as it was kept elsewhere.")
  private @Nullable String head;

  /** Whether something is held that says that there was a log. */
  boolean expectsALog() {
    return head != null || !checkpoints.isEmpty();
  }

  HeldEvidence read() {
    HeldEvidence held = HeldEvidence.none();
    for (Path file : keys) {
      held = held.withKey(key(file, name));
    }
    for (Path file : checkpoints) {
      held = held.withCheckpoint(checkpoint("--checkpoint", file));
    }
    String text = head;
    if (text == null) {
      return held;
    }
    try {
      return held.withHead(AuditHead.parse(text));
    } catch (IllegalArgumentException e) {
      throw InputException.usage("--head: " + e.getMessage());
    }
  }

  static CheckpointKey key(Path file, @Nullable String name) {
    try {
      return CheckpointKey.parse(text("--key", file), name);
    } catch (IllegalArgumentException e) {
      throw InputException.usage("--key: " + file + ": " + e.getMessage());
    }
  }

  static SignedCheckpoint checkpoint(String option, Path file) {
    try {
      return SignedCheckpoint.parse(text(option, file));
    } catch (IllegalArgumentException e) {
      throw InputException.usage(option + ": " + file + ": " + e.getMessage());
    }
  }

  static String text(String option, Path file) {
    return new String(Inputs.bytes(option, file), StandardCharsets.UTF_8);
  }
}
