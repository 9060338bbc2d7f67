package org.agentgovernance.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.json.Digest;
import org.agentgovernance.testing.ManualClock;
import org.jspecify.annotations.Nullable;

/**
 * Random histories of one call at two desks on one store, against what an approval means: as many
 * different people as the policy says, none of whom may be the requester, within its times, without
 * a no, for one run.
 */
class ApprovalHistoryTest {
  private static final List<String> PEOPLE = List.of("ann", "bob", "cid", "user", "agent", "none");
  private static final Set<String> MAY = Set.of("ann", "bob", "cid");

  /** What happens. */
  enum Kind {
    ASK,
    YES,
    NO,
    USE,
    WITHDRAW,
    WAIT,
    RESTART
  }

  /** Something that happens at one of the desks, perhaps by somebody. */
  record Step(Kind kind, int desk, String person, int minutes) {}

  /** What is known of a request by the rules alone. */
  private static final class Model {
    final Set<String> yes = new HashSet<>();
    boolean over;
    @Nullable Instant approved;
    final Instant made;

    Model(Instant made) {
      this.made = made;
    }

    boolean open(Instant now) {
      return !over && !now.isAfter(approved == null ? made.plus(PENDING) : approved.plus(GOOD));
    }
  }

  private static final Duration PENDING = Duration.ofMinutes(10);
  private static final Duration GOOD = Duration.ofMinutes(5);
  private static final int QUORUM = 2;

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Kind> kinds =
        Arbitraries.of(
            Kind.ASK,
            Kind.ASK,
            Kind.YES,
            Kind.YES,
            Kind.YES,
            Kind.YES,
            Kind.NO,
            Kind.USE,
            Kind.USE,
            Kind.WITHDRAW,
            Kind.WAIT,
            Kind.RESTART);
    return Combinators.combine(
            kinds,
            Arbitraries.integers().between(0, 1),
            Arbitraries.of(PEOPLE),
            Arbitraries.integers().between(1, 6))
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Property(tries = 2_000)
  void noHistoryStretchesAnApproval(@ForAll("histories") List<Step> steps) {
    History history = new History();
    steps.forEach(history::apply);
  }

  private static final class History {
    final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
    final ApprovalStore store = ApprovalStore.inMemory();
    final ApprovalDesk[] desks = {desk(), desk()};
    final List<List<HeldRequest>> held = List.of(new ArrayList<>(), new ArrayList<>());
    final List<ApprovalEvent> events = new ArrayList<>();
    final Map<String, Model> models = new LinkedHashMap<>();
    final ProposedCall call =
        new ProposedCall(
            "c",
            ToolCall.builder("pay").arguments(Map.of("n", 1)).build(),
            new CallContext(
                new Principal(Subject.of("user"), "agent", ""), "s", null, null, Map.of(), clock),
            "1",
            Digest.of("m", new byte[0]));
    final ApprovalPolicy policy = new ApprovalPolicy("p", Set.of("boss"), QUORUM, PENDING, GOOD);

    private ApprovalDesk desk() {
      return new ApprovalDesk(store, clock, List.of(), event -> {});
    }

    void apply(Step step) {
      ApprovalDesk desk = desks[step.desk()];
      List<HeldRequest> mine = held.get(step.desk());
      switch (step.kind()) {
        case ASK -> ask(desk, mine);
        case YES -> vote(desk, step.person(), true);
        case NO -> vote(desk, step.person(), false);
        case USE -> mine.forEach(this::use);
        case WITHDRAW -> mine.forEach(this::withdraw);
        case WAIT -> clock.advance(Duration.ofMinutes(step.minutes()));
        case RESTART -> {
          desk.close();
          mine.clear();
          desks[step.desk()] = desk();
        }
      }
      Instant now = clock.instant();
      assertThat(desks[0].approvals().pending())
          .extracting(ApprovalRequest::id)
          .containsExactlyInAnyOrderElementsOf(
              models.entrySet().stream()
                  .filter(e -> e.getValue().open(now) && e.getValue().approved == null)
                  .map(Map.Entry::getKey)
                  .toList());
    }

    private void ask(ApprovalDesk desk, List<HeldRequest> mine) {
      HeldRequest request = desk.request(policy, call, List.of(), "why", events::add);
      mine.add(request);
      Model known = models.get(request.request().id());
      if (known == null) {
        models.put(request.request().id(), new Model(clock.instant()));
      } else {
        assertThat(known.open(clock.instant())).as("taken up while open").isTrue();
      }
    }

    private void vote(ApprovalDesk desk, String person, boolean yes) {
      for (Map.Entry<String, Model> each : models.entrySet()) {
        Model model = each.getValue();
        Subject by =
            Subject.of(person).withRoles(person.equals("none") ? Set.of() : Set.of("boss"));
        boolean allowed = model.open(clock.instant()) && MAY.contains(person);
        try {
          ApprovalState state =
              yes
                  ? desk.approvals().approve(each.getKey(), by, "ok")
                  : desk.approvals().reject(each.getKey(), by, "no");
          assertThat(allowed).as("%s may decide", person).isTrue();
          if (!yes) {
            model.over = true;
            assertThat(state).isEqualTo(ApprovalState.REJECTED);
          } else if (model.approved == null) {
            model.yes.add(person);
            model.approved = model.yes.size() == QUORUM ? clock.instant() : null;
            assertThat(state)
                .isEqualTo(model.approved == null ? ApprovalState.PENDING : ApprovalState.APPROVED);
          }
        } catch (GovernanceException e) {
          assertThat(allowed).as("%s may not decide", person).isFalse();
        }
      }
    }

    private void use(HeldRequest request) {
      Model model = models.get(request.request().id());
      boolean may = model.open(clock.instant()) && model.approved != null;
      boolean used = request.consume(call);
      assertThat(used).as("an approval that holds runs one call, any other none").isEqualTo(may);
      if (used) {
        model.over = true;
        long recorded =
            events.stream()
                .filter(event -> event.kind() == ApprovalEvent.Kind.APPROVED)
                .filter(event -> event.sealed().request().id().equals(request.request().id()))
                .map(event -> String.valueOf(event.by()))
                .distinct()
                .count();
        assertThat(recorded).as("yes on record where calls run").isEqualTo(QUORUM);
      }
    }

    private void withdraw(HeldRequest request) {
      Model model = models.get(request.request().id());
      if (model.open(clock.instant())) {
        model.over = true;
      }
      request.withdraw();
    }
  }
}
