package org.agentgovernance.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.RuleRef;
import org.agentgovernance.interceptor.Chain;
import org.agentgovernance.testing.Sessions;
import org.junit.jupiter.api.Test;

class LimitsAllocationTest {
  private static final RuleRef REF = new RuleRef("r", "m.json:1:1");

  @Test
  void aPermitOfLimitsThatCountNobodyApartAllocatesNothing() {
    Clock clock = Clock.systemUTC();
    CallContext context = Sessions.of("s1", clock);
    ToolCall call = ToolCall.of("t", Arguments.empty());
    ConcurrencyRule cap = new ConcurrencyRule("c", 4, Set.of(), Duration.ofSeconds(1), 10, REF);
    BreakerRule probed =
        new BreakerRule(
            0.5, 20, Duration.ofSeconds(30), Set.of(), new BreakerRule.Trial(false, "t"), REF);
    Breakers breakers = new Breakers(clock);
    Chain chain =
        Chain.of(
            List.of(
                RateControl.forTool(
                    "t", List.of(new RateRule("r", 9, Duration.ofDays(1), REF)), new RateLimits()),
                BreakerControl.forTool(
                    "t", new BreakerRule(0.5, 20, Duration.ofSeconds(30), REF), breakers),
                TrialControl.forProbe(List.of(new TrialControl.Guarded("u", probed)), breakers),
                ConcurrencyControl.looking(
                    ToolSlots.forTool("t", List.of(cap), new ConcurrencyLimits()))));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = 0;
    for (int i = 0; i < 20_000; i++) {
      if (i == 10_000) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      assert chain.check(call, context, List.of()) instanceof Permit;
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }
}
