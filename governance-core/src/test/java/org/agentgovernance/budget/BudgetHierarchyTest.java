package org.agentgovernance.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.Usage;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.Reservation;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Race;
import org.agentgovernance.testing.Sessions;
import org.junit.jupiter.api.Test;

/** A child session never uses more than its parent has left. */
class BudgetHierarchyTest {
  private static final ToolCall CALL = ToolCall.of("t", Arguments.empty());

  private final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
  private final CallContext parent = Sessions.of("parent", clock);
  private final CallContext first = child(parent, "first");
  private final CallContext second = child(parent, "second");
  private final CallContext grandchild = child(first, "grandchild");
  private final BudgetControl control =
      BudgetControl.forTool(
          "t",
          List.of(
              BudgetRule.builder("b", "calls", new BigDecimal(5), new RuleRef("b", "m.json:1:1"))
                  .per(Set.of(Scope.SESSION))
                  .build()),
          Map.of(),
          new InMemoryBudgetStore());

  @Test
  void chargesEverySessionAbove() {
    run(grandchild);
    run(first);
    run(second);
    assertThat(left(grandchild)).isEqualTo("2 of 5 left");
    assertThat(left(second)).isEqualTo("2 of 5 left");
    assertThat(left(parent)).isEqualTo("2 of 5 left");
    run(parent);
    run(parent);
    for (CallContext each : List.of(grandchild, first, second, parent)) {
      assertThat(control.check(CALL, each)).isInstanceOf(Deny.class);
      assertThat(control.reserve(CALL, each).denial()).isNotNull();
      assertThat(left(each)).isEqualTo("0 of 5 left");
    }
  }

  @Test
  void takesNothingBelowWhenASessionAboveHasNothingLeft() {
    for (int i = 0; i < 5; i++) {
      run(second);
    }
    assertThat(control.reserve(CALL, grandchild).denial()).isNotNull();
    CallContext other = child(parent, "other");
    assertThat(control.reserve(CALL, other).denial()).isNotNull();
    // What was taken on the way up was given back: the first child alone has used nothing.
    BudgetAccount own =
        first.state(
            AccountKey.of(rule(), BudgetTarget.model("x"), first),
            unused -> {
              throw new AssertionError("the account is known");
            });
    assertThat(own.used(clock.millis())).isZero();
  }

  @Test
  void givesBackToEverySessionAbove() {
    Reservation taken = control.reserve(CALL, grandchild);
    assertThat(left(parent)).isEqualTo("4 of 5 left");
    taken.settle(Outcome.notRun());
    assertThat(left(parent)).isEqualTo("5 of 5 left");
    assertThat(left(grandchild)).isEqualTo("5 of 5 left");
  }

  @Test
  void neverLetsChildrenTogetherPassTheParent() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    Race.run(
        3,
        () -> {
          CallContext own = child(parent, "racing-" + Thread.currentThread().getId());
          for (int i = 0; i < 50; i++) {
            Reservation taken = control.reserve(CALL, own);
            if (taken.denial() == null) {
              ran.incrementAndGet();
              taken.settle(Outcome.succeeded("ok", Usage.none(), 1));
            }
          }
          return true;
        });
    assertThat(ran).hasValue(5);
    assertThat(left(parent)).isEqualTo("0 of 5 left");
  }

  private static BudgetRule rule() {
    return BudgetRule.builder("b", "calls", new BigDecimal(5), new RuleRef("b", "m.json:1:1"))
        .per(Set.of(Scope.SESSION))
        .build();
  }

  static CallContext child(CallContext of, String session) {
    return of.delegate(new Principal(Subject.of("u1"), "sub-agent", ""), session, null);
  }

  private void run(CallContext context) {
    Reservation reservation = control.reserve(CALL, context);
    assertThat(reservation.denial()).isNull();
    reservation.settle(Outcome.succeeded("ok", Usage.none(), 1));
  }

  private String left(CallContext context) {
    return control.counters(CALL, context).get("b");
  }
}
