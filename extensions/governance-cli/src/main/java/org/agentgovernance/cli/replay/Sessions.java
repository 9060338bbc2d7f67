package org.agentgovernance.cli.replay;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.agentgovernance.Governor;
import org.agentgovernance.Session;
import org.agentgovernance.SessionBuilder;
import org.agentgovernance.call.Subject;
import org.agentgovernance.cli.RecordedUsers;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of a replay. One that was declared is put away until its first call opens it. When
 * the open ones together have grown too large, those not used for longest are closed, and what they
 * had counted and read is gone; so a later call of such a session is denied and never starts
 * afresh.
 */
final class Sessions implements AutoCloseable {
  /** About what a session takes that waits for its first call, in bytes. */
  private static final int WAITING = 144;

  /** About what an open session takes before its first call. */
  private static final int OPEN = 1536;

  /** About what a call adds beside its text. */
  private static final int CALL = 128;

  /** Beyond this, nothing remembers a text whole. */
  private static final int MOST_TEXT = 1 << 18;

  private final Function<Subject, SessionBuilder> governor;
  private final LineParser parser;
  private final int textFactor;
  private final long room;
  private final Spool spool = new Spool();
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private final Map<String, Open> open = new LinkedHashMap<>(16, 0.75f, true);
  private final Fingerprints closed = new Fingerprints();
  private long used;
  private long known;

  /**
   * Makes an empty set.
   *
   * @param governor opens sessions
   * @param parser reads declarations again
   * @param textFactor how many bytes a session takes for each byte of text that it has seen
   * @param room how many bytes the sessions may take, about
   */
  Sessions(Governor governor, LineParser parser, int textFactor, long room) {
    this.governor = user -> governor.session(RecordedUsers.of(user));
    this.parser = parser;
    this.textFactor = textFactor;
    this.room = room;
  }

  /**
   * A session before its first call.
   *
   * @param line its line
   * @param declaration where its line was put, or null when it was not well-formed
   */
  private record Waiting(long line, Spool.@Nullable Place declaration) {}

  /** A session that calls. */
  private static final class Open {
    private final Session session;
    private final long line;
    private long weight;

    /** The line is 0 when the session was not declared. */
    Open(Session session, long line) {
      this.session = session;
      this.line = line;
    }
  }

  /**
   * What stands for a session id.
   *
   * @param session the session, or null when it may not call
   * @param refusal why it may not, or null
   */
  record Found(@Nullable Session session, @Nullable String refusal) {}

  /** Takes note of a session line; the first one of an id stands. */
  void declare(String id, String text, long number) throws LineException {
    Waiting declared = waiting.get(id);
    Open opened = open.get(id);
    long line = opened != null ? opened.line : declared != null ? declared.line() : 0;
    if (opened != null && line == 0) {
      throw new LineException(
          "the session was used before this line, without a user and a task, and stays so");
    }
    if (opened != null || (declared != null && declared.declaration() != null)) {
      throw new LineException(
          "the session was declared before, in line " + line + ", which stands");
    }
    if (closed.contains(id)) {
      throw new LineException("the session was declared or used before and is closed");
    }
    await(id, new Waiting(number, spool.put(text)));
  }

  /** Takes note of a session line that is not well-formed: the session's calls are denied. */
  void refuse(String id, long number) {
    if (!waiting.containsKey(id) && !open.containsKey(id) && !closed.contains(id)) {
      await(id, new Waiting(number, null));
    }
  }

  private void await(String id, Waiting session) {
    known += waiting.put(id, session) == null ? 1 : 0;
    Iterator<String> oldest = waiting.keySet().iterator();
    while (waiting.size() * (long) WAITING > room / 2 && waiting.size() > 1) {
      closed.add(oldest.next());
      oldest.remove();
    }
  }

  Found find(String id, int bytes) {
    Open session = open.get(id);
    if (session == null) {
      Waiting before = waiting.get(id);
      if (before != null && before.declaration() == null) {
        return new Found(
            null, "the session's own line, line " + before.line() + ", is not well-formed");
      }
      if (closed.contains(id)) {
        return new Found(
            null,
            "the session was not used for long and was closed to save memory; what it had counted"
                + " is gone; give Java more memory with -Xmx");
      }
      session = before == null ? undeclared(id) : declared(id, before);
    }
    grow(session, CALL + textFactor * (long) Math.min(bytes, MOST_TEXT));
    return new Found(session.session, null);
  }

  private Open undeclared(String id) {
    Open session = new Open(governor.apply(Subject.anonymous()).id(id).open(), 0);
    known++;
    open.put(id, session);
    grow(session, OPEN);
    return session;
  }

  private Open declared(String id, Waiting before) {
    if (before.declaration() == null) {
      throw new IllegalArgumentException("a session that was refused is not opened");
    }
    String text = spool.get(before.declaration());
    Open session = new Open(open(text, before.line()), before.line());
    waiting.remove(id);
    open.put(id, session);
    grow(session, OPEN + (2L + textFactor) * Math.min(text.length(), MOST_TEXT));
    return session;
  }

  private Session open(String text, long number) {
    Line.SessionLine line;
    try {
      line = (Line.SessionLine) parser.parse(text, number);
    } catch (LineException e) {
      throw new IllegalStateException("the line was read before", e);
    }
    SessionBuilder builder = governor.apply(line.user()).id(line.session());
    if (line.agent() != null) {
      builder.agent(line.agent());
    }
    if (line.task() != null) {
      builder.task(line.task());
    }
    if (line.prompt() != null) {
      builder.prompt(line.prompt());
    }
    return builder.open();
  }

  /** The session that grows was used last, so it is the last to go; alone it always stays. */
  private void grow(Open session, long bytes) {
    session.weight += bytes;
    used += bytes;
    Iterator<Map.Entry<String, Open>> oldest = open.entrySet().iterator();
    while (used > room / 2 && open.size() > 1) {
      Map.Entry<String, Open> gone = oldest.next();
      used -= gone.getValue().weight;
      closed.add(gone.getKey());
      oldest.remove();
    }
  }

  /** How many different sessions there were. */
  long known() {
    return known;
  }

  /** How many were closed to save memory. */
  int closed() {
    return closed.size();
  }

  @Override
  public void close() throws IOException {
    spool.close();
  }
}
