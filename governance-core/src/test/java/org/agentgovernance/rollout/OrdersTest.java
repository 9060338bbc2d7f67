package org.agentgovernance.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agentgovernance.call.Actor;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.Effect;
import org.agentgovernance.call.Grant;
import org.agentgovernance.call.Principal;
import org.agentgovernance.call.Subject;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.testing.ManualClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrdersTest {
  private static final Subject ANN = new Subject("ann", "idp", Set.of(), Map.of());

  static Order order(String id, Order.Kind kind, Target target) {
    return new Order(id, kind, target, "why", "ops", Instant.EPOCH);
  }

  private static CallContext session(Subject user) {
    return new CallContext(
        new Principal(user, "a", "i"),
        "s",
        null,
        null,
        Map.of(),
        new ManualClock("2026-11-20T10:00:00Z"));
  }

  private static String said(Orders orders, Effect effect, Subject user) {
    StandingOrders standing = new StandingOrders(ControlStore.inMemory());
    standing.changed(orders);
    Decision decision =
        OrdersControl.forTool(effect, "default", standing)
            .check(ToolCall.builder("t").build(), session(user));
    return decision.code().value();
  }

  private static String said(Order.Kind kind, Target target) {
    return said(Orders.none().with(order("o", kind, target)), Effect.WRITE, ANN);
  }

  @Test
  void eachTargetStopsItsOwnCallsAndNoOthers() {
    for (Target mine :
        List.of(
            Target.all(),
            Target.agent("a"),
            Target.instance("i"),
            Target.user(ANN),
            Target.session("s"),
            Target.tool("t"))) {
      assertThat(said(Order.Kind.HALT, mine)).as(mine.toString()).isEqualTo("control.halted");
    }
    for (Target others :
        List.of(
            Target.agent("b"),
            Target.agent("i"),
            Target.instance("a"),
            Target.instance("j"),
            Target.user(Subject.of("bob")),
            Target.session("t"),
            Target.session("s2"),
            Target.tool("s"),
            Target.key("a"),
            Target.grant("a"))) {
      assertThat(said(Order.Kind.HALT, others)).as(others.toString()).isEqualTo("permitted");
    }
  }

  @Test
  void theStrictestOrderSpeaks() {
    Orders orders =
        Orders.none()
            .with(order("1", Order.Kind.INVESTIGATE, Target.all()))
            .with(order("2", Order.Kind.REDUCE, Target.tool("t")));
    assertThat(said(orders, Effect.READ, ANN)).isEqualTo("control.investigation");
    assertThat(said(orders, Effect.WRITE, ANN)).isEqualTo("control.reduced");
    orders = orders.with(order("3", Order.Kind.REVOKE, Target.agent("a")));
    assertThat(said(orders, Effect.READ, ANN)).isEqualTo("control.revoked");
    orders = orders.with(order("4", Order.Kind.HALT, Target.session("s")));
    assertThat(said(orders, Effect.READ, ANN)).isEqualTo("control.halted");
    assertThat(said(orders.without("4").without("3"), Effect.WRITE, ANN))
        .isEqualTo("control.reduced");
  }

  @Test
  void keysGrantsCredentialsPriorActorsAndParentsStopThoseWhoDependOnThem() {
    Principal parent =
        Principal.builder(ANN, new Actor("boss", "boss-1"))
            .keyId("k-1")
            .credentialId("jti-1")
            .grant(Grant.everything().id("g-1"))
            .build();
    Principal child =
        Principal.builder(ANN, new Actor("a", "i")).priorActors(List.of(Actor.of("gone"))).build();
    CallContext root =
        new CallContext(
            parent, "root", null, null, Map.of(), new ManualClock("2026-11-20T10:00:00Z"));
    CallContext sub = root.delegate(child, "sub", null);
    for (Target target :
        List.of(
            Target.key("k-1"),
            Target.grant("g-1"),
            Target.grant("jti-1"),
            Target.agent("boss"),
            Target.instance("boss-1"),
            Target.session("root"))) {
      Orders orders = Orders.none().with(order("o", Order.Kind.HALT, target));
      assertThat(orders.strictest("t", true, root)).as(target.toString()).isNotNull();
      assertThat(orders.strictest("t", true, sub)).as(target.toString()).isNotNull();
    }
    for (Target target : List.of(Target.agent("a"), Target.agent("gone"), Target.session("sub"))) {
      Orders orders = Orders.none().with(order("o", Order.Kind.HALT, target));
      assertThat(orders.strictest("t", true, root)).as(target.toString()).isNull();
      assertThat(orders.strictest("t", true, sub)).as(target.toString()).isNotNull();
    }
  }

  @Test
  void aUserWithoutIssuerIsMeantByTheIdAlone() {
    Orders ofIdp = Orders.none().with(order("o", Order.Kind.REVOKE, Target.user(ANN)));
    assertThat(said(ofIdp, Effect.READ, ANN)).isEqualTo("control.revoked");
    assertThat(said(ofIdp, Effect.READ, Subject.of("ann"))).isEqualTo("control.revoked");
    assertThat(said(ofIdp, Effect.READ, new Subject("ann", "other", Set.of(), Map.of())))
        .isEqualTo("permitted");
    Orders ofAny =
        Orders.none().with(order("o", Order.Kind.REVOKE, Target.user(Subject.of("ann"))));
    assertThat(said(ofAny, Effect.READ, ANN)).isEqualTo("control.revoked");
  }

  @Test
  void investigationAsksWithTheOrderAsItsRuleAndTellsTheModelNoReason() {
    StandingOrders standing = new StandingOrders(ControlStore.inMemory());
    standing.changed(Orders.none().with(order("o-1", Order.Kind.INVESTIGATE, Target.all())));
    Decision decision =
        OrdersControl.forTool(Effect.READ, "bosses", standing)
            .check(ToolCall.builder("t").build(), session(ANN));
    assertThat(decision).isInstanceOf(RequireApproval.class);
    assertThat(((RequireApproval) decision).approval()).isEqualTo("bosses");
    assertThat(decision.rule().id()).isEqualTo("o-1");
    assertThat(decision.message()).contains("why", "ops", "o-1");
    assertThat(decision.modelMessage()).doesNotContain("why", "ops", "o-1");
  }

  @Test
  void unknownOrdersDenyUntilTheyAreKnownAgain() {
    StandingOrders standing = new StandingOrders(ControlStore.inMemory());
    OrdersControl control = OrdersControl.forTool(Effect.READ, "default", standing);
    standing.lost("the disk is gone");
    assertThat(control.check(ToolCall.builder("t").build(), session(ANN)).code())
        .isEqualTo(ReasonCode.CONTROL_UNAVAILABLE);
    assertThat(standing.status().trouble()).contains("the disk is gone");
    standing.changed(Orders.none());
    assertThat(control.check(ToolCall.builder("t").build(), session(ANN)).code())
        .isEqualTo(ReasonCode.PERMITTED);
  }

  @Test
  void ordersNeedAReasonSomebodyAndATargetThatFits() {
    assertThatThrownBy(() -> order("", Order.Kind.HALT, Target.all()))
        .isInstanceOf(IllegalArgumentException.class);
    for (String none : List.of("", " \n", "x".repeat(2001))) {
      assertThatThrownBy(
              () -> new Order("o", Order.Kind.HALT, Target.all(), none, "ops", Instant.EPOCH))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> order("o", Order.Kind.REVOKE, Target.all()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> order("o", Order.Kind.REVOKE, Target.session("s")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Target.agent("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Target.tool("x".repeat(2000)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void writesAndReadsItself() {
    Orders orders = Orders.of(7, List.of());
    for (Target.Kind kind : Target.Kind.values()) {
      Target target = new Target(kind, kind == Target.Kind.ALL ? "" : "x\"\u00e9", "");
      orders = orders.with(order(kind.word(), Order.Kind.HALT, target));
    }
    orders = orders.with(order("u", Order.Kind.REVOKE, Target.user(ANN)));
    Orders read = Orders.parse(orders.toJson());
    assertThat(read.list()).isEqualTo(orders.list());
    assertThat(read.epoch()).isEqualTo(16);
    assertThat(Orders.parse(Orders.none().toJson()).list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "null",
        "{\"epoch\":0,\"orders\":[]}",
        "{\"epoch\":0,\"format\":\"agentgovernance/orders/v2\",\"orders\":[]}",
        "{\"epoch\":-1,\"format\":\"agentgovernance/orders/v1\",\"orders\":[]}",
        "{\"epoch\":1.5,\"format\":\"agentgovernance/orders/v1\",\"orders\":[]}",
        "{\"epoch\":0,\"format\":\"agentgovernance/orders/v1\",\"orders\":[{}]}",
        "{\"epoch\":0,\"format\":\"agentgovernance/orders/v1\",\"orders\":[null]}",
        "{\"epoch\":0,\"format\":\"agentgovernance/orders/v1\",\"orders\":[],\"more\":1}",
        "{\"epoch\":0,\"epoch\":0,\"format\":\"agentgovernance/orders/v1\",\"orders\":[]}",
        "{\"epoch\":0,\"format\":\"agentgovernance/orders/v1\",\"orders\":[]",
      })
  void refusesWhatIsNotExactlyOrders(String text) {
    assertThatThrownBy(() -> Orders.parse(text))
        .isInstanceOf(GovernanceException.class)
        .extracting(e -> ((GovernanceException) e).code())
        .isEqualTo(ReasonCode.CONTROL_UNAVAILABLE);
  }

  @Test
  void refusesAnOrderWithAnUnknownWordOrTwoOfOneId() {
    String good = Orders.none().with(order("o", Order.Kind.HALT, Target.agent("a"))).toJson();
    assertThat(Orders.parse(good).list()).hasSize(1);
    for (String bad :
        List.of(
            good.replace("\"halt\"", "\"pause\""),
            good.replace("\"halt\"", "\"HALT\""),
            good.replace("\"agent\"", "\"planet\""),
            good.replace("\"halt\"", "1"),
            good.replace("1970-", "x970-"),
            good.replace("\"why\"", "\"\""))) {
      assertThat(bad).isNotEqualTo(good);
      assertThatThrownBy(() -> Orders.parse(bad)).isInstanceOf(GovernanceException.class);
    }
    String one = good.substring(good.indexOf("[") + 1, good.indexOf("]"));
    String twice = good.replace(one, one + "," + one);
    assertThatThrownBy(() -> Orders.parse(twice)).isInstanceOf(GovernanceException.class);
  }
}
