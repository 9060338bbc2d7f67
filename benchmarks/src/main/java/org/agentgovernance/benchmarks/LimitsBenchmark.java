package org.agentgovernance.benchmarks;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.agentgovernance.budget.BudgetControl;
import org.agentgovernance.budget.BudgetRule;
import org.agentgovernance.budget.InMemoryBudgetStore;
import org.agentgovernance.budget.LoopControl;
import org.agentgovernance.budget.LoopRule;
import org.agentgovernance.budget.Scope;
import org.agentgovernance.budget.Window;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.call.Usage;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.EventSink;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Reservation;
import org.agentgovernance.resilience.BreakerControl;
import org.agentgovernance.resilience.BreakerRule;
import org.agentgovernance.resilience.Breakers;
import org.agentgovernance.resilience.ConcurrencyControl;
import org.agentgovernance.resilience.ConcurrencyLimits;
import org.agentgovernance.resilience.ConcurrencyRule;
import org.agentgovernance.resilience.Each;
import org.agentgovernance.resilience.RateControl;
import org.agentgovernance.resilience.RateLimits;
import org.agentgovernance.resilience.RateRule;
import org.agentgovernance.resilience.SlotClaim;
import org.agentgovernance.resilience.ToolSlots;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A check, and a reservation with its settlement, of each control that counts; and resilience4j's
 * rate limiter on the same clock beside ours.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
public class LimitsBenchmark {
  private static final RuleRef REF = new RuleRef("rule", "m.json:1:1");
  private static final String PLENTY = "9000000000000";

  private final Clock clock = Clock.systemUTC();
  private final AtomicLong shared = new AtomicLong();
  private final ToolCall call =
      ToolCall.of("pay", Arguments.of(Map.of("account", "A-1", "amount", 42.5)));
  private final Outcome outcome = Outcome.succeeded("ok", Usage.none(), 1);
  private final Outcome costly =
      Outcome.succeeded("ok", new Usage(Map.of("usd", new BigDecimal("0.01"))), 1);
  private final CallContext context =
      new CallContext(
          new Principal(Subject.of("u"), "agent", ""), "s", null, null, Map.of(), clock);

  private final Interceptor calls =
      BudgetControl.forTool(
          "pay",
          List.of(budget("day", "calls", Window.every(Duration.ofDays(1)))),
          Map.of(),
          new InMemoryBudgetStore());
  private final Interceptor money =
      BudgetControl.forTool(
          "pay",
          List.of(budget("total", "usd", Window.total())),
          Map.of("usd", new BigDecimal("0.02")),
          new InMemoryBudgetStore());
  private final Interceptor sliding =
      BudgetControl.forTool(
          "pay",
          List.of(budget("sliding", "calls", Window.sliding(Duration.ofDays(1)))),
          Map.of(),
          new InMemoryBudgetStore());
  private final Interceptor loops =
      LoopControl.of(
          new LoopRule(Integer.MAX_VALUE, Integer.MAX_VALUE, REF), List.of(), EventSink.none());
  private final Interceptor circles =
      LoopControl.of(
          new LoopRule(
              Integer.MAX_VALUE,
              LoopRule.MOST_CYCLES,
              Integer.MAX_VALUE,
              Integer.MAX_VALUE,
              LoopRule.OnLoop.STOP,
              Set.of("pay"),
              REF),
          List.of(),
          EventSink.none());
  private final Interceptor rate =
      RateControl.forTool(
          "t",
          List.of(new RateRule("r", Integer.MAX_VALUE, Duration.ofSeconds(1), REF)),
          new RateLimits());
  private final Interceptor breaker =
      BreakerControl.forTool(
          "pay", new BreakerRule(0.5, 20, Duration.ofSeconds(30), REF), new Breakers(clock));
  private final Interceptor rateApart =
      RateControl.forTool(
          "t",
          List.of(
              new RateRule("a", Integer.MAX_VALUE, Duration.ofSeconds(1), Set.of(Each.USER), REF)),
          new RateLimits());
  private final ToolSlots slots =
      ToolSlots.forTool(
          "t",
          List.of(new ConcurrencyRule("c", 1000, Set.of(), Duration.ofSeconds(1), 10, REF)),
          new ConcurrencyLimits());
  private final Interceptor cap = ConcurrencyControl.looking(slots);
  private final AtomicRateLimiter theirs =
      new AtomicRateLimiter(
          "theirs",
          RateLimiterConfig.custom()
              .limitForPeriod(Integer.MAX_VALUE)
              .limitRefreshPeriod(Duration.ofSeconds(1))
              .timeoutDuration(Duration.ZERO)
              .build(),
          () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
  private final AtomicRateLimiter.AtomicRateLimiterMetrics theirMetrics =
      theirs.getDetailedMetrics();

  /** What any control pays that has to know the time. */
  @Benchmark
  public long clock() {
    return clock.millis();
  }

  /** What no counter that threads share can do without: the time, and one atomic addition. */
  @Benchmark
  public long clockAndAtomicAddition() {
    return clock.millis() + shared.getAndIncrement();
  }

  @Benchmark
  public Decision budgetCheck() {
    return calls.check(call, context);
  }

  @Benchmark
  public Reservation budgetOfCallsReserveAndSettle() {
    return run(calls, outcome);
  }

  @Benchmark
  public Reservation budgetOfMoneyReserveAndSettle() {
    return run(money, costly);
  }

  @Benchmark
  public Reservation budgetInASlidingWindowReserveAndSettle() {
    return run(sliding, outcome);
  }

  @Benchmark
  public Decision rateForEachUserCheck() {
    return rateApart.check(call, context);
  }

  @Benchmark
  public Reservation rateForEachUserReserveAndSettle() {
    return run(rateApart, outcome);
  }

  @Benchmark
  public Decision concurrencyCheck() {
    return cap.check(call, context);
  }

  @Benchmark
  public SlotClaim concurrencyClaimAndRelease() {
    SlotClaim claim = slots.claim(context, () -> {});
    Deny denied = claim.advance();
    claim.release();
    if (denied != null) {
      throw new IllegalStateException(denied.message());
    }
    return claim;
  }

  @Benchmark
  public Decision loopCheck() {
    return loops.check(call, context);
  }

  @Benchmark
  public Reservation loopReserveAndSettle() {
    return run(loops, outcome);
  }

  /** With the order of calls and the digest of each result. */
  @Benchmark
  public Decision circlesCheck() {
    return circles.check(call, context);
  }

  @Benchmark
  public Reservation circlesReserveAndSettle() {
    return run(circles, outcome);
  }

  @Benchmark
  public Decision rateCheck() {
    return rate.check(call, context);
  }

  @Benchmark
  public Reservation rateReserveAndSettle() {
    return run(rate, outcome);
  }

  @Benchmark
  public int rateCheckByResilience4j() {
    return theirMetrics.getAvailablePermissions();
  }

  @Benchmark
  public boolean rateAcquireByResilience4j() {
    return theirs.acquirePermission(1);
  }

  @Benchmark
  public Decision breakerCheck() {
    return breaker.check(call, context);
  }

  @Benchmark
  public Reservation breakerReserveAndSettle() {
    return run(breaker, outcome);
  }

  private Reservation run(Interceptor control, Outcome of) {
    Reservation reservation = control.reserve(call, context);
    if (reservation.denial() != null) {
      throw new IllegalStateException(control.id() + " denied");
    }
    reservation.settle(of);
    return reservation;
  }

  private static BudgetRule budget(String id, String unit, Window window) {
    return BudgetRule.builder(id, unit, new BigDecimal(PLENTY), REF)
        .per(Set.of(Scope.AGENT))
        .window(window)
        .build();
  }
}
