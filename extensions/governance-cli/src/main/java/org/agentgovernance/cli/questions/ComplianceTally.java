package org.agentgovernance.cli.questions;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a period holds, from the records alone. Records outside the period are looked at only
 * to tell which rule a request came from and which calls have an outcome.
 */
public final class ComplianceTally implements AskedLog.Reader {
  private static final int MOST_OPEN = 100_000;

  final Counter kinds = new Counter("?");
  final Counter tools = new Counter("?");
  final Counter agents = new Counter("?");
  final Counter policies = new Counter("(not named)");
  final Counter denialRules = new Counter("(no rule: the control itself)");
  final Counter denialCodes = new Counter("?");
  final Counter denialControls = new Counter("?");
  final Counter requestRules = new Counter("(not known)");
  final Counter overriddenRules = new Counter("(not known)");
  final Counter argumentForms = new Counter("(could not be read)");
  final Counter events = new Counter("?");
  final Notes overrides = new Notes();
  final Notes orders = new Notes();
  private final Period period;
  private final Map<Measure, Long> counts = new EnumMap<>(Measure.class);
  private final Map<String, String> asking = new Eldest();
  private final Map<String, String> votes = new Eldest();
  private final Map<String, Boolean> unsettled = new LinkedHashMap<>();
  private long untracked;
  private long removedUpTo;
  private boolean closed = true;

  /** Forgets what it has held for longest when there is too much. */
  private static final class Eldest extends LinkedHashMap<String, String> {
    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
      return size() > MOST_OPEN;
    }
  }

  /**
   * A count.
   *
   * @param period which records are counted
   */
  public ComplianceTally(Period period) {
    this.period = period;
  }

  Period period() {
    return period;
  }

  long count(Measure measure) {
    if (measure == Measure.UNSETTLED) {
      return unsettled.values().stream().filter(inside -> inside).count();
    }
    return counts.getOrDefault(measure, 0L);
  }

  void set(Measure measure, long count) {
    counts.put(measure, count);
  }

  /** How many calls were open at once beyond those whose outcome could be looked for. */
  long untracked() {
    return untracked;
  }

  /** Up to which record retention removed some, as the records say. */
  long removedUpTo() {
    return removedUpTo;
  }

  @Override
  public boolean accept(Entry entry) {
    boolean inside = period.contains(entry.at());
    follow(entry, inside);
    if (inside) {
      add(Measure.RECORDS);
      kinds.add(entry.kind());
      if (!entry.list("documents").isEmpty()) {
        add(Measure.DOCUMENTS);
      }
      count(entry);
    }
    closed = entry.kind().equals("log.closed");
    return true;
  }

  private void follow(Entry entry, boolean inside) {
    String call = entry.text("call", "");
    if (entry.is("decision", "approve")) {
      asking.put(call, entry.text("rule", "(no rule: " + entry.text("code", "?") + ")"));
    } else if (entry.kind().equals("intent")) {
      if (unsettled.size() < MOST_OPEN) {
        unsettled.put(call, inside);
      } else {
        untracked++;
      }
    } else if (entry.kind().equals("outcome")) {
      unsettled.remove(call);
      asking.remove(call);
    } else if (entry.kind().equals("log.retention")
        && entry.object("log").get("to") instanceof Long to) {
      removedUpTo = Math.max(removedUpTo, to);
    }
  }

  private void count(Entry entry) {
    switch (entry.kind()) {
      case "decision" -> {
        decided(entry);
        if (entry.is("decision", "deny")) {
          denied(entry);
        } else {
          add(Measure.ASKED);
        }
      }
      case "intent" -> {
        decided(entry);
        add(Measure.PERMITTED);
      }
      case "outcome" -> outcome(entry.inner("outcome", "kind"));
      case "approval" -> approval(entry);
      case "endorsement" -> {
        add(Measure.ENDORSED);
        Map<String, @Nullable Object> said = entry.object("endorsement");
        overrides.add(entry, "endorsement " + said.get("id"), said.get("by"), said.get("reason"));
      }
      case "control" -> control(entry);
      case "model" ->
          add(entry.text("verdict") == null ? Measure.MODEL_ENDED : Measure.MODEL_CALLS);
      case "session" -> add(Measure.REFUSED);
      case "event" -> {
        add(Measure.EVENTS);
        String code = entry.inner("event", "code");
        events.add(entry.inner("event", "event") + (code == null ? "" : ": " + code));
      }
      case "log.opened" -> {
        add(Measure.OPENED);
        if (!closed) {
          add(Measure.UNCLEAN);
        }
      }
      case "log.recovered" -> add(Measure.RECOVERED);
      case "log.retention" -> add(Measure.RETENTION);
      case "log.erased" -> add(Measure.ERASED);
      default -> {} // counted by its kind
    }
  }

  private void decided(Entry entry) {
    tools.add(entry.text("tool"));
    agents.add(entry.text("agent"));
    policies.add(entry.text("manifest"));
    argumentForms.add(entry.inner("arguments", "form"));
    addIf(entry.text("parent"), Measure.DELEGATED);
    addIf(entry.inner("user", "id"), Measure.NAMES_USER);
    addIf(entry.text("manifest"), Measure.NAMES_POLICY);
    addIf(entry.text("rationale"), Measure.EXPLAINED);
  }

  private void denied(Entry entry) {
    add(Measure.DENIED);
    addIf(entry.text("malformed"), Measure.MALFORMED);
    denialRules.add(entry.text("rule"));
    denialCodes.add(entry.text("code"));
    denialControls.add(entry.text("interceptor"));
  }

  private void outcome(@Nullable String kind) {
    add(
        switch (String.valueOf(kind)) {
          case "succeeded" -> Measure.SUCCEEDED;
          case "failed" -> Measure.FAILED;
          case "timed_out" -> Measure.TIMED_OUT;
          case "cancelled" -> Measure.CANCELLED;
          case "not_run" -> Measure.NOT_RUN;
          default -> Measure.UNKNOWN;
        });
  }

  private void approval(Entry entry) {
    String rule = asking.get(entry.text("call", ""));
    Map<String, @Nullable Object> said = entry.object("approval");
    switch (String.valueOf(said.get("state"))) {
      case "requested" -> {
        add(Measure.REQUESTED);
        requestRules.add(rule);
      }
      case "approved" -> {
        // A call that waits again after a restart has the votes in its log a second time.
        if (votes.put(said.get("id") + " " + said.get("approver"), "") != null) {
          return;
        }
        add(Measure.APPROVED);
        overriddenRules.add(rule);
        overrides.add(
            entry,
            "yes to " + entry.text("tool", "?") + (rule == null ? "" : ", asked by " + rule),
            said.get("approver"),
            said.get("reason"));
      }
      case "rejected" -> add(Measure.REJECTED);
      case "expired" -> add(Measure.EXPIRED);
      case "consumed" -> add(Measure.CONSUMED);
      default -> {} // counted by its kind
    }
  }

  private void control(Entry entry) {
    Map<String, @Nullable Object> order = entry.object("order");
    Object name = order.get("name");
    String what =
        order.get("event")
            + ": "
            + order.getOrDefault("order", "")
            + " "
            + order.getOrDefault("target", "")
            + (name == null ? "" : " " + name);
    switch (String.valueOf(order.get("event"))) {
      case "given", "received" -> {
        add("halt".equals(order.get("order")) ? Measure.HALTS : Measure.OTHER_ORDERS);
        orders.add(entry, what, order.get("by"), order.get("reason"));
      }
      case "lifted" -> {
        add(Measure.LIFTED);
        overrides.add(entry, what, order.get("liftedBy"), order.get("liftedBecause"));
      }
      case "lifted.elsewhere" -> {
        add(Measure.LIFTED);
        overrides.add(entry, what, null, "lifted by another process; its log says by whom");
      }
      case "stopped" -> {
        add(Measure.STOPPED);
        String report =
            String.format(
                Locale.ROOT,
                "stopped: %s ended, %s never started, %s still running",
                order.get("ended"),
                order.get("neverStarted"),
                order.get("stillRunning"));
        orders.add(entry, report, null, null);
      }
      default -> {
        add(Measure.OTHER_CONTROL);
        orders.add(entry, what, order.get("by"), order.get("message"));
      }
    }
  }

  private void addIf(@Nullable String said, Measure measure) {
    if (said != null) {
      add(measure);
    }
  }

  private void add(Measure measure) {
    counts.merge(measure, 1L, Long::sum);
  }
}
