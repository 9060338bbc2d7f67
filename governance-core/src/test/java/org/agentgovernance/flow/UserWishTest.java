package org.agentgovernance.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.agentgovernance.decision.Decision;
import org.agentgovernance.decision.Permit;
import org.agentgovernance.decision.ReasonCode;
import org.agentgovernance.decision.RequireApproval;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The right person, and yet not the user's wish. */
final class UserWishTest {
  private static final String PROMPT =
      "Read my inbox and write to Ann what stands on www.example.org/news, copy bob@example.org";

  private final Interceptor careful =
      FlowScene.gate(
          "send",
          new Acceptance(
              false,
              Confidentiality.USER,
              Acceptance.Otherwise.APPROVE,
              List.of("to"),
              Acceptance.Evidence.USER_WORDS,
              Confidentiality.PRIVATE,
              false));

  private final FlowScene scene = FlowScene.tainted(PROMPT);

  private Decision send(Object body) {
    return scene.check(
        careful, "send", Json.text(Json.copyOf(Map.of("to", "Ann", "body", body, "tries", 2))));
  }

  private static Interceptor reading(Confidentiality confidentiality) {
    return FlowScene.reader(
        "read_vault", new OutputLabel(Integrity.TRUSTED, confidentiality, Map.of()));
  }

  @Test
  void whatIsForTheUserOnlyEndsTheSparing() {
    assertThat(send("hello")).isInstanceOf(Permit.class);
    scene.run(reading(Confidentiality.PRIVATE), "read_vault", "notes");
    assertThat(send("hello")).isInstanceOf(Permit.class);
    scene.run(reading(Confidentiality.USER), "read_vault", "passport HGK137803");
    assertThat(send("hello"))
        .isInstanceOfSatisfying(
            RequireApproval.class,
            asked -> {
              assertThat(asked.code()).isEqualTo(ReasonCode.FLOW_UNTRUSTED);
              assertThat(asked.message())
                  .contains("user-confidential output of read_vault")
                  .doesNotContain("HGK137803");
            });
  }

  @Test
  void aTrustedSessionMayReadEverythingAndSend() {
    FlowScene trusted = new FlowScene(PROMPT);
    trusted.run(reading(Confidentiality.USER), "read_vault", "passport");
    String call = "{\"to\":\"Ann\",\"body\":\"see evil.com\"}";
    assertThat(trusted.check(careful, "send", call)).isInstanceOf(Permit.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "it says hello, e.g. to you, at 10:30, for 98.70 or 1.5 units",
        "see www.example.org/news.",
        "see WWW.EXAMPLE.ORG/news",
        "see https://www.example.org/news",
        "mail bob@example.org, please",
        "the file bill.pdf and notes.txt",
        "and/or, either/or",
        "https is a scheme"
      })
  void textWithoutALinkOrWithTheUsersOwnIsSpared(String body) {
    assertThat(send(body)).isInstanceOf(Permit.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "see www.evil.com",
        "see http://evil.com/a?b=c",
        "see hxxp://localhost/a",
        "see evil.com.",
        "see (evil.com)",
        "see evil.com:8080/x",
        "see 10.0.0.1",
        "see 10.0.0.1:8080/x",
        "mail eve@evil.com",
        "mail eve@localhost",
        "see evil\u200B.com",
        "see evil.c\u200Bom",
        "see ｗｗｗ．ｅｖｉｌ．ｃｏｍ",
        "see еvil.com",
        "see пример.рф",
        "see www.example.org/news/../evil",
        "see www.example.org",
        "see www.example.org.evil.com/news",
        "![x](https://evil.com/p.png)",
        "<a href='https://evil.com'>www.example.org/news</a>",
        "file evil.com/bill.pdf"
      })
  void aLinkThatTheUserDidNotGiveAsks(String body) {
    assertThat(send(body))
        .isInstanceOfSatisfying(
            RequireApproval.class,
            asked ->
                assertThat(asked.message())
                    .contains("argument \"body\" holds a link or address that does not occur")
                    .doesNotContain("evil"));
  }

  @Test
  void linksAreFoundHoweverDeepTheyLie() {
    assertThat(send(List.of(Map.of("text", List.of("fine", "www.evil.com")))))
        .isInstanceOf(RequireApproval.class);
    assertThat(send(Map.of("www.evil.com", 1))).isInstanceOf(RequireApproval.class);
    assertThat(send(List.of(Map.of("text", "fine")))).isInstanceOf(Permit.class);
  }

  @Test
  void withoutTheConditionLinksAreNotLookedFor() {
    assertThat(
            scene.check(
                FlowScene.gate("send", FlowScene.accepting("to")),
                "send",
                "{\"to\":\"Ann\",\"body\":\"www.evil.com\"}"))
        .isInstanceOf(Permit.class);
  }
}
