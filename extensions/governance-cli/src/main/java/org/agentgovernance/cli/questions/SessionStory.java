package org.agentgovernance.cli.questions;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells what happened in a session, record by record as they are read: what the agent knew, what it
 * proposed, what it was told, what it did. It keeps only which calls are open.
 */
public final class SessionStory {
  private static final int MOST_ORDERS = 20;
  private static final int MOST_CALLS = 100_000;

  private final String session;
  private final Paper paper;
  private final CallStory calls;
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final Map<String, Long> open = new LinkedHashMap<>();
  private final Set<String> waiting = new HashSet<>();
  private final Set<String> delegated = new LinkedHashSet<>();
  private final Map<String, Long> ends = new TreeMap<>();
  private final ArrayDeque<Entry> orders = new ArrayDeque<>();
  private String agent = "";
  private long moreOrders;
  private boolean begun;

  /** Where the story is written. */
  @FunctionalInterface
  public interface Paper {
    /**
     * Writes a paragraph. Nothing in it is safe for a terminal.
     *
     * @param first what the first line begins with; later ones are indented as far
     * @param text the text
     */
    void paragraph(String first, String text);
  }

  /**
   * The story of a session.
   *
   * @param session the session's id
   * @param paper where it is written
   */
  public SessionStory(String session, Paper paper) {
    this.session = session;
    this.paper = paper;
    this.calls = new CallStory(paper);
  }

  /**
   * Takes the next record of the log, whatever it is about.
   *
   * @param entry the record
   */
  public void read(Entry entry) {
    if (session.equals(entry.text("session"))) {
      if (!begun) {
        begun = true;
        agent = entry.text("agent", "");
        opening(entry);
      }
      orders();
      tell(entry);
    } else if (begun && entry.kind().equals("control") && concerns(entry)) {
      if (orders.size() < MOST_ORDERS) {
        orders.add(entry);
      } else {
        moreOrders++;
      }
    } else if (session.equals(entry.text("parent")) && delegated.size() < MOST_CALLS) {
      String sub = entry.text("session", "?");
      if (delegated.add(sub)) {
        at(entry, "");
        paper.paragraph(
            Label.DID.text(),
            "handed a part to agent " + entry.text("agent", "?") + " in session " + sub);
      }
    }
  }

  private void opening(Entry entry) {
    paper.paragraph("", "Session " + session);
    String instance = entry.text("instance");
    paper.paragraph(Label.AGENT.text(), agent + (instance == null ? "" : ", instance " + instance));
    String issuer = entry.inner("user", "issuer");
    String user = entry.inner("user", "id");
    if (user != null) {
      paper.paragraph(Label.FOR.text(), "user " + user + (issuer == null ? "" : " of " + issuer));
    }
    optional(Label.TASK, entry.text("task"));
    String manifest = entry.text("manifest");
    optional(Label.MANIFEST, manifest == null ? null : CallStory.brief(manifest));
    String parent = entry.text("parent");
    optional(Label.FROM, parent == null ? null : "session " + parent);
    if (!entry.list("actors").isEmpty()) {
      optional(Label.THROUGH, words(entry.list("actors")));
    }
    if (!entry.object("tags").isEmpty()) {
      StringBuilder tags = new StringBuilder();
      entry
          .object("tags")
          .forEach((name, value) -> tags.append(name).append(' ').append(value).append("  "));
      optional(Label.TAGS, tags.toString().stripTrailing());
    }
  }

  private void optional(Label label, @Nullable String text) {
    if (text != null) {
      paper.paragraph(label.text(), text);
    }
  }

  private void at(Entry entry, String what) {
    paper.paragraph("", "");
    paper.paragraph("", entry.text("at", "?") + " #" + entry.seq() + " " + what);
  }

  private void tell(Entry entry) {
    String call = entry.text("call", "");
    String tool = entry.text("tool", "?");
    switch (entry.kind()) {
      case "context" -> {
        at(entry, "");
        calls.knew(entry);
      }
      case "decision", "intent" -> {
        boolean first = !numbers.containsKey(call);
        String version = entry.text("version");
        at(
            entry,
            "call "
                + number(call)
                + ": "
                + tool
                + (version == null ? "" : " " + version)
                + again(entry)
                + link(entry));
        if (first) {
          calls.proposed(entry);
        }
        calls.told(entry);
        waiting.remove(call);
        if (entry.kind().equals("intent")) {
          if (open.size() < MOST_CALLS) {
            open.put(call, entry.seq());
          }
        } else if (entry.is("decision", "deny")) {
          count("denied");
        } else if (waiting.size() < MOST_CALLS) {
          waiting.add(call);
        }
      }
      case "approval" -> {
        at(entry, "call " + number(call) + ": " + tool);
        calls.person(entry);
      }
      case "outcome" -> {
        at(entry, "call " + number(call) + ": " + tool);
        calls.did(entry);
        open.remove(call);
        count(String.valueOf(entry.inner("outcome", "kind")).replace('_', ' '));
      }
      case "model" -> {
        at(entry, "");
        calls.model(entry);
      }
      case "endorsement" -> {
        at(entry, "");
        calls.endorsed(entry);
      }
      case "event" -> {
        at(entry, call.isEmpty() ? "" : "call " + number(call));
        calls.event(entry);
      }
      default -> at(entry, entry.kind());
    }
  }

  /** Which try of which call this is, when the manifest had it made again. */
  private String again(Entry entry) {
    String first = entry.inner("retry", "of");
    Object attempt = entry.object("retry").get("attempt");
    return first == null ? "" : ", try " + attempt + " of call " + number(first);
  }

  /** Which call this one was made because of. */
  private String link(Entry entry) {
    String other = entry.inner("follows", "call");
    if (other == null) {
      return "";
    }
    Integer known = numbers.get(other);
    String name = known == null ? other : String.valueOf(known);
    return "undo".equals(entry.inner("follows", "as"))
        ? ", which undoes call " + name
        : ", in place of call " + name;
  }

  private void count(String end) {
    ends.merge(end, 1L, Long::sum);
  }

  private int number(String call) {
    Integer known = numbers.get(call);
    if (known != null) {
      return known;
    }
    if (numbers.size() < MOST_CALLS) {
      numbers.put(call, numbers.size() + 1);
    }
    return numbers.size();
  }

  private boolean concerns(Entry entry) {
    Map<String, @Nullable Object> order = entry.object("order");
    Object name = order.get("name");
    return switch (String.valueOf(order.get("target"))) {
      case "all", "tool" -> true;
      case "agent" -> agent.equals(name);
      case "session" -> session.equals(name);
      default -> false;
    };
  }

  private void orders() {
    orders.forEach(this::order);
    orders.clear();
    if (moreOrders > 0) {
      paper.paragraph(Label.ORDER.text(), moreOrders + " more");
      moreOrders = 0;
    }
  }

  private void order(Entry entry) {
    at(entry, "");
    Map<String, @Nullable Object> order = entry.object("order");
    Object name = order.get("name");
    paper.paragraph(
        Label.ORDER.text(),
        order.get("order")
            + " of "
            + order.get("target")
            + (name == null ? "" : " " + name)
            + " was "
            + order.get("event")
            + ", by "
            + order.getOrDefault("liftedBy", order.get("by"))
            + ": "
            + order.getOrDefault("liftedBecause", order.get("reason")));
  }

  /**
   * Ends the story.
   *
   * @return whether the log told of the session at all
   */
  public boolean end() {
    if (!begun) {
      return false;
    }
    if (!orders.isEmpty()) {
      paper.paragraph("", "");
      paper.paragraph("", "After its last record:");
    }
    orders();
    paper.paragraph("", "");
    StringBuilder text = new StringBuilder();
    ends.forEach((end, count) -> text.append(", ").append(count).append(' ').append(end));
    if (!waiting.isEmpty()) {
      text.append(", ").append(waiting.size()).append(" still waiting for a person");
    }
    paper.paragraph(
        "", "In short: " + numbers.size() + (numbers.size() == 1 ? " call" : " calls") + text);
    open.forEach(
        (call, seq) ->
            paper.paragraph(
                "  ",
                "call "
                    + numbers.get(call)
                    + " was about to run (#"
                    + seq
                    + ") and has no outcome in this log; whether it took effect is not known"));
    return true;
  }

  static String words(List<?> list) {
    StringBuilder out = new StringBuilder();
    list.forEach(item -> out.append(out.isEmpty() ? "" : ", ").append(item));
    return out.toString();
  }
}
