package org.agentgovernance.recovery;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.json.Digest;
import org.agentgovernance.json.Json;
import org.agentgovernance.json.JsonException;
import org.jspecify.annotations.Nullable;

/**
 * The last good answers of tools, each to the same arguments for the same user. Kept in memory, at
 * most {@value #MOST} of them and {@value #MOST_CHARS} characters together; the one unused for
 * longest is forgotten first, and one that is too old when another comes. Safe for use by many
 * threads.
 */
public final class GoodAnswers {
  /** How many answers are kept at most. */
  public static final int MOST = 1024;

  /** How many characters of JSON all answers have together at most. */
  public static final int MOST_CHARS = 8 << 20;

  /** How many characters of JSON one answer has at most; a larger one is not kept. */
  public static final int MOST_CHARS_EACH = 256 << 10;

  private final Map<Key, Answer> answers = new LinkedHashMap<>(16, 0.75f, true);
  private int chars;

  private record Key(String tool, String version, String whose, Digest arguments) {}

  private record Answer(Object value, int chars, long at, long until) {}

  /**
   * A good answer of earlier.
   *
   * @param value the answer in the model of {@link org.agentgovernance.json}
   * @param age how old it is
   */
  public record Found(Object value, Duration age) {}

  /**
   * Keeps an answer, in place of an earlier one to the same call.
   *
   * @param tool the tool
   * @param version its version in the manifest
   * @param arguments what it was called with
   * @param context for whom, and when
   * @param output what it returned, checked and with secrets taken out; what has no JSON form, or
   *     is too large, is not kept and the earlier one forgotten
   * @param maxAge how old it may become
   */
  public void keep(
      String tool,
      String version,
      Arguments arguments,
      CallContext context,
      Object output,
      Duration maxAge) {
    Key key = key(tool, version, arguments, context);
    long now = context.nowMillis();
    Answer answer = answer(output, now, now + maxAge.toMillis());
    synchronized (answers) {
      Answer before = answers.remove(key);
      chars -= before == null ? 0 : before.chars();
      if (answer == null) {
        return;
      }
      answers.put(key, answer);
      chars += answer.chars();
      var eldest = answers.entrySet().iterator();
      while (eldest.hasNext()) {
        Answer old = eldest.next().getValue();
        if (answers.size() <= MOST && chars <= MOST_CHARS && old.until() >= now) {
          break;
        }
        chars -= old.chars();
        eldest.remove();
      }
    }
  }

  private static @Nullable Answer answer(Object output, long at, long until) {
    try {
      Object value = Json.copyOf(output);
      int size = value == null ? Integer.MAX_VALUE : Json.text(value).length();
      return size > MOST_CHARS_EACH || value == null ? null : new Answer(value, size, at, until);
    } catch (JsonException e) {
      return null;
    }
  }

  /**
   * Looks for the last good answer to a call.
   *
   * @param tool the tool
   * @param version its version in the manifest
   * @param arguments what it would be called with
   * @param context for whom, and when
   * @param maxAge how old it may be
   * @return the answer, or null when there is none of that age
   */
  public @Nullable Found find(
      String tool, String version, Arguments arguments, CallContext context, Duration maxAge) {
    Key key = key(tool, version, arguments, context);
    long now = context.nowMillis();
    synchronized (answers) {
      Answer answer = answers.get(key);
      if (answer == null) {
        return null;
      }
      long age = Math.max(0, now - answer.at());
      if (age > maxAge.toMillis()) {
        answers.remove(key);
        chars -= answer.chars();
        return null;
      }
      return new Found(answer.value(), Duration.ofMillis(age));
    }
  }

  /** How many answers are kept now. */
  int size() {
    synchronized (answers) {
      return answers.size();
    }
  }

  private static Key key(String tool, String version, Arguments arguments, CallContext context) {
    return new Key(tool, version, whose(context), arguments.digest());
  }

  /** Nobody in particular is somebody else in each session. */
  private static String whose(CallContext context) {
    Principal principal = context.principal();
    Subject subject = principal.subject();
    String user = Json.text(java.util.List.of(subject.issuer(), subject.id()));
    return subject.id().equals(Subject.anonymous().id()) && subject.issuer().isEmpty()
        ? user + ' ' + root(context).session()
        : user;
  }

  private static CallContext root(CallContext context) {
    CallContext at = context;
    for (CallContext above = at.parent(); above != null; above = at.parent()) {
      at = above;
    }
    return at;
  }

  /** How many answers are kept; never what they say. */
  @Override
  public String toString() {
    return "GoodAnswers[" + size() + "]";
  }
}
