package org.agentgovernance.cli.replay;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.agentgovernance.CallResult;
import org.agentgovernance.Governor;
import org.agentgovernance.GovernorBuilder;
import org.agentgovernance.PendingCall;
import org.agentgovernance.Session;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.audit.AuditTrail;
import org.agentgovernance.catalog.HighWaterStore;
import org.agentgovernance.catalog.ToolDescriptor;
import org.agentgovernance.catalog.TrustRoot;
import org.agentgovernance.manifest.Manifest;
import org.jspecify.annotations.Nullable;

/** Replays recorded calls through a policy: JSON Lines in, one answer for each call out. */
public final class Replay {
  /** The time before any line has said one. */
  private static final Instant START = Instant.EPOCH;

  private static final int SHARE_OF_MEMORY = 2;

  /** What words that are looked up later take, each with its place. */
  private static final int INDEXED = 16;

  private final ReplayClock clock = new ReplayClock(START);
  private final Approver approver = new Approver();
  private final Tally tally = new Tally();
  private final Governor governor;
  private final Lines lines;
  private final LineParser parser;
  private final Sessions sessions;
  private final AnswerWriter answers;

  private Replay(
      Manifest manifest,
      List<ToolDescriptor> descriptors,
      @Nullable TrustRoot root,
      AuditTrail trail,
      InputStream in,
      OutputStream out,
      Consumer<String> warnings) {
    GovernorBuilder builder =
        Governor.of(manifest)
            .descriptors(descriptors)
            .clock(clock)
            .executor(Runnable::run)
            .approvalChannel(approver)
            .audit(trail);
    if (root != null) {
      builder.trustRoot(root, HighWaterStore.inMemory());
    }
    this.governor = builder.open();
    this.lines = new Lines(in);
    this.parser = new LineParser(new UnknownKeys(warnings));
    this.sessions =
        new Sessions(
            governor,
            parser,
            looksWordsUp(manifest) ? INDEXED : 1,
            Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY);
    this.answers = new AnswerWriter(out);
  }

  /** Whether sessions keep what they have read, to find where an argument comes from. */
  private static boolean looksWordsUp(Manifest manifest) {
    return manifest.asMap().get("tools") instanceof List<?> tools
        && tools.stream()
            .anyMatch(tool -> tool instanceof Map<?, ?> map && map.containsKey("accepts"));
  }

  /**
   * Replays until the input ends.
   *
   * @param manifest the policy
   * @param descriptors what the deployed tools say of themselves
   * @param root who may sign the catalogue, or null when the manifest has none
   * @param audit where to keep an audit log of the replay, or null to keep none
   * @param in the recorded lines; not closed
   * @param out where the answers go; flushed whenever no further line is there, not closed
   * @param warnings who is told of what is odd and no error
   * @return what it came to
   * @throws IOException when the input cannot be read or the output cannot be written
   * @throws org.agentgovernance.manifest.ManifestException when the manifest does not compile
   * @throws org.agentgovernance.decision.GovernanceException when the audit log fails
   */
  public static ReplaySummary run(
      Manifest manifest,
      List<ToolDescriptor> descriptors,
      @Nullable TrustRoot root,
      @Nullable Path audit,
      InputStream in,
      OutputStream out,
      Consumer<String> warnings)
      throws IOException {
    AuditTrail trail = audit == null ? new NoTrail() : new PatientTrail(AuditLog.open(audit));
    Replay replay;
    try {
      replay = new Replay(manifest, descriptors, root, trail, in, out, warnings);
    } catch (RuntimeException e) {
      trail.close();
      throw e;
    }
    Governor governor = replay.governor;
    Sessions sessions = replay.sessions;
    try (governor;
        sessions) {
      return replay.all();
    }
  }

  private ReplaySummary all() throws IOException {
    while (nextLine()) {
      long number = lines.number();
      try {
        String text = lines.text();
        if (text != null) {
          line(text, number);
        }
      } catch (LineException e) {
        error(number, e.said());
        String refused = parser.refused();
        if (refused != null) {
          sessions.refuse(refused, number);
        }
      }
    }
    answers.flush();
    return tally.summary(lines.number(), sessions);
  }

  private boolean nextLine() throws IOException {
    try {
      if (!lines.ready()) {
        answers.flush();
      }
      return lines.next();
    } catch (IOException e) {
      throw new IOException(
          "line " + (lines.number() + 1) + " cannot be read: " + e.getMessage(), e);
    }
  }

  private void line(String text, long number) throws LineException, IOException {
    Line line = parser.parse(text, number);
    if (line instanceof Line.CallLine call) {
      advance(call.at());
      CallAnswer answer = decide(call, number);
      if (answer != null) {
        tally.answer(answer);
        answers.answer(number, call.session(), call.call().id(), call.call().tool(), answer);
      }
    } else {
      sessions.declare(line.session(), text, number);
      advance(line.at());
    }
  }

  private void advance(@Nullable Instant at) {
    if (at != null) {
      tally.time(at, clock.advance(at));
    }
  }

  private void error(long number, String message) throws IOException {
    tally.error();
    answers.error(number, message);
  }

  /** What comes of a call; null after a failure of the product itself, which was then reported. */
  private @Nullable CallAnswer decide(Line.CallLine line, long number) throws IOException {
    try {
      Sessions.Found found = sessions.find(line.session(), lines.bytes());
      Session session = found.session();
      return session == null
          ? CallAnswer.refused(String.valueOf(found.refusal()))
          : CallAnswer.of(call(session, line));
    } catch (RuntimeException | StackOverflowError e) {
      approver.clear(governor.approvals());
      error(number, "the call could not be decided and did not run: " + e.getClass().getName());
      return null;
    }
  }

  private CallResult call(Session session, Line.CallLine line) {
    CallResult result = session.call(line.call(), line.tool());
    PendingCall pending = result.pending().orElse(null);
    if (pending == null) {
      return result;
    }
    CallResult settled =
        approver.settle(
            governor.approvals(), line.approval(), pending.completion().toCompletableFuture());
    return line.approval() == null ? result : settled;
  }
}
