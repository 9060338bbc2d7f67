package org.agentgovernance.condition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Compiles and runs every rule of the tutorial on the calls that stand below it. */
class TutorialTest {
  private static final Pattern RULE =
      Pattern.compile("```cel\\n([^`]*)\\n```\\n((?:- (?:yes|no): `[^`]*`\\n)+)");
  private static final Pattern CALL = Pattern.compile("- (yes|no): `([^`]*)`\\n");
  private static final ObjectMapper JSON = new ObjectMapper();

  @SuppressWarnings("unchecked")
  private static Map<String, Object> json(String text) throws Exception {
    return JSON.readValue(text, Map.class);
  }

  @Test
  void everyRuleOfTheTutorialDecidesAsItSays() throws Exception {
    String page =
        Files.readString(
            Path.of(System.getProperty("user.dir")).resolve("../docs/tutorial-conditions.md"));
    int schema = page.indexOf("```json schema\n") + "```json schema\n".length();
    ConditionEnvironment environment =
        ConditionEnvironment.builder()
            .variable(
                "args",
                ConditionType.fromJsonSchema(
                    json(page.substring(schema, page.indexOf("```", schema)))))
            .variable(
                "user",
                ConditionType.object(
                    Map.of(
                        "id", ConditionType.STRING,
                        "roles", ConditionType.list(ConditionType.STRING),
                        "accounts", ConditionType.list(ConditionType.STRING)),
                    false))
            .variable(
                "resource",
                ConditionType.object(
                    Map.of("owner", ConditionType.STRING, "opened", ConditionType.TIMESTAMP),
                    false))
            .variable("now", ConditionType.TIMESTAMP)
            .build();
    Matcher rules = RULE.matcher(page);
    int count = 0;
    while (rules.find()) {
      count++;
      Condition condition = Condition.compile(rules.group(1), environment);
      Matcher calls = CALL.matcher(rules.group(2));
      while (calls.find()) {
        Map<String, Object> values = json(calls.group(2));
        ConditionResult result =
            condition.test(index -> value(values, environment.names().get(index)));
        assertThat(result.toString())
            .as(rules.group(1) + " on " + calls.group(2))
            .isEqualTo(calls.group(1).equals("yes") ? "true" : "false");
      }
    }
    assertThat(count).isEqualTo(10);
  }

  @SuppressWarnings("unchecked")
  private static Object value(Map<String, Object> values, String name) {
    Object value = values.get(name);
    if (name.equals("now")) {
      return Instant.parse((String) value);
    }
    if (name.equals("resource")
        && ((Map<String, Object>) value).get("opened") instanceof String text) {
      Map<String, Object> resource = new HashMap<>((Map<String, Object>) value);
      resource.put("opened", Instant.parse(text));
      return resource;
    }
    return value;
  }
}
