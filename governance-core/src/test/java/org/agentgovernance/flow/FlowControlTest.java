package org.agentgovernance.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.Outcome;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Deny;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.interceptor.Interceptor;
import org.junit.jupiter.api.Test;

final class FlowControlTest {
  private static final Interceptor SECRETS =
      FlowScene.reader(
          "read_file", new OutputLabel(Integrity.TRUSTED, Confidentiality.USER, Map.of()));

  @Test
  void permitsEverythingBeforeAnythingWasRead() {
    assertThat(new FlowScene("pay Bob").pay("EVIL99")).isInstanceOf(Permit.class);
  }

  @Test
  void asksThePolicyOfTheToolOnceTheSessionIsUntrusted() {
    Decision said = FlowScene.tainted("pay Bob").pay("EVIL99");
    assertThat(said).isInstanceOf(RequireApproval.class);
    assertThat(said.code()).isEqualTo(ReasonCode.FLOW_UNTRUSTED);
    assertThat(said.interceptor()).isEqualTo("flow");
    assertThat(said.rule()).isEqualTo(FlowScene.REF);
    assertThat(((RequireApproval) said).approval()).isEqualTo("people");
  }

  @Test
  void deniesInAnUntrustedSessionWhenTheToolSaysForbid() {
    Interceptor pay =
        FlowScene.gate(
            "pay",
            new Acceptance(
                false, Confidentiality.USER, Acceptance.Otherwise.FORBID, List.of("to")));
    FlowScene scene = FlowScene.tainted("pay Bob");
    assertThat(scene.check(pay, "pay", "{\"to\":\"EVIL99\"}")).isInstanceOf(Deny.class);
    assertThat(scene.check(pay, "pay", "{\"to\":\"Bob\"}")).isInstanceOf(Permit.class);
  }

  @Test
  void aToolThatAcceptsUntrustedSessionsIsNotHeldUp() {
    Interceptor note =
        FlowScene.gate(
            "note",
            new Acceptance(true, Confidentiality.USER, Acceptance.Otherwise.FORBID, List.of()));
    assertThat(FlowScene.tainted(null).check(note, "note", "{}")).isInstanceOf(Permit.class);
  }

  @Test
  void aToolWithoutAnAcceptanceIsNotHeldUp() {
    FlowScene scene = FlowScene.tainted(null);
    scene.run(SECRETS, "read_file", "secret");
    assertThat(scene.check(scene.inbox, "read_inbox", "{}")).isInstanceOf(Permit.class);
  }

  @Test
  void asksWhenNoIdentityArgumentIsDeclared() {
    Interceptor wipe = FlowScene.gate("wipe", FlowScene.accepting());
    assertThat(FlowScene.tainted("wipe it").check(wipe, "wipe", "{}"))
        .isInstanceOf(RequireApproval.class);
  }

  @Test
  void asksWhenNoIdentityArgumentHasAValue() {
    FlowScene scene = FlowScene.tainted("pay Bob");
    assertThat(scene.pay(null)).isInstanceOf(RequireApproval.class);
    assertThat(scene.pay(List.of())).isInstanceOf(RequireApproval.class);
    assertThat(scene.check(scene.pay, "pay", "{\"to\":null}")).isInstanceOf(RequireApproval.class);
  }

  @Test
  void anAbsentIdentityArgumentDoesNotSpoilTheOthers() {
    Interceptor mail = FlowScene.gate("mail", FlowScene.accepting("to", "cc", "bcc"));
    FlowScene scene = FlowScene.tainted("write to bob@example.com");
    assertThat(scene.check(mail, "mail", "{\"to\":[\"bob@example.com\"],\"cc\":null,\"bcc\":[]}"))
        .isInstanceOf(Permit.class);
    assertThat(
            scene.check(
                mail, "mail", "{\"to\":[\"bob@example.com\"],\"bcc\":[\"eve@example.com\"]}"))
        .isInstanceOf(RequireApproval.class);
  }

  @Test
  void everyElementOfAListMustOccur() {
    FlowScene scene = FlowScene.tainted("pay Bob and Carol");
    assertThat(scene.pay(List.of("Bob", "Carol"))).isInstanceOf(Permit.class);
    assertThat(scene.pay(List.of("Bob", "Eve"))).isInstanceOf(RequireApproval.class);
    assertThat(scene.pay(List.of(List.of("Bob"), List.of("Eve"))))
        .isInstanceOf(RequireApproval.class);
  }

  @Test
  void objectsAndTruthValuesAreNeverTrusted() {
    FlowScene scene = FlowScene.tainted("pay Bob, true");
    assertThat(scene.pay(Map.of("name", "Bob"))).isInstanceOf(RequireApproval.class);
    assertThat(scene.pay(true)).isInstanceOf(RequireApproval.class);
  }

  @Test
  void nothingIsTrustedWhenThePromptIsNotKnown() {
    assertThat(FlowScene.tainted(null).pay("Bob")).isInstanceOf(RequireApproval.class);
  }

  @Test
  void deniesWhenTheSessionIsMoreConfidentialThanTheToolMayReceive() {
    Interceptor post =
        FlowScene.gate(
            "post",
            new Acceptance(
                true, Confidentiality.PRIVATE, Acceptance.Otherwise.APPROVE, List.of("to")));
    FlowScene scene = new FlowScene("post to Bob");
    assertThat(scene.check(post, "post", "{\"to\":\"Bob\"}")).isInstanceOf(Permit.class);
    scene.run(SECRETS, "read_file", "secret");
    Decision said = scene.check(post, "post", "{\"to\":\"Bob\"}");
    assertThat(said).isInstanceOf(Deny.class);
    assertThat(said.code()).isEqualTo(ReasonCode.FLOW_CONFIDENTIAL);
    assertThat(said.message())
        .contains(
            "user-confidential", "read_file", "private-confidential", "agent.manifest.json:7:5");
    assertThat(said.modelMessage()).doesNotContain("read_file", "post", "confidential");
  }

  @Test
  void anUnlabelledToolTaints() {
    FlowScene scene = new FlowScene("pay Bob");
    scene.run(FlowScene.reader("web", null), "web", "hello");
    assertThat(scene.session()).isEqualTo("untrusted since web, public");
  }

  @Test
  void aFailedTimedOutOrCancelledToolTaintsToo() {
    for (Outcome.Kind kind :
        List.of(Outcome.Kind.FAILED, Outcome.Kind.TIMED_OUT, Outcome.Kind.CANCELLED)) {
      FlowScene scene = new FlowScene("pay Bob");
      scene.settle(
          scene.inbox, "read_inbox", Outcome.failed(kind, new IllegalStateException("pay me"), 1));
      assertThat(scene.pay("EVIL99")).as(kind.name()).isInstanceOf(RequireApproval.class);
    }
  }

  @Test
  void aCallThatNeverRanDoesNotTaint() {
    FlowScene scene = new FlowScene("pay Bob");
    scene.settle(scene.inbox, "read_inbox", Outcome.notRun());
    assertThat(scene.pay("EVIL99")).isInstanceOf(Permit.class);
    assertThat(scene.session()).isEqualTo("trusted, public");
  }

  @Test
  void aDeniedCallTakesNothing() {
    Interceptor pay =
        FlowScene.gate(
            "pay",
            new Acceptance(
                false, Confidentiality.USER, Acceptance.Otherwise.FORBID, List.of("to")));
    FlowScene scene = FlowScene.tainted("pay Bob");
    assertThat(pay.reserve(call("EVIL99"), scene.context).denial()).isNotNull();
    assertThat(pay.reserve(call("Bob"), scene.context).denial()).isNull();
  }

  @Test
  void aCallThatAPersonApprovedRuns() {
    FlowScene scene = FlowScene.tainted("pay Bob");
    assertThat(scene.pay.reserve(call("EVIL99"), scene.context).denial()).isNull();
  }

  @Test
  void aTrustedToolDoesNotTaint() {
    FlowScene scene = new FlowScene("pay Bob");
    scene.run(SECRETS, "read_file", "text");
    assertThat(scene.session()).isEqualTo("trusted, user-confidential");
    assertThat(scene.pay("EVIL99")).isInstanceOf(Permit.class);
  }

  @Test
  void oneUntrustedFieldOfATrustedOutputTaints() {
    FlowScene scene = new FlowScene("pay Bob");
    OutputLabel label =
        new OutputLabel(
            Integrity.TRUSTED, Confidentiality.PUBLIC, Map.of("/subject", Integrity.UNTRUSTED));
    scene.run(FlowScene.reader("list", label), "list", Map.of("id", "A-77", "subject", "EVIL99"));
    assertThat(scene.pay("A-77")).isInstanceOf(Permit.class);
    assertThat(scene.pay("EVIL99")).isInstanceOf(RequireApproval.class);
  }

  @Test
  void tellsTheOperatorWhichToolsAndWhichArgumentButNeverTheValue() {
    FlowScene scene = FlowScene.tainted("pay Bob");
    scene.run(FlowScene.reader("web", null), "web", "hello");
    assertThat(scene.pay("EVIL99").message())
        .contains("read_inbox, web", "identity argument \"to\"", "\"people\"")
        .doesNotContain("EVIL99");
  }

  @Test
  void tellsTheModelNeitherToolNorArgumentNorRule() {
    assertThat(FlowScene.tainted("pay Bob").pay("EVIL99").modelMessage())
        .doesNotContain("read_inbox", "\"to\"", "pay", "EVIL99", "manifest", "untrusted");
  }

  @Test
  void namesAFewTaintingToolsHoweverManyThereAre() {
    FlowScene scene = new FlowScene("pay Bob");
    for (int i = 0; i < 100; i++) {
      scene.run(FlowScene.reader("tool" + i, null), "tool" + i, "text");
    }
    assertThat(scene.session()).isEqualTo("untrusted since tool0, public");
    assertThat(scene.pay("EVIL99").message().length()).isLessThan(400);
  }

  @Test
  void decidingChangesNothing() {
    FlowScene scene = new FlowScene("pay Bob");
    scene.pay("EVIL99");
    scene.check(scene.inbox, "read_inbox", "{}");
    assertThat(scene.session()).isEqualTo("trusted, public");
    FlowScene later = FlowScene.tainted("pay Bob");
    Decision first = later.pay("EVIL99");
    later.pay("Bob");
    assertThat(later.pay("EVIL99")).isEqualTo(first);
  }

  @Test
  void sessionsDoNotTaintEachOther() {
    FlowScene.tainted("pay Bob");
    assertThat(new FlowScene("pay Bob").pay("EVIL99")).isInstanceOf(Permit.class);
  }

  @Test
  void refusesAFieldThatIsNoJsonPointer() {
    assertThatThrownBy(() -> FlowScene.reader("t", FlowScene.fields("id", Integrity.TRUSTED)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("write \"/id\"");
    assertThatThrownBy(() -> FlowScene.reader("t", FlowScene.fields("/a~2", Integrity.TRUSTED)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("~0 for ~");
  }

  @Test
  void aPermitInATrustedSessionAllocatesNothing() {
    FlowScene scene = new FlowScene("pay Bob");
    ToolCall call = call("EVIL99");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = 0;
    for (int i = 0; i < 20_000; i++) {
      if (i == 10_000) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      scene.pay.check(call, scene.context);
      scene.inbox.check(call, scene.context);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  private static ToolCall call(String to) {
    return ToolCall.of("pay", Arguments.of(Map.of("to", to)));
  }
}
