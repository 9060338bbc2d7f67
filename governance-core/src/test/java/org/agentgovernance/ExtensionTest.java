package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Obligation;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Reservation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Interceptors, wrappers and obligations of the host. */
class ExtensionTest {
  private static final Map<String, Object> A1 = Map.of("account", "A-1");

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aCustomInterceptorCanRestrictButNotPermit(Mode mode) {
    Interceptor permitsAll = custom((call, context) -> Permit.by("custom"));
    Interceptor deniesAll =
        custom((c, x) -> new Deny(ReasonCode.of("custom.no"), "custom", "no", "no"));
    try (Scene generous = new Scene(mode, Manifests.bank(), b -> b.interceptor(permitsAll))) {
      assertThat(
              generous
                  .call(generous.support(), "refund", Map.of("account", "A", "amount", 9999))
                  .code())
          .isEqualTo(ReasonCode.PERMISSION_NO_RULE);
    }
    try (Scene strict = new Scene(mode, Manifests.bank(), b -> b.interceptor(deniesAll))) {
      assertThat(strict.call(strict.support(), "account.read", A1).code().value())
          .isEqualTo("custom.no");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void anInterceptorThatThrowsOrAnswersNullDenies(Mode mode) {
    Interceptor throwing =
        custom(
            (call, context) -> {
              throw new IllegalStateException("secret");
            });
    Interceptor silent = custom((call, context) -> null);
    for (Interceptor broken : List.of(throwing, silent)) {
      try (Scene scene = new Scene(mode, Manifests.bank(), b -> b.interceptor(broken))) {
        CallResult result = scene.call(scene.support(), "account.read", A1);
        assertThat(result.code()).isEqualTo(ReasonCode.CHAIN_FAILED);
        assertThat(result.forOperator() + result.forModel()).doesNotContain("secret");
        assertThat(scene.records("decision")).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void givesBackWhatWasTakenInReverseOrderWhenALaterControlRefusesToReserve(Mode mode) {
    List<String> story = Collections.synchronizedList(new ArrayList<>());
    Interceptor refuses =
        reserving(
            "last",
            () -> {
              throw new IllegalStateException();
            });
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.interceptor(reserving("first", () -> taken("first", story)))
                    .interceptor(reserving("second", () -> taken("second", story)))
                    .interceptor(refuses))) {
      assertThat(scene.call(scene.support(), "account.read", A1).code())
          .isEqualTo(ReasonCode.CHAIN_FAILED);
      assertThat(scene.ran).isEmpty();
      assertThat(story)
          .containsExactly(
              "first took", "second took", "second settled NOT_RUN", "first settled NOT_RUN");
    }
  }

  private static Reservation taken(String name, List<String> story) {
    story.add(name + " took");
    return outcome -> story.add(name + " settled " + outcome.kind());
  }

  private static Interceptor reserving(String id, Supplier<Reservation> reserve) {
    return new Interceptor() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public Decision check(ToolCall call, CallContext context) {
        return Permit.by(id);
      }

      @Override
      public Reservation reserve(ToolCall call, CallContext context) {
        return reserve.get();
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void wrappersRunInsideThePermitOnly(Mode mode) {
    List<String> order = new ArrayList<>();
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.wrapper(
                        (call, context, next) -> {
                          order.add("outer");
                          return next.run();
                        })
                    .wrapper(
                        (call, context, next) -> {
                          order.add("inner");
                          return next.run();
                        }))) {
      Session session = scene.support();
      scene.call(session, "nonsense", Map.of());
      assertThat(order).isEmpty();
      scene.call(session, "account.read", A1);
      assertThat(order).containsExactly("outer", "inner");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aWrapperCannotRunTheToolTwice(Mode mode) {
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.wrapper(
                    (call, context, next) -> {
                      next.run();
                      return next.run();
                    }))) {
      assertThat(scene.call(scene.support(), "account.read", A1).code())
          .isEqualTo(ReasonCode.TOOL_FAILED);
      assertThat(scene.ran).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void anObligationThatNothingCarriesOutDenies(Mode mode) {
    Interceptor obliges =
        custom((c, x) -> new Permit("custom", null, List.of(new Obligation("notify", "owner"))));
    List<String> done = new ArrayList<>();
    try (Scene scene = new Scene(mode, Manifests.bank(), b -> b.interceptor(obliges))) {
      assertThat(scene.call(scene.support(), "account.read", A1).code())
          .isEqualTo(ReasonCode.OBLIGATION_UNDISCHARGED);
    }
    try (Scene scene =
        new Scene(
            mode,
            Manifests.bank(),
            b ->
                b.interceptor(obliges)
                    .obligation("notify", (o, call, context) -> done.add(o.detail())))) {
      assertThat(scene.call(scene.support(), "account.read", A1).succeeded()).isTrue();
      assertThat(done).containsExactly("owner");
    }
  }

  private interface Check {
    Decision check(ToolCall call, CallContext context);
  }

  private static Interceptor custom(Check check) {
    return new Interceptor() {
      @Override
      public String id() {
        return "custom";
      }

      @Override
      public Decision check(ToolCall call, CallContext context) {
        return check.check(call, context);
      }
    };
  }
}
