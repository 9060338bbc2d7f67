package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.agentgovernance.audit.AuditLog;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Grant;
import org.agentgovernance.decision.Verdict;
import org.agentgovernance.identity.Verification;
import org.agentgovernance.identity.VerifiedPrincipal;
import org.agentgovernance.manifest.Manifest;
import org.agentgovernance.testing.ManualClock;

/** No chain of sessions ever gains: over random users, grants, tasks and agents. */
final class DelegationPropertyTest {
  private static final List<String> TOOLS =
      List.of("a.read", "a.write", "b.read", "b.write", "wipe");
  private static final List<String> SCOPES = List.of("s1", "s2");
  private static final List<String> TASKS = List.of("one", "two");
  private static final Map<String, Effect> EFFECTS =
      Map.of(
          "a.read",
          Effect.READ,
          "b.read",
          Effect.READ,
          "a.write",
          Effect.WRITE,
          "b.write",
          Effect.WRITE,
          "wipe",
          Effect.IRREVERSIBLE);
  private static final Map<String, String> NEEDS = Map.of("a.write", "s1", "b.write", "s2");
  private static final String MANIFEST =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "m", "version": "1"},
       "agent": {"id": "top", "delegates": [
         {"id": "any", "tools": ["*"]}, {"id": "a", "tools": ["a.*"]},
         {"id": "reads", "tools": ["*"], "effect": "read"},
         {"id": "near", "tools": ["*"], "maxDepth": 2}]},
       "catalog": {"unsigned": true},
       "tools": [
         {"name": "a.read", "version": "1", "effect": "read", "inputSchema": true},
         {"name": "a.write", "version": "1", "effect": "write", "inputSchema": true, "scopes": ["s1"]},
         {"name": "b.read", "version": "1", "effect": "read", "inputSchema": true},
         {"name": "b.write", "version": "1", "effect": "write", "inputSchema": true, "scopes": ["s2"]},
         {"name": "wipe", "version": "1", "effect": "irreversible", "inputSchema": true}],
       "tasks": [{"id": "one", "tools": ["a.*", "wipe"]}, {"id": "two", "tools": ["b.*", "a.read"]}],
       "permissions": [
         {"id": "clerks", "tools": ["b.*", "wipe"], "roles": ["clerk"], "verdict": "permit"},
         {"id": "sub", "tools": ["wipe"], "when": "agent.id != 'top'", "verdict": "permit"},
         {"id": "reads", "tools": ["*.read"], "verdict": "permit"}]}
      """;
  private static final Manifest PARSED = Manifest.parse(MANIFEST, "m.json");

  record Hop(String agent, Grant grant, String task) {}

  record User(Set<String> scopes, boolean clerk, String task) {}

  @Property(tries = 300)
  void noChainEverGains(@ForAll("users") User user, @ForAll("hops") List<Hop> hops) {
    ManualClock clock = new ManualClock("2026-01-01T10:00:00Z");
    try (Governor governor = Governor.of(PARSED).clock(clock).audit(AuditLog.inMemory()).open()) {
      VerifiedPrincipal ann =
          Verification.of(
              (String name, Verification v) ->
                  v.user("idp", name)
                      .scopes(user.scopes())
                      .roles(user.clerk() ? Set.of("clerk") : Set.of())
                      .verified(),
              "ann");
      SessionBuilder builder = governor.session(ann);
      List<Session> chain = new ArrayList<>();
      chain.add((user.task().isEmpty() ? builder : builder.task(user.task())).open());
      for (Hop hop : hops) {
        DelegationBuilder child =
            chain.get(chain.size() - 1).delegate(hop.agent()).grant(hop.grant());
        chain.add((hop.task().isEmpty() ? child : child.task(hop.task())).open());
      }
      for (String tool : TOOLS) {
        for (int i = 1; i < chain.size(); i++) {
          Verdict below = chain.get(i).decide(tool, Map.of()).verdict();
          Verdict above = chain.get(i - 1).decide(tool, Map.of()).verdict();
          assertThat(rank(below))
              .as("%s at %d of %s", tool, i, hops)
              .isLessThanOrEqualTo(rank(above));
          if (below != Verdict.DENY) {
            assertThat(i).isLessThanOrEqualTo(4);
            assertThat(hops.subList(0, i)).allMatch(hop -> allows(hop, tool, clock));
            String scope = NEEDS.get(tool);
            assertThat(scope == null || user.scopes().contains(scope)).isTrue();
          }
        }
      }
    }
  }

  @Property
  void narrowingNeverWidens(@ForAll("grants") Grant a, @ForAll("grants") Grant b) {
    Grant both = a.narrow(b);
    for (String tool : TOOLS) {
      assertThat(both.allowsTool(tool)).isEqualTo(a.allowsTool(tool) && b.allowsTool(tool));
    }
    for (Effect effect : Effect.values()) {
      assertThat(both.allowsEffect(effect))
          .isEqualTo(a.allowsEffect(effect) && b.allowsEffect(effect));
    }
    for (String scope : SCOPES) {
      assertThat(both.allowsScope(scope)).isEqualTo(a.allowsScope(scope) && b.allowsScope(scope));
    }
    for (String task : TASKS) {
      assertThat(both.allowsTask(task)).isEqualTo(a.allowsTask(task) && b.allowsTask(task));
    }
    assertThat(both.allowsTask(null)).isEqualTo(a.allowsTask(null) && b.allowsTask(null));
    assertThat(both.expiresAtMillis())
        .isEqualTo(Math.min(a.expiresAtMillis(), b.expiresAtMillis()));
  }

  private static int rank(Verdict verdict) {
    return switch (verdict) {
      case DENY -> 0;
      case APPROVE -> 1;
      case PERMIT -> 2;
    };
  }

  private static boolean allows(Hop hop, String tool, ManualClock clock) {
    String scope = NEEDS.get(tool);
    return hop.grant().allowsTool(tool)
        && hop.grant().allowsEffect(EFFECTS.get(tool))
        && (scope == null || hop.grant().allowsScope(scope))
        && hop.grant().expiresAtMillis() > clock.millis();
  }

  @Provide
  Arbitrary<User> users() {
    return Combinators.combine(
            Arbitraries.of(SCOPES).set().ofMaxSize(2),
            Arbitraries.of(true, false),
            Arbitraries.of("", "one", "two"))
        .as(User::new);
  }

  @Provide
  Arbitrary<List<Hop>> hops() {
    return Combinators.combine(
            Arbitraries.of("any", "any", "any", "near", "reads", "a", "stranger"),
            grants(),
            Arbitraries.of("", "", "one", "two"))
        .as(Hop::new)
        .list()
        .ofMaxSize(5);
  }

  @Provide
  Arbitrary<Grant> grants() {
    Arbitrary<String[]> patterns =
        Arbitraries.of("*", "a.*", "b.*", "*.read", "wipe", "a.write")
            .array(String[].class)
            .ofMinSize(1)
            .ofMaxSize(3);
    Instant start = new ManualClock("2026-01-01T10:00:00Z").instant();
    return Combinators.combine(
            patterns.injectNull(0.4),
            Arbitraries.of("one", "two")
                .array(String[].class)
                .ofMinSize(1)
                .ofMaxSize(2)
                .injectNull(0.7),
            Arbitraries.of(SCOPES).array(String[].class).ofMaxSize(2).injectNull(0.6),
            Arbitraries.of(Effect.values()),
            Arbitraries.of(
                    start.minusSeconds(1), start.plusSeconds(60), Instant.MAX.minusSeconds(1))
                .injectNull(0.8))
        .as(
            (tools, tasks, scopes, effect, until) -> {
              Grant grant = Grant.everything().effect(effect);
              grant = tools == null ? grant : grant.tools(tools);
              grant = tasks == null ? grant : grant.tasks(tasks);
              grant = scopes == null ? grant : grant.scopes(distinct(scopes));
              return until == null || until.isAfter(Instant.parse("9999-01-01T00:00:00Z"))
                  ? grant
                  : grant.until(until);
            });
  }

  private static String[] distinct(String[] names) {
    return Set.copyOf(List.of(names)).toArray(new String[0]);
  }
}
