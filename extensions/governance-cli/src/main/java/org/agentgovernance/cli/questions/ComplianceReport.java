package org.agentgovernance.cli.questions;

import static org.agentgovernance.cli.questions.Measure.APPROVED;
import static org.agentgovernance.cli.questions.Measure.ASKED;
import static org.agentgovernance.cli.questions.Measure.CANCELLED;
import static org.agentgovernance.cli.questions.Measure.CHECKPOINTS;
import static org.agentgovernance.cli.questions.Measure.CONSUMED;
import static org.agentgovernance.cli.questions.Measure.DELEGATED;
import static org.agentgovernance.cli.questions.Measure.DENIED;
import static org.agentgovernance.cli.questions.Measure.DOCUMENTS;
import static org.agentgovernance.cli.questions.Measure.ENDORSED;
import static org.agentgovernance.cli.questions.Measure.ERASED;
import static org.agentgovernance.cli.questions.Measure.EVENTS;
import static org.agentgovernance.cli.questions.Measure.EXPIRED;
import static org.agentgovernance.cli.questions.Measure.EXPLAINED;
import static org.agentgovernance.cli.questions.Measure.FAILED;
import static org.agentgovernance.cli.questions.Measure.HALTS;
import static org.agentgovernance.cli.questions.Measure.LIFTED;
import static org.agentgovernance.cli.questions.Measure.MALFORMED;
import static org.agentgovernance.cli.questions.Measure.MODEL_CALLS;
import static org.agentgovernance.cli.questions.Measure.MODEL_ENDED;
import static org.agentgovernance.cli.questions.Measure.NAMES_POLICY;
import static org.agentgovernance.cli.questions.Measure.NAMES_USER;
import static org.agentgovernance.cli.questions.Measure.NOT_RUN;
import static org.agentgovernance.cli.questions.Measure.OPENED;
import static org.agentgovernance.cli.questions.Measure.OTHER_CONTROL;
import static org.agentgovernance.cli.questions.Measure.OTHER_ORDERS;
import static org.agentgovernance.cli.questions.Measure.PERMITTED;
import static org.agentgovernance.cli.questions.Measure.RECORDS;
import static org.agentgovernance.cli.questions.Measure.RECOVERED;
import static org.agentgovernance.cli.questions.Measure.REFUSED;
import static org.agentgovernance.cli.questions.Measure.REJECTED;
import static org.agentgovernance.cli.questions.Measure.REQUESTED;
import static org.agentgovernance.cli.questions.Measure.RETENTION;
import static org.agentgovernance.cli.questions.Measure.STOPPED;
import static org.agentgovernance.cli.questions.Measure.SUCCEEDED;
import static org.agentgovernance.cli.questions.Measure.TIMED_OUT;
import static org.agentgovernance.cli.questions.Measure.UNCLEAN;
import static org.agentgovernance.cli.questions.Measure.UNKNOWN;
import static org.agentgovernance.cli.questions.Measure.UNSETTLED;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.agentgovernance.audit.AuditProblem;
import org.agentgovernance.audit.AuditReport;
import org.agentgovernance.cli.Text;
import org.agentgovernance.cli.questions.Report.Section;
import org.agentgovernance.cli.questions.Report.Table;

/** Puts together what a compliance report says. The same log and period give the same report. */
public final class ComplianceReport {
  private final AskedLog log;
  private final ComplianceTally tally;

  private ComplianceReport(AskedLog log, ComplianceTally tally) {
    this.log = log;
    this.tally = tally;
  }

  /**
   * Reports on a log.
   *
   * @param log the log, not read yet
   * @param period which records are counted
   * @return the report
   */
  public static Report of(AskedLog log, Period period) {
    ComplianceTally tally = new ComplianceTally(period);
    log.read(tally);
    tally.set(CHECKPOINTS, log.report().checkpoints());
    return new ComplianceReport(log, tally).report();
  }

  private Report report() {
    return new Report(
        "compliance",
        "Compliance report",
        List.of(
            "Period: " + tally.period() + " (the end is not included). Times are UTC.",
            "Everything here is counted in the records of one audit log and in nothing else: that a"
                + " control is installed is no evidence, that it decided is.",
            "It is no legal advice and no certificate."),
        List.of(
            integrity(),
            decisions(),
            denials(),
            approvals(),
            overrides(),
            outcomes(),
            orders(),
            new Section(
                "events",
                "Events of controls",
                List.of(tally.count(EVENTS) + " events were recorded."),
                List.of(tally.events.table("events", "event"))),
            new Section(
                "drills",
                "Drills",
                List.of(
                    "None recorded. No kind of record tells of a drill: a halt that was given for"
                        + " practice is among the orders, with its reason."),
                List.of()),
            records(),
            mappings()));
  }

  private Section integrity() {
    AuditReport found = log.report();
    AuditProblem problem = found.problem();
    List<String> notes = new ArrayList<>();
    if (problem == null) {
      notes.add(
          "State: intact. Every record is there, unchanged and in order, so far as that can be"
              + " known; what cannot be known stands below.");
    } else {
      notes.add(
          "State: DAMAGED ("
              + problem.kind().name().toLowerCase(Locale.ROOT)
              + ") at record "
              + problem.seq()
              + (problem.file().isEmpty() ? "" : ", file " + problem.file())
              + ": "
              + problem.message()
              + ". "
              + found.records()
              + " records before it are intact. Counts of this report include what could be read"
              + " after it, which nothing vouches for.");
    }
    String stopped = log.stopped();
    if (stopped != null) {
      notes.add("Reading ended after record " + log.last() + ": " + stopped);
    }
    if (log.gaps().isEmpty()) {
      notes.add("Gaps: none between the records that were read.");
    }
    for (AskedLog.Gap gap : log.gaps()) {
      boolean retention = gap.from() == 1 && gap.to() <= tally.removedUpTo();
      notes.add(
          "Gap: records "
              + gap.from()
              + " to "
              + gap.to()
              + " are not there"
              + (retention ? "; a record says that retention removed them." : "."));
    }
    if (log.moreGaps() > 0) {
      notes.add("Gaps beyond these: " + log.moreGaps() + ".");
    }
    if (tally.untracked() > 0) {
      notes.add(
          "Whether " + tally.untracked() + " further calls have an outcome was not looked for.");
    }
    Instant from = tally.period().from();
    if (found.first() != null && (from == null ? log.first() > 1 : from.isBefore(found.first()))) {
      notes.add(
          "The period begins before the first record that is there, which is of "
              + found.first()
              + "; what happened before it is not counted.");
    }
    Instant to = tally.period().to();
    if (found.last() != null && to != null && to.isAfter(found.last())) {
      notes.add(
          "The period ends after the last record that is there, which is of "
              + found.last()
              + "; that nothing happened after it does not follow.");
    }
    List<List<Object>> facts = new ArrayList<>();
    facts.add(List.of("records verified", found.records()));
    facts.add(List.of("segments", (long) found.segments()));
    facts.add(List.of("first record", String.valueOf(found.first())));
    facts.add(List.of("last verified record", String.valueOf(found.last())));
    facts.add(List.of("signed up to record", found.signed()));
    facts.add(List.of("head", found.head().toString()));
    List<List<Object>> unknown = new ArrayList<>();
    found.unknowable().forEach(what -> unknown.add(List.of(Text.safe(what))));
    return new Section(
        "integrity",
        "Integrity and gaps of the log",
        notes.stream().map(Text::safe).toList(),
        List.of(
            new Table("log", List.of("what", "value"), facts),
            measures("openings", OPENED, UNCLEAN, RECOVERED, RETENTION, ERASED, CHECKPOINTS),
            new Table("unknowable", List.of("what cannot be known"), unknown)));
  }

  private Section decisions() {
    return new Section(
        "decisions",
        "Decisions",
        List.of(
            "A call that waited for a person is counted once when it waited and once more when it"
                + " was permitted or denied."),
        List.of(
            measures(
                "counts",
                PERMITTED,
                ASKED,
                DENIED,
                MALFORMED,
                DELEGATED,
                NAMES_USER,
                NAMES_POLICY,
                EXPLAINED,
                DOCUMENTS,
                MODEL_CALLS,
                REFUSED),
            tally.tools.table("tools", "tool"),
            tally.agents.table("agents", "agent"),
            tally.policies.table("policies", "policy"),
            tally.argumentForms.table("arguments", "arguments kept as")));
  }

  private Section denials() {
    return new Section(
        "denials",
        "Denials",
        List.of(tally.count(DENIED) + " calls were denied."),
        List.of(
            tally.denialRules.table("rules", "rule"),
            tally.denialCodes.table("codes", "reason code"),
            tally.denialControls.table("controls", "control")));
  }

  private Section approvals() {
    return new Section(
        "approvals",
        "Approvals",
        List.of(),
        List.of(
            measures("counts", REQUESTED, APPROVED, REJECTED, EXPIRED, CONSUMED),
            tally.requestRules.table("rules", "requests by rule")));
  }

  private Section overrides() {
    List<String> notes = new ArrayList<>();
    notes.add(
        "Where a person let pass what a rule had held up: approvals given, data declared to be"
            + " safe, orders lifted. All of it within what the policy lets people do.");
    notes.addAll(tally.overrides.notes());
    return new Section(
        "overrides",
        "Overrides by people",
        notes,
        List.of(
            measures("counts", APPROVED, ENDORSED, LIFTED),
            tally.overriddenRules.table("rules", "yes by rule that asked"),
            tally.overrides.table("list")));
  }

  private Section outcomes() {
    return new Section(
        "outcomes",
        "Outcomes",
        List.of(),
        List.of(
            measures(
                "counts",
                SUCCEEDED,
                FAILED,
                TIMED_OUT,
                CANCELLED,
                NOT_RUN,
                UNKNOWN,
                UNSETTLED,
                MODEL_ENDED)));
  }

  private Section orders() {
    return new Section(
        "halts",
        "Halts and other orders",
        tally.orders.notes(),
        List.of(
            measures("counts", HALTS, OTHER_ORDERS, STOPPED, LIFTED, OTHER_CONTROL),
            tally.orders.table("list")));
  }

  private Section records() {
    return new Section(
        "records",
        "Records",
        List.of("The period holds " + tally.count(RECORDS) + " records."),
        List.of(tally.kinds.table("kinds", "kind")));
  }

  private Section mappings() {
    return new Section(
        "mappings",
        "What this supports",
        List.of(
            "What the records can support in an assessment, in short words of our own; read the"
                + " texts themselves. \"supports\" means that there are such records, not that the"
                + " requirement is met. \"no records\" means that none stand in this period."),
        Mappings.tables(tally));
  }

  private Table measures(String id, Measure... measures) {
    List<List<Object>> rows = new ArrayList<>();
    for (Measure measure : measures) {
      rows.add(List.of(measure.words(), tally.count(measure), measure.records()));
    }
    return new Table(id, List.of("what", "count", "records"), rows);
  }
}
