package org.agentgovernance.cli.questions;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.agentgovernance.cli.questions.SessionStory.Paper;
import org.agentgovernance.json.Json;
import org.jspecify.annotations.Nullable;

/** Tells one record in words. The agent's own words are quoted and named as such. */
final class CallStory {
  private static final String PERMITTED = "permitted";
  private static final Set<String> OPEN_ENDS = Set.of("failed", "timed_out", "cancelled");
  private static final int DIGEST_SHOWN = 23;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Paper paper;

  CallStory(Paper paper) {
    this.paper = paper;
  }

  void knew(Entry entry) {
    StringBuilder text = new StringBuilder();
    for (Object item : entry.list("documents")) {
      Map<String, @Nullable Object> document = Entry.object(item);
      Object version = document.get("version");
      text.append(text.isEmpty() ? "" : ", ").append(document.get("id"));
      text.append(version == null ? "" : " (version " + version + ")");
    }
    Object more = entry.fields().get("moreDocuments");
    paper.paragraph(Label.KNEW.text(), text + (more == null ? "" : " and " + more + " more"));
  }

  void proposed(Entry entry) {
    if (!entry.list("documents").isEmpty()) {
      knew(entry);
    }
    paper.paragraph(Label.PROPOSED.text(), arguments(entry));
    String rationale = entry.text("rationale");
    if (rationale != null) {
      paper.paragraph(Label.BECAUSE.text(), quoted(rationale) + " (the agent's own words)");
    }
    for (Object other : entry.list("alternatives")) {
      paper.paragraph(Label.INSTEAD.text(), quoted(String.valueOf(other)));
    }
    Object confidence = entry.fields().get("confidence");
    if (confidence != null) {
      paper.paragraph(Label.SURE.text(), confidence + " (by the agent's own account)");
    }
  }

  private static String arguments(Entry entry) {
    String malformed = entry.text("malformed");
    if (malformed != null) {
      return "arguments that could not be read: " + malformed;
    }
    Map<String, @Nullable Object> arguments = entry.object("arguments");
    if (arguments.containsKey("value")) {
      return Json.text(arguments.get("value"));
    }
    Object types = arguments.get("types");
    Object digest = arguments.get("digest");
    String form = "with arguments that are not kept in the clear (" + arguments.get("form") + ")";
    return form
        + (types == null ? "" : ": " + Json.text(types))
        + (digest == null ? "" : ", " + brief(digest.toString()));
  }

  void told(Entry entry) {
    String by = entry.text("interceptor", "?");
    String rule = entry.text("rule");
    String code = entry.text("code", "?");
    String why =
        (code.equals(PERMITTED) ? "" : ", " + code)
            + " by "
            + by
            + (rule == null ? "" : ", rule " + rule)
            + ": ";
    String message = entry.text("message", "");
    boolean ran = entry.kind().equals("intent");
    String verdict =
        switch (entry.text("verdict", "?")) {
          case "permit" -> PERMITTED;
          case "approve" -> ran ? "permitted, after a person's yes" : "to wait for a person";
          case "deny" -> "denied";
          default -> entry.text("verdict", "?");
        };
    paper.paragraph(Label.TOLD.text(), verdict + (why + message).stripTrailing());
  }

  void person(Entry entry) {
    Map<String, @Nullable Object> approval = entry.object("approval");
    Object state = approval.get("state");
    Object id = approval.get("id");
    Object by = approval.get("approver");
    Object reason = approval.get("reason");
    String what =
        switch (String.valueOf(state)) {
          case "requested" -> "was asked, request " + id;
          case "resumed" -> "waits for request " + id + ", made before";
          case "approved" -> by + " said yes to request " + id;
          case "rejected" -> by + " said no to request " + id;
          case "expired" -> "request " + id + " ran out of time or was taken back";
          case "consumed" -> "the yes to request " + id + " is used up by this one call";
          default -> "request " + id + ": " + state;
        };
    paper.paragraph(
        Label.PERSON.text(), what + (reason == null ? "" : ": " + quoted(reason.toString())));
  }

  void did(Entry entry) {
    Map<String, @Nullable Object> outcome = entry.object("outcome");
    Object nanos = outcome.get("nanos");
    String time =
        nanos instanceof Number number
            ? String.format(Locale.ROOT, " after %.3f ms", number.longValue() / NANOS_PER_MILLI)
            : "";
    Object error = outcome.get("error");
    Object digest = outcome.get("digest");
    Object code = outcome.get("code");
    String message = entry.text("message");
    String kind = String.valueOf(outcome.get("kind"));
    String what =
        switch (kind) {
          case "succeeded" -> "the tool ran and succeeded" + time;
          case "failed" -> "the tool failed" + time;
          case "timed_out" -> "the tool did not end in time" + time;
          case "cancelled" -> "the tool was stopped" + time;
          case "not_run" -> "the tool was not started";
          default -> "nobody knows what came of it";
        };
    paper.paragraph(
        Label.DID.text(),
        what
            + (code == null || code.equals(PERMITTED) ? "" : ", " + code)
            + (error == null ? "" : ", " + error)
            + (OPEN_ENDS.contains(kind) ? "; it may have taken effect" : "")
            + (digest == null ? "" : "; its result has " + brief(digest.toString()))
            + (message == null ? "" : "; " + message));
    Map<String, @Nullable Object> undo = entry.object("undo");
    if (!undo.isEmpty()) {
      paper.paragraph(
          Label.DID.text(),
          undo.containsKey("missing")
              ? "its answer lacks what " + undo.get("tool") + " needs to undo it"
              : "can be undone by " + undo.get("tool") + " until " + undo.get("until"));
    }
  }

  /** Something that happened to a control; its details as they stand, without the name. */
  void event(Entry entry) {
    Map<String, @Nullable Object> event = new TreeMap<>(entry.object("event"));
    Object name = event.remove("event");
    StringBuilder text = new StringBuilder(String.valueOf(name));
    String separator = ": ";
    for (Map.Entry<String, @Nullable Object> detail : event.entrySet()) {
      text.append(separator).append(detail.getKey()).append(' ').append(detail.getValue());
      separator = ", ";
    }
    paper.paragraph(Label.NOTED.text(), text.toString());
  }

  void model(Entry entry) {
    Map<String, @Nullable Object> model = entry.object("model");
    Object outcome = model.get("outcome");
    Object usage = model.get("usage");
    if (outcome == null) {
      paper.paragraph(Label.MODEL.text(), "asked " + model.get("name"));
      told(entry);
    } else {
      paper.paragraph(
          Label.MODEL.text(),
          model.get("name")
              + " "
              + String.valueOf(outcome).replace('_', ' ')
              + (usage == null ? "" : ", used " + Json.text(usage)));
    }
  }

  void endorsed(Entry entry) {
    Map<String, @Nullable Object> said = entry.object("endorsement");
    paper.paragraph(
        Label.DECLARED.text(),
        said.get("by")
            + " took what the session has read for safe by endorsement "
            + said.get("id")
            + ": "
            + quoted(String.valueOf(said.get("reason"))));
    paper.paragraph(Label.DECLARED.text(), "labels: " + Json.text(entry.object("labels")));
  }

  /** The beginning of a digest; the record has all of it. */
  static String brief(String digest) {
    return digest.length() <= DIGEST_SHOWN ? digest : digest.substring(0, DIGEST_SHOWN) + "…";
  }

  private static String quoted(String words) {
    return '"' + words + '"';
  }
}
