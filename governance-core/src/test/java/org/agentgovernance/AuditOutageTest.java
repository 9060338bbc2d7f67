package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agentgovernance.FaultyTrail.Fault;
import org.agentgovernance.Scene.Mode;
import org.agentgovernance.call.Document;
import org.agentgovernance.decision.GovernanceException;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.testing.Users;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Without a record nothing runs, nothing is used up, and the denial says why. */
class AuditOutageTest {
  private static final Map<String, Object> A1 = Map.of("account", "A-1");
  private final FaultyTrail trail = new FaultyTrail();
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

  private Governor governor() {
    return Governor.of(Manifests.bank())
        .audit(trail)
        .tool("account.read", args -> ran.add("account.read"))
        .tool("note.add", args -> ran.add("note.add"))
        .tool("refund", args -> ran.add("refund"))
        .open();
  }

  private static CallResult call(Mode mode, Session session, String tool, Map<String, Object> args)
      throws Exception {
    return mode == Mode.SYNC
        ? session.call(tool, args)
        : session.callAsync(tool, args).toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private static String left(Session session, String tool, String budget) {
    return session.explain(tool, A1).steps().stream()
        .flatMap(step -> step.counters().entrySet().stream())
        .filter(entry -> entry.getKey().equals(budget))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void whatWasReadOrTheModelCannotBeNotedWithoutARecord(Fault fault) {
    try (Governor governor = governor()) {
      Session session = governor.session(Users.of("u1")).task("support").open();
      trail.fault = fault;
      assertThatThrownBy(() -> session.retrieved(List.of(new Document("kb/1", "r2"))))
          .isInstanceOfSatisfying(
              GovernanceException.class,
              e -> assertThat(e.code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE))
          .message()
          .doesNotContain("secret");
      try (ModelCall model = session.modelCall("large").begin()) {
        assertThat(model.decision().code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"SYNC,FULL", "ASYNC,FULL", "SYNC,THROWS", "ASYNC,THROWS"})
  void nothingRunsAndWhatWasTakenIsGivenBack(Mode mode, Fault fault) throws Exception {
    try (Governor governor = governor()) {
      Session session = governor.session(Users.of("u1")).task("support").open();
      trail.fault = fault;
      for (String tool : List.of("account.read", "note.add")) {
        CallResult result = call(mode, session, tool, A1);
        assertThat(result.code()).isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
        assertThat(result.executed()).isFalse();
        assertThat(result.forModel() + result.forOperator()).doesNotContain("secret");
      }
      assertThat(call(mode, session, "nonsense", A1).code())
          .isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
      assertThat(call(mode, session, "refund", Map.of("account", "A", "amount", 1)).executed())
          .isFalse();
      assertThat(governor.approvals().pending()).isEmpty();
      assertThat(ran).isEmpty();
      assertThat(left(session, "account.read", "reads")).startsWith("3 of 3");
      assertThat(left(session, "note.add", "writes")).startsWith("5 of 5");
      assertThat(left(session, "note.add", "steps")).startsWith("0 of");
      trail.fault = Fault.NONE;
      assertThat(call(mode, session, "account.read", A1).succeeded()).isTrue();
      assertThat(call(mode, session, "note.add", A1).succeeded()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void nothingRunsOnceTheLogIsClosed(Mode mode) throws Exception {
    try (Governor governor = governor()) {
      Session session = governor.session(Users.of("u1")).task("support").open();
      trail.close();
      assertThat(call(mode, session, "account.read", A1).code())
          .isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
      assertThat(call(mode, session, "note.add", A1).code())
          .isEqualTo(ReasonCode.AUDIT_UNAVAILABLE);
      assertThat(ran).isEmpty();
      assertThat(left(session, "account.read", "reads")).startsWith("3 of 3");
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void anOutcomeThatCannotBeRecordedStillReachesTheCaller(Mode mode) throws Exception {
    try (Governor governor =
        Governor.of(Manifests.bank())
            .audit(trail)
            .tool(
                "account.read",
                args -> {
                  trail.fault = Fault.THROWS;
                  return "done";
                })
            .open()) {
      Session session = governor.session(Users.of("u1")).task("support").open();
      CallResult result = call(mode, session, "account.read", A1);
      assertThat(result.output()).isEqualTo("done");
      trail.fault = Fault.NONE;
    }
  }
}
