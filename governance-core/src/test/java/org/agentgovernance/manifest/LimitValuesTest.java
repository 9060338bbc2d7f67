package org.agentgovernance.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bad values of everything that limits calls or answers for failures: each is refused where it
 * stands, once, with what would be right.
 */
class LimitValuesTest {
  private static final String HEAD =
      """
      {"apiVersion": "agentgovernance/v1", "kind": "AgentManifest",
       "metadata": {"name": "m", "version": "1"}, "agent": {"id": "a"},
       "catalog": {"unsigned": true},
       "permissions": [{"id": "all", "tools": ["*"], "verdict": "permit"}],
      """;

  private static void read(String rest) {
    Manifest.parse(HEAD + rest + "}", "m.json");
  }

  private static String tools(String more) {
    return "\"tools\": [{\"name\": \"t\", \"version\": \"1\", \"effect\": \"read\","
        + " \"inputSchema\": true"
        + (more.isEmpty() ? "" : ", " + more)
        + "}]";
  }

  private static List<ManifestProblem> problems(String rest) {
    try {
      read(rest);
      return List.of();
    } catch (ManifestException e) {
      return e.problems();
    }
  }

  private static void assertOne(String rest, String path, String message) {
    List<ManifestProblem> problems = problems(rest);
    assertThat(problems).as(rest).hasSize(1);
    assertThat(problems.get(0).path()).isEqualTo(path);
    assertThat(problems.get(0).message()).contains(message);
    assertThat(problems.get(0).line()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "timeout": 30                   | timeout             | such as "PT30S"
          "timeout": null                 | timeout             | such as "PT30S"
          "timeout": "30s"                | timeout             | duration of ISO 8601
          "timeout": "PT0S"               | timeout             | longer than nothing
          "timeout": "-PT5S"              | timeout             | longer than nothing
          "timeout": "PT0.0001S"          | timeout             | from PT0.001S
          "timeout": "NONE"               | timeout             | duration of ISO 8601
          "idempotent": 1                 | idempotent          | true or false
          "retry": {}                     | retry               | "idempotent": true
          "concurrency": {}               | concurrency.permits | needs "permits"
          "concurrency": {"permits": 0}   | concurrency.permits | from 1 to 100000
          "concurrency": {"permits": 1.5} | concurrency.permits | from 1 to 100000
          "concurrency": {"permits": 100001} | concurrency.permits | from 1 to 100000
          "concurrency": {"permits": 1, "maxWaiting": 5} | concurrency.maxWaiting | needs "queue"
          "concurrency": {"permits": 1, "queue": "PT1S", "maxWaiting": 0} | concurrency.maxWaiting | from 1
          "concurrency": {"permits": 1, "queue": "P2D"} | concurrency.queue | at most P1D
          "concurrency": {"permits": 1, "queue": "PT0.0015S"} | concurrency.queue | whole milliseconds
          "concurrency": {"permits": 1, "each": ["users"]} | concurrency.each | not one of user, agent
          "concurrency": {"permits": 1, "each": ["tool"]} | concurrency.each | not one of user, agent
          "breaker": {"failureRate": 0}   | breaker.failureRate | above 0 and at most 1
          "breaker": {"failureRate": 50}  | breaker.failureRate | above 0 and at most 1
          "breaker": {"window": 0}        | breaker.window      | from 1 to 10000
          "breaker": {"window": 10001}    | breaker.window      | from 1 to 10000
          "breaker": {"open": "P2D"}      | breaker.open        | at most P1D
          "breaker": {"probe": "zz"}      | breaker.probe       | not listed under tools
          "breaker": {"probe": "t"}       | breaker.probe       | another tool
          "fallback": {}                  | fallback            | needs "value", "lastGood" or "tool"
          "fallback": {"value": null}     | fallback.value      | stands in for nothing
          "fallback": {"lastGood": {}}    | fallback.lastGood   | needs "maxAge"
          "fallback": {"lastGood": {"maxAge": "soon"}} | fallback.lastGood.maxAge | ISO 8601
          "fallback": {"tool": "t"}       | fallback.tool       | does not stand in for itself
          "fallback": {"tool": "u"}       | fallback.tool       | not listed under tools
          """)
  void aBadLimitOfAToolIsNamedWhereItStands(String keys, String path, String message) {
    assertOne(tools(keys), "tools[0]." + path, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"attempts": 1}                      | .attempts   | from 2 to 10
          {"attempts": 11}                     | .attempts   | from 2 to 10
          {"backoff": "P2D"}                   | .backoff    | at most P1D
          {"maxBackoff": "PT0.0015S"}          | .maxBackoff | whole milliseconds
          {"within": "PT0S"}                   | .within     | longer than nothing
          {"backoff": "PT9S", "maxBackoff": "PT1S"} | ''     | maxBackoff is at least its backoff
          {"on": []}                           | .on         | at least one
          {"on": ["fail"]}                     | .on         | not one of failed, timeout
          {"on": "failed"}                     | .on         | must be an array
          {"jitter": true}                     | .jitter     | unknown key
          """)
  void aBadRetryIsNamedWhereItStands(String retry, String path, String message) {
    assertOne(tools("\"idempotent\": true, \"retry\": " + retry), "tools[0].retry" + path, message);
  }

  @Test
  void aToolThatNeverTimesOutIsNotRetriedAfterThat() {
    String retry = "\"idempotent\": true, \"timeout\": %s, \"retry\": {\"on\": [%s]}";
    assertOne(
        tools(retry.formatted("\"none\"", "\"timeout\"")),
        "tools[0].retry.on",
        "the tool never times out");
    read(tools(retry.formatted("\"none\"", "\"timeout\", \"failed\"")));
    read(tools(retry.formatted("\"PT1S\"", "\"timeout\"")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"permits": 0, "per": "PT1S"}         | .permits | from 1
          {"permits": "1", "per": "PT1S"}       | .permits | from 1
          {"permits": 1, "per": "day"}          | .per     | ISO 8601
          {"permits": 1, "per": "P2D"}          | .per     | at most P1D
          {"permits": 1, "per": "PT0.0015S"}    | .per     | whole milliseconds
          {"permits": 1}                        | ''       | needs "permits" and "per"
          {"permits": 1, "per": "PT1S", "each": ["tenant"]} | .each | not one of user, agent, tool
          {"permits": 1, "per": "PT1S", "each": []} | .each | at least one
          """)
  void aBadRateIsNamedWhereItStands(String rate, String path, String message) {
    assertOne(
        tools("") + ", \"rates\": [{\"id\": \"r\", \"tools\": [\"t\"], " + rate.substring(1) + "]",
        "rates[0]" + path,
        message);
  }

  @Test
  void aLimitThatReachesNoToolIsRefused() {
    assertOne(
        tools("") + ", \"rates\": [{\"id\": \"r\", \"permits\": 1, \"per\": \"PT1S\"}]",
        "rates[0]",
        "no tool is reached");
    assertOne(
        tools("") + ", \"concurrency\": [{\"id\": \"c\", \"effect\": [\"write\"], \"permits\": 1}]",
        "concurrency[0].effect",
        "never applies");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                     | ''              | needs at least one of
          {"onLoop": "stop"}     | ''              | needs at least one of
          {"identicalCalls": 0}  | .identicalCalls | from 1
          {"cycles": 1}          | .cycles         | from 2 to 40
          {"cycles": 41}         | .cycles         | from 2 to 40
          {"sameResult": 1}      | .sameResult     | from 2
          {"maxSteps": -1}       | .maxSteps       | from 1
          {"maxSteps": 2.5}      | .maxSteps       | from 1
          {"maxSteps": 5, "onLoop": "halt"} | .onLoop | not one of deny, stop
          """)
  void aBadLoopLimitIsNamedWhereItStands(String loops, String path, String message) {
    assertOne(tools("") + ", \"loops\": " + loops, "loops" + path, message);
  }

  @Test
  void aMisspeltKeyIsNamedWithTheRightOne() {
    assertThat(problems(tools("") + ", \"loops\": {\"maxsteps\": 5}"))
        .anySatisfy(
            problem -> assertThat(problem.toString()).contains("did you mean \"maxSteps\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"id": "a", "quorum": 0}              | .quorum        | from 1
          {"id": "a", "roles": []}              | .roles         | at least one
          {"id": "a", "approveWithin": "PT0S"}  | .approveWithin | longer than nothing
          {"id": "a", "executeWithin": 5}       | .executeWithin | such as "PT30S"
          {"id": "a", "ttl": "PT5M"}            | .ttl           | unknown key
          {}                                    | ''             | needs "id"
          """)
  void aBadApprovalIsNamedWhereItStands(String approval, String path, String message) {
    assertOne(tools("") + ", \"approvals\": [" + approval + "]", "approvals[0]" + path, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"timeout\": \"none\"",
        "\"timeout\": \"PT0.001S\"",
        "\"breaker\": {}",
        "\"idempotent\": true, \"retry\": {}",
        "\"idempotent\": true, \"retry\": {\"attempts\": 10, \"within\": \"P1D\"}",
        "\"concurrency\": {\"permits\": 100000, \"queue\": \"P1D\", \"maxWaiting\": 100000}",
        "\"breaker\": {\"window\": 10000, \"open\": \"P1D\", \"failureRate\": 1}"
      })
  void theOutermostValuesAreGood(String keys) {
    assertThatCode(() -> read(tools(keys))).doesNotThrowAnyException();
  }

  @Test
  void severalProblemsAreToldTogether() {
    assertThatThrownBy(
            () -> read(tools("\"timeout\": 30, \"breaker\": {\"window\": 0}, \"retry\": {}")))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("tools[0].timeout")
        .hasMessageContaining("tools[0].breaker.window")
        .hasMessageContaining("tools[0].retry");
  }
}
