package org.agentgovernance.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.testing.ManualClock;
import org.agentgovernance.testing.Race;
import org.agentgovernance.testing.Sessions;
import org.junit.jupiter.api.Test;

/** Claims to slots: first come first served, all caps or none, nothing kept of who has left. */
class SlotClaimTest {
  private static final ToolCall CALL = ToolCall.of("t", Arguments.empty());
  private static final RuleRef REF = new RuleRef("r", "m.json:1:1");
  private static final Duration LONG = Duration.ofHours(1);
  private final ManualClock clock = new ManualClock("2026-11-20T10:00:00Z");
  private final ConcurrencyLimits limits = new ConcurrencyLimits();
  private final CallContext ann = user("ann");

  private CallContext user(String id) {
    return Sessions.of("s-" + id, null, "pilot", new Subject(id, "", Set.of(), Map.of()), clock);
  }

  private static ConcurrencyRule cap(String id, int permits, int waiting, Each... each) {
    return new ConcurrencyRule(
        id, permits, Set.of(each), waiting == 0 ? Duration.ZERO : LONG, waiting, REF);
  }

  private ToolSlots slots(String tool, ConcurrencyRule... rules) {
    return ToolSlots.forTool(tool, List.of(rules), limits);
  }

  private static boolean holds(SlotClaim claim) {
    return claim.advance() == null && claim.waits() == null;
  }

  @Test
  void refusesAtOnceWhereNobodyWaits() {
    ToolSlots slots = slots("t", cap("c", 1, 0));
    SlotClaim one = slots.claim(ann, () -> {});
    assertThat(holds(one)).isTrue();
    SlotClaim two = slots.claim(ann, () -> {});
    Deny denial = two.advance();
    assertThat(denial).isNotNull();
    assertThat(denial.code()).isEqualTo(ReasonCode.CONCURRENCY_EXCEEDED);
    assertThat(denial.message()).contains("\"c\"", "1 of 1 running", "none waits", "m.json:1:1");
    two.release();
    one.release();
    assertThat(holds(slots.claim(ann, () -> {}))).isTrue();
  }

  @Test
  void decidesAsThingsStandAndChangesNothing() {
    ToolSlots slots = slots("t", cap("c", 1, 1));
    ConcurrencyControl control = ConcurrencyControl.looking(slots);
    assertThat(control.check(CALL, ann)).isInstanceOf(Permit.class);
    SlotClaim one = slots.claim(ann, () -> {});
    assertThat(holds(one)).isTrue();
    assertThat(control.check(CALL, ann)).as("it would wait").isInstanceOf(Permit.class);
    SlotClaim two = slots.claim(ann, () -> {});
    assertThat(two.advance()).isNull();
    assertThat(control.check(CALL, ann)).isInstanceOf(Deny.class);
    assertThat(control.counters(CALL, ann)).containsEntry("c", "1 of 1 running, 1 waiting");
    assertThat(ConcurrencyControl.claiming(slots).check(CALL, ann)).isInstanceOf(Permit.class);
    one.outlived();
    assertThat(control.counters(CALL, ann))
        .containsEntry("c", "1 of 1 running (1 past the time limit), 1 waiting");
  }

  @Test
  void keepsNothingOfAUserWhoHasLeft() {
    ConcurrencyRule rule = cap("c", 1, 1, Each.USER);
    ToolSlots slots = slots("t", rule);
    SlotSet set = limits.of("t", rule);
    for (int i = 0; i < 100; i++) {
      CallContext user = user("u" + i);
      SlotClaim one = slots.claim(user, () -> {});
      SlotClaim two = slots.claim(user, () -> {});
      assertThat(holds(one)).isTrue();
      assertThat(two.advance()).isNull();
      assertThat(two.waits()).isNotNull();
      assertThat(set.size()).isEqualTo(1);
      one.release();
      two.release();
      two.release();
    }
    assertThat(set.size()).isZero();
  }

  @Test
  void aToolOfSeveralCapsHoldsAllOrNone() {
    ToolSlots both = slots("t", cap("a", 2, 0), cap("b", 1, 1));
    ToolSlots onlyA = slots("u", cap("a", 2, 0));
    ToolSlots onlyB = slots("v", cap("b", 1, 1));
    SlotClaim holder = onlyB.claim(ann, () -> {});
    assertThat(holds(holder)).isTrue();
    List<String> turns = new ArrayList<>();
    SlotClaim waits = both.claim(ann, () -> turns.add("waits"));
    assertThat(waits.advance()).isNull();
    assertThat(waits.waits()).isNotNull();
    SlotClaim one = onlyA.claim(ann, () -> {});
    SlotClaim two = onlyA.claim(ann, () -> {});
    assertThat(holds(one)).as("who waits holds nothing of a").isTrue();
    assertThat(holds(two)).isTrue();
    holder.release();
    assertThat(turns).containsExactly("waits");
    Deny denial = waits.advance();
    assertThat(denial).as("a is full now and nobody waits for it").isNotNull();
    assertThat(denial.message()).contains("\"a\"");
    assertThat(holds(onlyB.claim(ann, () -> {}))).as("b was given back").isTrue();
    waits.release();
    one.release();
    two.release();
  }

  @Test
  void givesUpWhenItsTimeIsOver() throws Exception {
    ConcurrencyRule brief = new ConcurrencyRule("c", 1, Set.of(), Duration.ofMillis(1), 5, REF);
    ToolSlots slots = slots("t", brief);
    SlotClaim one = slots.claim(ann, () -> {});
    assertThat(holds(one)).isTrue();
    SlotClaim two = slots.claim(ann, () -> {});
    Deny denial = two.advance();
    while (denial == null) {
      Thread.onSpinWait();
      denial = two.advance();
    }
    assertThat(denial.message()).contains("waited 1 ms");
    two.release();
    one.release();
    assertThat(holds(slots.claim(ann, () -> {}))).isTrue();
  }

  /** Beside a plain list of who runs and who waits. */
  @Property(tries = 500)
  void servesInOrderAndLosesNoSlot(
      @ForAll @IntRange(min = 1, max = 3) int permits,
      @ForAll @IntRange(min = 0, max = 3) int room,
      @ForAll @Size(max = 120) List<@IntRange(max = 1000) Integer> steps) {
    ToolSlots slots =
        ToolSlots.forTool("t", List.of(cap("c", permits, room)), new ConcurrencyLimits());
    List<SlotClaim> running = new ArrayList<>();
    Deque<SlotClaim> waiting = new ArrayDeque<>();
    for (int step : steps) {
      if (step % 3 == 0) {
        SlotClaim claim = slots.claim(ann, () -> {});
        Deny denial = claim.advance();
        if (running.size() < permits) {
          assertThat(denial).isNull();
          assertThat(claim.waits()).isNull();
          running.add(claim);
        } else if (waiting.size() < room) {
          assertThat(denial).isNull();
          assertThat(claim.waits()).isNotNull();
          waiting.add(claim);
        } else {
          assertThat(denial).isNotNull();
          claim.release();
        }
      } else if (step % 3 == 1 && !running.isEmpty()) {
        running.remove(step % running.size()).release();
        SlotClaim next = waiting.poll();
        if (next != null) {
          assertThat(next.handed()).isTrue();
          assertThat(holds(next)).isTrue();
          running.add(next);
        }
      } else if (step % 3 == 2 && !waiting.isEmpty()) {
        waiting.removeLast().release();
      }
      assertThat(waiting).allMatch(claim -> !claim.handed());
    }
    running.forEach(SlotClaim::release);
    waiting.forEach(SlotClaim::release);
    for (int i = 0; i < permits; i++) {
      assertThat(holds(slots.claim(ann, () -> {}))).as("all slots are back").isTrue();
    }
  }

  /** Pools of users come and go while others look for them. */
  @Test
  void noUserEverHasMoreThanTheirsAndNoneIsKeptHoweverManyThreadsAsk() throws Exception {
    ConcurrencyRule rule = cap("c", 2, 0, Each.USER);
    ToolSlots slots = slots("t", rule);
    AtomicIntegerArray now = new AtomicIntegerArray(3);
    AtomicInteger most = new AtomicInteger();
    AtomicInteger held = new AtomicInteger();
    List<CallContext> users = List.of(user("a"), user("b"), user("c"));
    Race.run(
        6,
        () -> {
          for (int i = 0; i < 20_000; i++) {
            int who = i % 3;
            SlotClaim claim = slots.claim(users.get(who), () -> {});
            if (claim.advance() == null) {
              most.accumulateAndGet(now.incrementAndGet(who), Math::max);
              held.incrementAndGet();
              Thread.onSpinWait();
              now.decrementAndGet(who);
            }
            claim.release();
          }
          return null;
        });
    assertThat(most.get()).isBetween(1, 2);
    assertThat(held.get()).isGreaterThan(1000);
    assertThat(limits.of("t", rule).size()).isZero();
  }

  @Test
  void refusesRulesThatMakeNoSense() {
    assertThatThrownBy(() -> cap("c", 0, 0)).hasMessageContaining("permits is 1 to");
    assertThatThrownBy(() -> cap("c", 1, 200_000)).hasMessageContaining("maxWaiting is at most");
    assertThatThrownBy(() -> new ConcurrencyRule("c", 1, Set.of(), LONG, 0, REF))
        .hasMessageContaining("both a queue and room");
    assertThatThrownBy(() -> new ConcurrencyRule("c", 1, Set.of(), Duration.ofDays(2), 1, REF))
        .hasMessageContaining("queue is between");
  }
}
